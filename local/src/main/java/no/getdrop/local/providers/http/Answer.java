package no.getdrop.local.providers.http;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpResponse;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a provider answers.
public record Answer(int status, Map<String, String> headers, String body) {
    public Answer {
        headers = Map.copyOf(headers);
    }

    /// A JSON body.
    public static Answer json(int status, Object value) {
        return new Answer(status, Map.of("Content-Type", "application/json"), Json.text(value));
    }

    /// A page for a person.
    public static Answer html(int status, String page) {
        return new Answer(
                status,
                Map.of("Content-Type", "text/html; charset=utf-8", "Cache-Control", "no-store"),
                page);
    }

    /// One line of text.
    public static Answer text(int status, String text) {
        return new Answer(status, Map.of("Content-Type", "text/plain; charset=utf-8"), text);
    }

    /// A 302 to another address.
    public static Answer redirect(URI location) {
        return new Answer(302, Map.of("Location", location.toString()), "");
    }

    /// A status without a body.
    public static Answer empty(int status) {
        return new Answer(status, Map.of(), "");
    }

    /// The same answer with one more header.
    public Answer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Answer(status, more, body);
    }

    HttpResponse response() {
        List<Header> lines = new ArrayList<>();
        headers.forEach((name, value) -> lines.add(new Header(name, value)));
        return new HttpResponse(status, lines, body.getBytes(StandardCharsets.UTF_8));
    }
}
