package no.getdrop.api.http;

import com.amazonaws.serverless.proxy.RequestReader;
import com.amazonaws.serverless.proxy.model.AwsProxyRequest;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;

import org.jspecify.annotations.Nullable;
import org.springframework.core.MethodParameter;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.web.bind.support.WebDataBinderFactory;
import org.springframework.web.context.request.NativeWebRequest;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.method.support.ModelAndViewContainer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// What controllers may ask for as a parameter: the [Caller] who was let in, optional for a
/// visitor, or the [Entrance] for a caller who is let in by reading; the body's [Fields] or its
/// [RawBody], the [Audit.Origin] of the request, and what it asks of a list as a [PageQuery].
@Component
public final class Arguments implements HandlerMethodArgumentResolver {
    private static final int BODY_BYTES_MAX = 256 * 1024;

    @Override
    public boolean supportsParameter(MethodParameter parameter) {
        Class<?> type = type(parameter);
        return type == Caller.class
                || type == Entrance.class
                || type == Fields.class
                || type == RawBody.class
                || type == Audit.Origin.class
                || type == PageQuery.class;
    }

    @Override
    public Object resolveArgument(
            MethodParameter parameter,
            @Nullable ModelAndViewContainer container,
            NativeWebRequest webRequest,
            @Nullable WebDataBinderFactory binders)
            throws IOException {
        HttpServletRequest request =
                Objects.requireNonNull(webRequest.getNativeRequest(HttpServletRequest.class));
        Class<?> type = type(parameter);
        if (type == Caller.class) {
            Optional<Caller> caller =
                    Optional.ofNullable((Caller) request.getAttribute(AdmissionInterceptor.CALLER));
            return parameter.isOptional()
                    ? caller
                    : caller.orElseThrow(() ->
                            new IllegalStateException(
                                    "a route that is open to anyone has no caller"));
        }
        if (type == Entrance.class) {
            return Objects.requireNonNull(
                    Entrance.of(request), "a route that is open to anyone has no entrance");
        }
        if (type == Fields.class) {
            return fields(request);
        }
        if (type == RawBody.class) {
            return rawBody(request);
        }
        return type == PageQuery.class ? PageQuery.of(request) : origin(request);
    }

    private static Class<?> type(MethodParameter parameter) {
        return parameter.nestedIfOptional().getNestedParameterType();
    }

    private static Audit.Origin origin(HttpServletRequest request) {
        return new Audit.Origin(
                ClientAddress.text(request.getRemoteAddr()),
                request.getHeader(HttpHeaders.USER_AGENT),
                RequestIds.of(request));
    }

    private static Fields fields(HttpServletRequest request) throws IOException {
        @Nullable String type = request.getContentType();
        if (type == null || !mediaType(type).equals("application/json")) {
            throw RefusedException.of(ApiError.UNSUPPORTED_MEDIA_TYPE);
        }
        return Fields.parse(body(request));
    }

    private static byte[] body(HttpServletRequest request) throws IOException {
        return bounded(request.getInputStream().readNBytes(BODY_BYTES_MAX + 1));
    }

    /// As API Gateway handed it over; the container's stream has it in whatever charset the request
    /// names.
    private static RawBody rawBody(HttpServletRequest request) {
        AwsProxyRequest event =
                (AwsProxyRequest)
                        Objects.requireNonNull(
                                request.getAttribute(RequestReader.API_GATEWAY_EVENT_PROPERTY));
        @Nullable String body = event.getBody();
        if (body == null) {
            return new RawBody(new byte[0]);
        }
        return new RawBody(
                bounded(
                        event.isBase64Encoded()
                                ? Base64.getDecoder().decode(body)
                                : body.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] bounded(byte[] body) {
        if (body.length > BODY_BYTES_MAX) {
            throw RefusedException.of(ApiError.BODY_TOO_LARGE);
        }
        return body;
    }

    private static String mediaType(String contentType) {
        int parameters = contentType.indexOf(';');
        return (parameters < 0 ? contentType : contentType.substring(0, parameters))
                .strip()
                .toLowerCase(Locale.ROOT);
    }
}
