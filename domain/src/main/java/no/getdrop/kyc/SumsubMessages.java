package no.getdrop.kyc;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.Tokens;
import no.getdrop.webhooks.Signatures;
import no.getdrop.webhooks.WebhookBodies;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookReceipt;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Verifies what Sumsub sends: a keyed hash over the body's very bytes, by the algorithm that a
/// header names. SHA-1 is refused though Sumsub still offers it.
public final class SumsubMessages {
    /// As Sumsub writes `createdAtMs`, in UTC.
    private static final DateTimeFormatter CREATED_AT_MS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS");

    /// As it writes `createdAt`, with its zone.
    private static final DateTimeFormatter CREATED_AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ssxx");

    private final Secrets secrets;

    /// Messages signed under `SUMSUB_WEBHOOK_SECRET`, or the one before it.
    public SumsubMessages(Secrets secrets) {
        this.secrets = secrets;
    }

    /// Verifies a message.
    ///
    /// @param algorithm header `X-Payload-Digest-Alg`
    /// @param digest header `X-Payload-Digest`, hexadecimal
    public WebhookReceipt verify(byte[] body, @Nullable String algorithm, @Nullable String digest) {
        List<byte[]> keys =
                Stream.of("SUMSUB_WEBHOOK_SECRET", "SUMSUB_WEBHOOK_SECRET_PREVIOUS")
                        .flatMap(name -> secrets.find(name).stream())
                        .map(secret -> secret.reveal().getBytes(StandardCharsets.UTF_8))
                        .toList();
        if (keys.isEmpty()) {
            return new WebhookReceipt.NoKey();
        }
        Optional<String> mac = mac(algorithm);
        Optional<byte[]> signature = bytes(digest);
        if (mac.isEmpty()
                || signature.isEmpty()
                || !Signatures.match(mac.get(), keys, body, signature.get())) {
            return new WebhookReceipt.NotSigned();
        }
        return event(body)
                .<WebhookReceipt>map(WebhookReceipt.Genuine::new)
                .orElseGet(WebhookReceipt.Unreadable::new);
    }

    private static Optional<String> mac(@Nullable String algorithm) {
        return switch (algorithm) {
            case "HMAC_SHA256_HEX" -> Optional.of("HmacSHA256");
            case "HMAC_SHA512_HEX" -> Optional.of("HmacSHA512");
            case null, default -> Optional.empty();
        };
    }

    private static Optional<byte[]> bytes(@Nullable String digest) {
        try {
            return digest == null || digest.length() > 128
                    ? Optional.empty()
                    : Optional.of(HexFormat.of().parseHex(digest));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Sumsub gives its messages no id of their own: one that is sent again has the same bytes.
    private static Optional<WebhookEvent> event(byte[] body) {
        String payload = new String(body, StandardCharsets.UTF_8);
        return WebhookBodies.read(payload)
                .flatMap(json ->
                        createdAt(json)
                                .map(createdAt ->
                                        new WebhookEvent(
                                                WebhookEvent.Provider.SUMSUB,
                                                HexFormat.of().formatHex(Tokens.sha256(payload)),
                                                json.path("type").asText(),
                                                json.path("externalUserId").asText(),
                                                payload,
                                                createdAt)))
                .filter(WebhookBodies::isStorable);
    }

    /// Some examples of its documentation have `createdAt` alone.
    private static Optional<Instant> createdAt(JsonNode json) {
        try {
            return Optional.of(
                    json.has("createdAtMs")
                            ? LocalDateTime.parse(json.path("createdAtMs").asText(), CREATED_AT_MS)
                                    .toInstant(ZoneOffset.UTC)
                            : OffsetDateTime.parse(json.path("createdAt").asText(), CREATED_AT)
                                    .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
