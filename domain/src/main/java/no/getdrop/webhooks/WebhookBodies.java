package no.getdrop.webhooks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/// Tells which messages can be kept. One that cannot is refused as unreadable: a failure would only
/// bring it again.
///
/// PostgreSQL's `jsonb` takes no NUL, no half of a surrogate pair, no byte order mark and no number
/// of over 131,072 digits; an index takes no text of some thousand bytes; a time has four digits
/// for the year in every message that is meant.
public final class WebhookBodies {
    private static final int NAME_CHARACTERS_MAX = 255;
    private static final int EXPONENT_MAX = 1_000;

    /// The beginning of the year 2000 and the end of 9999.
    private static final long FIRST_SECOND = 946_684_800L;

    private static final long LAST_SECOND = 253_402_300_799L;

    private WebhookBodies() {}

    /// The JSON of a body; empty when it is none, or none that can be kept.
    public static Optional<JsonNode> read(String payload) {
        try {
            return Optional.of(Json.mapper().readTree(payload))
                    .filter(json -> !payload.startsWith("\uFEFF") && isStorable(json));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /// Whether what a message is found by can be kept.
    public static boolean isStorable(WebhookEvent event) {
        return isName(event.key())
                && isName(event.type())
                && isName(event.subject())
                && event.occurredAt().getEpochSecond() >= FIRST_SECOND
                && event.occurredAt().getEpochSecond() <= LAST_SECOND;
    }

    private static boolean isName(String text) {
        return !text.isBlank() && text.length() <= NAME_CHARACTERS_MAX && isStorable(text);
    }

    private static boolean isStorable(JsonNode json) {
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!isStorable(field.getKey())) {
                return false;
            }
        }
        for (JsonNode part : json) {
            if (!isStorable(part)) {
                return false;
            }
        }
        return json.isTextual()
                ? isStorable(json.textValue())
                : !json.isBigDecimal()
                        || Math.abs((long) json.decimalValue().scale()) <= EXPONENT_MAX;
    }

    private static boolean isStorable(String text) {
        return text.indexOf('\0') < 0 && StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }
}
