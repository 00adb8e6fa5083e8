package no.getdrop.api.priming;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

final class InvocationsTest {
    /// As API Gateway gives it with `BinaryMediaTypes` of every type.
    @Test
    void aBodyComesInBase64() {
        JsonNode event = event("POST", "{\"name\":\"Ana Petrović\"}");

        assertThat(event.path("isBase64Encoded").booleanValue()).isTrue();
        byte[] body = Base64.getDecoder().decode(event.path("body").textValue());
        assertThat(new String(body, StandardCharsets.UTF_8))
                .isEqualTo("{\"name\":\"Ana Petrović\"}");
    }

    @Test
    void noBodyIsNull() {
        JsonNode event = event("GET", null);

        assertThat(event.path("isBase64Encoded").booleanValue()).isFalse();
        assertThat(event.path("body").isNull()).isTrue();
    }

    private static JsonNode event(String method, @Nullable String body) {
        AtomicReference<JsonNode> seen = new AtomicReference<>();
        Invocations api =
                new Invocations(
                        (input, output, context) -> {
                            seen.set(Json.mapper().readTree(input));
                            output.write("{}".getBytes(StandardCharsets.UTF_8));
                        },
                        System.nanoTime() + 60_000_000_000L);
        api.send(new Invocations.Request(method, "/v1/rates", "192.0.2.1", Map.of(), body));
        return seen.get();
    }
}
