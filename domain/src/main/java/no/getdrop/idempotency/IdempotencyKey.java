package no.getdrop.idempotency;

import no.getdrop.identity.UserId;
import no.getdrop.runtime.Tokens;

import java.util.Objects;

/// What a caller named its request, and what the request was.
///
/// @param userId whose key; keys of different users never meet
/// @param value 1 to 255 visible ASCII characters
/// @param route method and path template, such as `POST /v1/recipients`
/// @param content the request's meaning in a canonical text; two requests with one key must agree
public record IdempotencyKey(UserId userId, String value, String route, String content) {
    public IdempotencyKey {
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(route, "route");
        Objects.requireNonNull(content, "content");
    }

    /// SHA-256 over route and content, 32 bytes.
    public byte[] fingerprint() {
        return Tokens.sha256(route + '\n' + content);
    }
}
