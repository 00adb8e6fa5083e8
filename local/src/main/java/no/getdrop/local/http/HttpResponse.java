package no.getdrop.local.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One answer; the listener adds `Content-Length` and `Connection`.
// Bytes on their way through; nothing compares these records.
@SuppressWarnings("ArrayRecordComponent")
public record HttpResponse(int status, List<Header> headers, byte[] body) {
    public HttpResponse {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("status must be 200 to 599, was " + status);
        }
        headers = List.copyOf(headers);
    }

    /// An answer without a body.
    public static HttpResponse empty(int status) {
        return new HttpResponse(status, List.of(), new byte[0]);
    }

    /// An answer whose body is JSON text.
    public static HttpResponse json(int status, String body) {
        return json(status, body.getBytes(StandardCharsets.UTF_8));
    }

    /// An answer whose body is JSON, already encoded.
    public static HttpResponse json(int status, byte[] body) {
        return new HttpResponse(
                status, List.of(new Header("Content-Type", "application/json")), body);
    }

    /// The same answer with one header more.
    public HttpResponse with(String name, String value) {
        List<Header> more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new HttpResponse(status, more, body);
    }
}
