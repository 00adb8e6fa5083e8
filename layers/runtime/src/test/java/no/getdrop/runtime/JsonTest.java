package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;

final class JsonTest {
    private final ObjectMapper json = Json.mapper();

    private record Rate(BigDecimal rate, Instant at, LocalDate day, @Nullable String note) {}

    @ParameterizedTest
    @ValueSource(strings = {"1e9999999999", "1e-20000000000000000000", "[1E+99999999999999999]"})
    void anExponentBeyondAllBoundsIsAFaultOfTheJson(String text) {
        assertThatThrownBy(() -> json.readTree(text)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readTree(text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.10",
                "1.000",
                "100",
                "0.1",
                "12345678901234567890.123456789",
                "-0.00",
                "1E-10"
            })
    void decimalsAreExactTrailingZerosIncluded(String text) throws JsonProcessingException {
        JsonNode node = json.readTree("{\"rate\":" + text + "}");
        Rate rate = json.readValue("{\"rate\":" + text + "}", Rate.class);

        assertThat(node.get("rate").decimalValue()).isEqualTo(new BigDecimal(text));
        assertThat(rate.rate()).isEqualTo(new BigDecimal(text));
        assertThat(json.readValue(text, Object.class).toString())
                .isEqualTo(new BigDecimal(text).toString());
    }

    @Test
    void decimalsAreWrittenPlainWithTheirScale() throws JsonProcessingException {
        assertThat(json.writeValueAsString(new BigDecimal("0.10"))).isEqualTo("0.10");
        assertThat(json.writeValueAsString(new BigDecimal("1E+3"))).isEqualTo("1000");
        assertThat(json.writeValueAsString(new BigDecimal("1E-10"))).isEqualTo("0.0000000001");
        assertThat(json.writeValueAsString(json.readTree("{\"a\":1.500}")))
                .isEqualTo("{\"a\":1.500}");
    }

    @Test
    void aKeyThatStandsTwiceIsRefused() {
        String twice = "{\"rate\":1,\"rate\":2}";

        assertThatThrownBy(() -> json.readTree(twice)).isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readValue(twice, Rate.class))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readValue("{\"a\":" + twice + "}", Map.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void timesAreIso8601InBothDirections() throws JsonProcessingException {
        Instant at = Instant.parse("2026-03-02T08:09:10.123Z");
        Rate rate = new Rate(new BigDecimal("11.50"), at, LocalDate.of(2026, 3, 2), null);

        String text = json.writeValueAsString(rate);

        assertThat(text)
                .isEqualTo(
                        "{\"rate\":11.50,\"at\":\"2026-03-02T08:09:10.123Z\","
                                + "\"day\":\"2026-03-02\"}");
        assertThat(json.readValue(text, Rate.class)).isEqualTo(rate);
    }

    @Test
    void anUnknownFieldIsLeftAside() throws JsonProcessingException {
        assertThat(json.readValue("{\"rate\":1,\"new\":{\"x\":[]}}", Rate.class).rate())
                .isEqualTo(BigDecimal.ONE);
    }

    @Test
    void nestingIsLimited() throws JsonProcessingException {
        assertThat(json.readTree("[".repeat(32) + "]".repeat(32))).isNotNull();

        assertThatThrownBy(() -> json.readTree("[".repeat(33) + "]".repeat(33)))
                .isInstanceOf(JsonProcessingException.class)
                .hasMessageContaining("32");
        assertThatThrownBy(() -> json.readValue("{\"new\":" + "[".repeat(100_000), Rate.class))
                .isInstanceOf(JsonProcessingException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{} {}",
                "{}x",
                "[1]]",
                "{'a':1}",
                "{\"a\":NaN}",
                "{\"a\":01}",
                "{\"a\":1,}"
            })
    void whatIsNotOneJsonTextIsRefused(String text) {
        assertThatThrownBy(() -> json.readTree(text)).isInstanceOf(JsonProcessingException.class);
    }

    @Test
    void longNumbersAndTextsAreRefused() {
        assertThatThrownBy(() -> json.readTree("1".repeat(65)))
                .isInstanceOf(JsonProcessingException.class);
        assertThatThrownBy(() -> json.readTree("\"" + "x".repeat(300_001) + "\""))
                .isInstanceOf(JsonProcessingException.class);
    }
}
