package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClientNameTest {
    @Test
    void aNameStaysAsItIs() {
        String firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

        assertThat(ClientName.of(firefox)).map(ClientName::text).contains(firefox);
    }

    @ParameterizedTest
    @CsvSource({
        "'  Drop/1.0  (iPhone) ', Drop/1.0 (iPhone)",
        "'Drop\u0000\t\r\nDate: now', Drop Date: now",
        "'Drop\u202Eevil', Drop evil",
        "'Dr\u00F8p', Dr p"
    })
    void whatIsNotPrintedOrNotAsciiIsASpace(String sent, String kept) {
        assertThat(ClientName.of(sent)).map(ClientName::text).contains(kept);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", "   ", "\u0000", "\u200B\u200B"})
    void whatSaysNothingIsNoName(@Nullable String sent) {
        assertThat(ClientName.of(sent)).isEmpty();
    }

    @Test
    void aLongNameIsCut() {
        assertThat(ClientName.of("x".repeat(10_000)))
                .map(ClientName::text)
                .contains("x".repeat(200));
        assertThat(ClientName.of("x".repeat(199) + " y"))
                .map(ClientName::text)
                .contains("x".repeat(199));
    }

    @Test
    void nothingElseIsOne() {
        assertThatThrownBy(() -> new ClientName("a  b"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new ClientName("x".repeat(201)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
