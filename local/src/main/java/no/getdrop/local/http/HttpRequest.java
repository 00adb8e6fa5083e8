package no.getdrop.local.http;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// One request as it came over the wire; path and query are still percent-encoded.
// Bytes on their way through; nothing compares these records.
@SuppressWarnings("ArrayRecordComponent")
public record HttpRequest(
        String method,
        String path,
        String rawQuery,
        List<Header> headers,
        byte[] body,
        String remoteAddress) {
    public HttpRequest {
        headers = List.copyOf(headers);
    }

    /// The first header of that name, whatever its letters' case.
    public Optional<String> header(String name) {
        return Header.first(headers, name);
    }

    /// The body read as UTF-8.
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }
}
