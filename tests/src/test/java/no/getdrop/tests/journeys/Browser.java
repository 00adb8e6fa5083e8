package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A person at a browser: keeps the cookies that it is given, sends them back to where they belong,
/// and says with each request which page it comes from.
final class Browser {
    private final URI base;
    private final String person;
    private final Map<String, Cookie> cookies = new LinkedHashMap<>();

    /// @param strict whether it stays away from a request that another site's page led to
    private record Cookie(String value, String path, boolean strict) {}

    /// A browser of the person who holds that app.
    Browser(URI base, String person) {
        this.base = base;
        this.person = person;
    }

    /// Logs in with BankID; ends at the application's dashboard.
    Browser login() {
        Answer start = get("/v1/auth/bankid?platform=web");
        assertThat(start.status()).isEqualTo(200);
        Answer back = comeBack(start.data().path("redirectUrl").asText(), "person=" + person);
        back.expect(302);
        assertThat(back.location().getPath()).isEqualTo("/dashboard");
        return this;
    }

    /// Sends the form of another site's page and follows it back to Drop, where the strict cookies
    /// do not come along.
    Answer comeBack(String page, String form) {
        URI back = Http.form(URI.create(page), form).location();
        return send(
                "GET",
                back.getRawPath() + "?" + back.getRawQuery(),
                Map.of(
                        "Sec-Fetch-Site",
                        "cross-site",
                        "Cookie",
                        cookies(back.getRawPath(), cookie -> !cookie.strict())),
                null);
    }

    Answer get(String path) {
        return send("GET", path, Map.of(), null);
    }

    Answer post(String path, String json) {
        return send("POST", path, Map.of(), json);
    }

    /// A request from a page of the application.
    Answer send(String method, String path, Map<String, String> headers, @Nullable String body) {
        Map<String, String> all = new HashMap<>();
        all.put("Accept-Language", "en");
        all.put("Sec-Fetch-Site", "same-origin");
        if (body != null) {
            all.put("Content-Type", "application/json");
        }
        String sent = cookies(path, cookie -> true);
        if (!sent.isEmpty()) {
            all.put("Cookie", sent);
        }
        all.putAll(headers);
        Answer answer = Http.send(method, base.resolve(path), all, body);
        answer.headerValues("Set-Cookie").forEach(this::keep);
        return answer;
    }

    /// The value of a cookie.
    String cookie(String name) {
        Cookie cookie = cookies.get(name);
        if (cookie == null) {
            throw new AssertionError("no cookie " + name);
        }
        return cookie.value();
    }

    boolean hasCookie(String name) {
        return cookies.containsKey(name);
    }

    /// Lets a cookie go whose time is over.
    void forget(String name) {
        cookies.remove(name);
    }

    private String cookies(String path, Predicate<Cookie> sent) {
        return cookies.entrySet().stream()
                .filter(cookie -> path.startsWith(cookie.getValue().path()))
                .filter(cookie -> sent.test(cookie.getValue()))
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue().value())
                .collect(Collectors.joining("; "));
    }

    private void keep(String header) {
        String name = header.substring(0, header.indexOf('='));
        String value = header.substring(header.indexOf('=') + 1, header.indexOf(';'));
        String path = header.replaceAll("(?i).*; *path=([^;]+).*", "$1");
        if (value.isEmpty()) {
            cookies.remove(name);
        } else {
            cookies.put(name, new Cookie(value, path, header.contains("SameSite=Strict")));
        }
    }
}
