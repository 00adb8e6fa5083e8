package no.getdrop.api.wiring;

import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.api.features.FeatureGate;
import no.getdrop.api.http.AdmissionInterceptor;
import no.getdrop.api.http.Arguments;
import no.getdrop.api.http.CrossOrigin;
import no.getdrop.api.http.HttpSettings;
import no.getdrop.api.http.Problems;
import no.getdrop.runtime.Json;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.web.HttpMediaTypeNotAcceptableException;
import org.springframework.web.accept.ContentNegotiationStrategy;
import org.springframework.web.accept.HeaderContentNegotiationStrategy;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.context.request.ServletWebRequest;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.UrlBasedCorsConfigurationSource;
import org.springframework.web.filter.CorsFilter;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.ContentNegotiationConfigurer;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// How Spring MVC reaches the controllers.
@Configuration(proxyBeanMethods = false)
class HttpConfiguration implements WebMvcConfigurer {
    private static final Set<HttpMethod> READING = Set.of(HttpMethod.GET, HttpMethod.HEAD);

    private final FeatureGate features;
    private final AdmissionInterceptor admission;
    private final Arguments arguments;

    HttpConfiguration(FeatureGate features, AdmissionInterceptor admission, Arguments arguments) {
        this.features = features;
        this.admission = admission;
        this.arguments = arguments;
    }

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(features);
        registry.addInterceptor(admission);
    }

    @Override
    public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
        resolvers.add(arguments);
    }

    /// As Spring reads `Accept`, whose parser throws what it does not expect itself for a type that
    /// begins with a quote, and later for a weight in capitals that is no number.
    ///
    /// What changes something is answered in JSON whatever is accepted (RFC 9110, 12.5.1): Spring
    /// looks at the header when it is done, and would refuse to tell.
    @Override
    public void configureContentNegotiation(ContentNegotiationConfigurer negotiation) {
        ContentNegotiationStrategy header = new HeaderContentNegotiationStrategy();
        negotiation.strategies(
                List.of(request -> {
                    if (!reads(request)) {
                        return ContentNegotiationStrategy.MEDIA_TYPE_ALL_LIST;
                    }
                    try {
                        List<MediaType> types = header.resolveMediaTypes(request);
                        types.forEach(MediaType::getQualityValue);
                        return types;
                    } catch (StringIndexOutOfBoundsException | NumberFormatException e) {
                        throw new HttpMediaTypeNotAcceptableException("Accept cannot be read");
                    }
                }));
    }

    private static boolean reads(NativeWebRequest request) {
        return request instanceof ServletWebRequest http && READING.contains(http.getHttpMethod());
    }

    /// A route that does not say who may call it keeps the function from starting.
    @Bean
    static SmartInitializingSingleton accessCheck(RequestMappingHandlerMapping routes) {
        return () -> routes.getHandlerMethods().values().forEach(AdmissionInterceptor::access);
    }

    @Bean
    static ObjectMapper objectMapper() {
        return Json.mapper();
    }

    /// The pages of the web application may call with the customer's cookies; nobody else's may.
    @Bean
    static CorsFilter corsFilter(HttpSettings settings, Problems problems) {
        CorsConfiguration cors = new CorsConfiguration();
        cors.setAllowedOrigins(new ArrayList<>(settings.allowedOrigins()));
        cors.setAllowCredentials(true);
        cors.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        cors.setAllowedHeaders(
                List.of(
                        "Accept-Language",
                        "Authorization",
                        "Content-Type",
                        "Idempotency-Key",
                        "X-Request-Id",
                        "traceparent"));
        cors.setExposedHeaders(
                List.of(
                        "Content-Disposition",
                        "Idempotency-Replayed",
                        "Link",
                        "RateLimit",
                        "RateLimit-Policy",
                        "Retry-After",
                        "WWW-Authenticate",
                        "X-Request-Id"));
        cors.setMaxAge(600L);
        UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
        source.registerCorsConfiguration("/**", cors);
        CorsFilter filter = new CorsFilter(source);
        filter.setCorsProcessor(new CrossOrigin(problems));
        return filter;
    }
}
