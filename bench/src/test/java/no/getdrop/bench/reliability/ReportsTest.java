package no.getdrop.bench.reliability;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

/// One payment lost, twice, not at the bank or not with Drop, or a recovery that is late: each
/// alone makes a report fail.
class ReportsTest {
    private static final Vitals VITALS = new Vitals(1, 1, 1);

    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 5000, true",
        "1, 0, 0, 0, 1, false",
        "0, 1, 0, 0, 1, false",
        "0, 0, 1, 0, 1, false",
        "0, 0, 0, 1, 1, false",
        "0, 0, 0, 0, 5001, false",
        "0, 0, 0, 0, -1, false"
    })
    void aReportHoldsWhenTheBooksAgreeAndRecoveryIsQuick(
            int lost, int twice, int unsent, int strangers, long recoveryMs, boolean holds) {
        Faults.Row row = new Faults.Row("cause", 0, recoveryMs, Map.of(), VITALS, VITALS);
        Books books = new Books(10, lost, twice, unsent, strangers);
        assertThat(new Faults.Report(List.of(row), 10, books).holds()).isEqualTo(holds);
    }
}
