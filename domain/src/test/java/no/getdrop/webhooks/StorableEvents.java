package no.getdrop.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

/// What PostgreSQL must be able to keep of a message, told without one; `WebhookBodiesIT` asks a
/// real one.
public final class StorableEvents {
    private static final Instant FIRST = Instant.parse("2000-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999Z");

    private StorableEvents() {}

    /// Fails when a message was taken that cannot be kept.
    public static void check(WebhookReceipt receipt) throws Exception {
        if (receipt instanceof WebhookReceipt.Genuine(WebhookEvent event)) {
            assertThat(event.key()).hasSizeBetween(1, 255);
            assertThat(event.type()).isNotBlank().hasSizeLessThanOrEqualTo(255);
            assertThat(event.subject()).isNotBlank().hasSizeLessThanOrEqualTo(255);
            assertThat(event.occurredAt()).isBetween(FIRST, LAST);
            checkText(event.type());
            checkText(event.subject());
            checkNode(Json.mapper().readTree(event.payload()));
        }
    }

    private static void checkNode(JsonNode node) {
        if (node.isTextual()) {
            checkText(node.textValue());
        }
        if (node.isBigDecimal()) {
            assertThat(node.decimalValue().scale()).isBetween(-1_000, 1_000);
        }
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            checkText(field.getKey());
        }
        node.forEach(StorableEvents::checkNode);
    }

    private static void checkText(String text) {
        assertThat(text).doesNotContain("\0");
        assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(text))
                .as("whole characters alone")
                .isTrue();
    }
}
