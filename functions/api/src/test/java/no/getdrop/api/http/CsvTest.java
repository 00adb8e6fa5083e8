package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.List;

final class CsvTest {
    @Test
    void aTableIsQuotedAndItsLinesEndedAsTheRfcSays() {
        Csv csv = new Csv(List.of("a", "b"));
        csv.line(Arrays.asList("1,5", null)).line(List.of("says \"no\"", "øre\nline"));

        assertThat(csv)
                .hasToString(
                        """
                        "a","b"\r
                        "1,5",""\r
                        "says ""no""\","øre
                        line"\r
                        """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1"})
    void whatASpreadsheetWouldRunIsATextThere(String field) {
        assertThat(new Csv(List.of()).line(List.of(field)).toString())
                .isEqualTo("\r\n\"'" + field + "\"\r\n");
    }
}
