package no.getdrop.local.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.http.Header;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A request that reached a provider, with the variables of its route's path.
///
/// @param effect what a switch asks of the operation itself, such as a wrong claim or a refusal
public record Request(
        String method,
        URI uri,
        Map<String, String> variables,
        List<Header> headers,
        String body,
        Optional<String> effect) {

    public Request {
        variables = Map.copyOf(variables);
        headers = List.copyOf(headers);
    }

    /// The value of `{name}` in the route's path.
    public String variable(String name) {
        String value = variables.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "the route has no {" + name + "}, only " + variables.keySet());
        }
        return value;
    }

    /// The first value of a header, where it was sent and is not blank.
    public Optional<String> header(String name) {
        return Header.first(headers, name).filter(value -> !value.isBlank());
    }

    /// The value of a query parameter, decoded.
    public Optional<String> query(String name) {
        return Optional.ofNullable(query().get(name));
    }

    /// Every query parameter, decoded, the first value of each.
    public Map<String, String> query() {
        return pairs(Optional.ofNullable(uri.getRawQuery()).orElse(""));
    }

    /// The first name in the query that is not among those `known`.
    public Optional<String> unknownQuery(Set<String> known) {
        return query().keySet().stream().filter(name -> !known.contains(name)).findFirst();
    }

    /// The first name that stands twice in a query or a form.
    public static Optional<String> repeated(String encoded) {
        Set<String> seen = new HashSet<>();
        return split(encoded, '&').stream()
                .map(pair -> decode(split(pair + "=", '=').getFirst()))
                .filter(name -> !seen.add(name))
                .findFirst();
    }

    /// The offered media type that the header `Accept` likes best; empty when it takes none.
    public Optional<String> accepted(List<String> offered) {
        return MediaTypes.best(header("Accept"), offered);
    }

    /// Whether the body is said to be of a media type, whatever its parameters.
    public boolean isOf(String mediaType) {
        String type = header("Content-Type").orElse("");
        return type.equalsIgnoreCase(mediaType)
                || type.toLowerCase(Locale.ROOT).startsWith(mediaType + ";");
    }

    /// A field of the form in the body.
    public Optional<String> form(String name) {
        return Optional.ofNullable(form().get(name)).filter(value -> !value.isBlank());
    }

    /// The form in the body, decoded.
    public Map<String, String> form() {
        return pairs(body);
    }

    /// The body as JSON; a missing node when it is not JSON.
    public JsonNode json() {
        return Json.tree(body);
    }

    /// The names of `a=b&c=d` with their decoded values, in their order; the first value of a name.
    public static Map<String, String> pairs(String encoded) {
        Map<String, String> pairs = new LinkedHashMap<>();
        for (String pair : split(encoded, '&')) {
            List<String> parts = split(pair, '=');
            if (!parts.isEmpty()) {
                String value =
                        pair.substring(Math.min(pair.length(), parts.getFirst().length() + 1));
                pairs.putIfAbsent(decode(parts.getFirst()), decode(value));
            }
        }
        return pairs;
    }

    /// The parts of a text between separators, without empty ones.
    static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        int start = 0;
        while (start <= text.length()) {
            int end = text.indexOf(separator, start);
            end = end < 0 ? text.length() : end;
            if (end > start) {
                parts.add(text.substring(start, end));
            }
            start = end + 1;
        }
        return parts;
    }

    private static String decode(String encoded) {
        return URLDecoder.decode(encoded, StandardCharsets.UTF_8);
    }
}
