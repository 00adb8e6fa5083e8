package no.getdrop.api.priming;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// Query strings, each name once.
final class Query {
    private Query() {}

    /// The parameters of an address or a path; none when it has no query.
    static Map<String, String> of(String address) {
        Map<String, String> parameters = new LinkedHashMap<>();
        int start = address.indexOf('?');
        if (start >= 0) {
            for (String pair : address.substring(start + 1).split("&", -1)) {
                int equals = pair.indexOf('=');
                parameters.put(
                        decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
            }
        }
        return parameters;
    }

    /// One parameter of an address.
    static String parameter(URI address, String name) {
        return of(address.toString()).getOrDefault(name, "");
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
