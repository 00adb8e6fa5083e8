package no.getdrop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

final class ReportTest {
    private static final List<Result> RESULTS =
            List.of(
                    Result.ratio("a payment", 3, 2, "ms", 1.5, "medians"),
                    Result.ratio("a read", 4, 2, "ms", 1.5, ""),
                    Result.atMost("errors", 0, "", 0, ""),
                    Result.information("speed", 1234.5, "MB", ""));

    @Test
    void aBudgetHoldsUpToItselfAndIsMissedAboveIt() {
        assertThat(RESULTS).extracting(Result::isMissed).containsExactly(false, true, false, false);
        assertThat(RESULTS.get(3).holds()).isNull();
    }

    @Test
    void theTableHasALineForEachFigureAndTheNotesBelow() {
        assertThat(Report.table(RESULTS))
                .isEqualTo(
                        """
                        figure        value  reference  ratio  budget
                        a payment      3 ms       2 ms   1.50  ≤ 1.50  holds
                        a read         4 ms       2 ms      2  ≤ 1.50  MISSED
                        errors            0                       ≤ 0  holds
                        speed      1,235 MB

                        a payment: medians
                        """);
    }

    @Test
    void theFileHoldsTheSameForPrograms(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("target/figures.json");
        Report.write(RESULTS, file);
        JsonNode list = new ObjectMapper().readTree(file.toFile());
        assertThat(list).hasSize(4);
        assertThat(list.get(1).path("name").asText()).isEqualTo("a read");
        assertThat(list.get(1).path("ratio").asDouble()).isEqualTo(2);
        assertThat(list.get(1).path("budget").asDouble()).isEqualTo(1.5);
        assertThat(list.get(1).path("holds").asBoolean()).isFalse();
        assertThat(list.get(3).path("reference").isNull()).isTrue();
    }
}
