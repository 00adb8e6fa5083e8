package no.getdrop.api.http;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.net.URI;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// Where the web application stands and what its cookies look like.
///
/// @param appUrl the web application, where a login in a browser ends
/// @param allowedOrigins whose pages may call with the customer's cookies
/// @param cookieDomain for an api on another host than the application; empty for the same host
/// @param secureCookies whether cookies travel over TLS only
public record HttpSettings(
        URI appUrl,
        Set<String> allowedOrigins,
        Optional<String> cookieDomain,
        boolean secureCookies) {
    public HttpSettings {
        Objects.requireNonNull(appUrl, "appUrl");
        allowedOrigins = Set.copyOf(allowedOrigins);
        Objects.requireNonNull(cookieDomain, "cookieDomain");
    }

    /// Reads `APP_URL`, `APP_ALLOWED_ORIGINS` and `SESSION_COOKIE_DOMAIN`.
    public static HttpSettings from(Environment environment) {
        URI appUrl = environment.securedUri("APP_URL");
        Set<String> origins = new TreeSet<>();
        origins.add(origin(appUrl));
        environment
                .optional("APP_ALLOWED_ORIGINS")
                .ifPresent(list ->
                        Arrays.stream(list.split(","))
                                .map(HttpSettings::parse)
                                .forEach(origins::add));
        return new HttpSettings(
                appUrl,
                origins,
                environment.optional("SESSION_COOKIE_DOMAIN"),
                Stage.from(environment) != Stage.DEVELOPMENT);
    }

    private static String parse(String text) {
        String expected = "a list of origins such as https://app.example.com, with commas between";
        try {
            URI uri = URI.create(text.strip());
            if (uri.getHost() != null && origin(uri).equals(text.strip())) {
                return origin(uri);
            }
            throw SettingException.wrong("APP_ALLOWED_ORIGINS", expected, text);
        } catch (IllegalArgumentException e) {
            throw SettingException.wrong("APP_ALLOWED_ORIGINS", expected, text);
        }
    }

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getAuthority();
    }
}
