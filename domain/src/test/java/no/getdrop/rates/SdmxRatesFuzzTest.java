package no.getdrop.rates;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.time.Instant;

/// Whatever Norges Bank's address serves is rates above zero, or is refused.
public final class SdmxRatesFuzzTest {
    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(SdmxRatesFuzzTest.class, SdmxRatesFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, SdmxRatesFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        JsonNode answer;
        try {
            answer = Json.mapper().readTree(new Lines(input).restText());
        } catch (JsonProcessingException e) {
            return;
        }
        try {
            for (SdmxRates.Observed observed : SdmxRates.parse(answer)) {
                ExchangeRate rate = observed.rate(Instant.EPOCH);
                assertThat(rate.rate())
                        .as("what the column can hold")
                        .isPositive()
                        .isLessThan(new BigDecimal("1e10"));
                assertThat(rate.rate().scale()).isBetween(-10, 10);
            }
        } catch (RatesUnavailableException e) {
            assertThat(e).hasMessageStartingWith("Norges Bank");
        }
    }
}
