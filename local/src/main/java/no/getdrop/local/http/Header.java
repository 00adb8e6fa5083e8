package no.getdrop.local.http;

import java.util.List;
import java.util.Optional;

/// One header line, its name spelled as the sender spelled it.
public record Header(String name, String value) {
    public Header {
        if (name.isEmpty() || (name + value).chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException("a header needs a name and must be one line");
        }
    }

    /// The first value under a name, whatever its letters' case.
    public static Optional<String> first(List<Header> headers, String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value)
                .findFirst();
    }
}
