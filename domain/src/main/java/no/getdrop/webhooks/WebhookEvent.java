package no.getdrop.webhooks;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.Spelled;
import no.getdrop.runtime.Tokens;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/// A message that a provider sent, its signature verified.
///
/// @param key the sender's own for it, or a hash of it; what comes again has the same
/// @param type the sender's word for what happened
/// @param subject whom or what it is about: messages about one are ordered by `occurredAt`
/// @param payload the whole message, JSON
/// @param occurredAt by the sender's clock
public record WebhookEvent(
        Provider provider,
        String key,
        String type,
        String subject,
        String payload,
        Instant occurredAt) {
    public WebhookEvent {
        Objects.requireNonNull(provider, "provider");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(payload, "payload");
        Objects.requireNonNull(occurredAt, "occurredAt");
    }

    /// Who sends such messages.
    public enum Provider implements Spelled {
        SUMSUB,
        OPENBANKING;

        static Provider parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /// The whole message.
    public JsonNode json() {
        try {
            return Json.mapper().readTree(payload);
        } catch (IOException e) {
            throw new UncheckedIOException("what was kept as JSON can be read as JSON", e);
        }
    }

    byte[] payloadSha256() {
        return Tokens.sha256(payload);
    }
}
