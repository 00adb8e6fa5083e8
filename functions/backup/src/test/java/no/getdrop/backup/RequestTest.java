package no.getdrop.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;

class RequestTest {
    private static final Instant NOW = Instant.parse("2026-11-25T02:00:07Z");
    private static final Instant TWO = Instant.parse("2026-11-25T02:00:00Z");

    @ParameterizedTest
    @ValueSource(strings = {"", " \n", "{}", "{\"action\":\"tick\"}", "{\"action\":null}"})
    void whatNamesNothingIsATickOfThisMoment(String text) {
        assertThat(read(text)).isEqualTo(new Request.Reconcile("tick", NOW));
    }

    @Test
    void theScheduleSaysForWhichMomentItIs() {
        assertThat(read("{\"action\":\"nightly\",\"scheduledAt\":\"2026-11-25T02:00:00Z\"}"))
                .isEqualTo(new Request.Reconcile("nightly", TWO));
    }

    @Test
    void eachActionHasItsFields() {
        assertThat(read("{\"action\":\"pre-deploy\",\"commit\":\"4f1c2d3\"}"))
                .isEqualTo(new Request.PreDeploy("4f1c2d3"));
        assertThat(read("{\"action\":\"snapshot\",\"reason\":\" before a trial \"}"))
                .isEqualTo(new Request.TakeSnapshot("before a trial"));
        assertThat(read("{\"action\":\"plan\"}")).isEqualTo(new Request.ShowPlan(NOW));
        assertThat(read("{\"action\":\"report\"}")).isEqualTo(new Request.ShowReport());
        assertThat(read("{\"action\":\"restore\",\"snapshot\":\"s\",\"target\":\"t\"}"))
                .isEqualTo(new Request.Restore("s", "t", Optional.empty()));
        assertThat(
                        read(
                                "{\"action\":\"restore-to-time\",\"time\":\"2026-11-25T02:00:00Z\","
                                        + "\"target\":\"t\",\"confirm\":\"t\"}"))
                .isEqualTo(new Request.RestoreToTime(Optional.empty(), TWO, "t", Optional.of("t")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"action\":\"prune\"}|field 'action' is 'prune', expected one of: tick, nightly,",
                "{\"action\":7}|field 'action' is 7, expected a text",
                "{\"action\":\"pre-deploy\"}|field 'commit' is missing, expected a commit or build",
                "{\"action\":\"pre-deploy\",\"commit\":\"a b\"}|field 'commit' is 'a b', expected",
                "{\"action\":\"snapshot\",\"reason\":\" \"}|field 'reason' is missing, expected"
                        + " why",
                "{\"action\":\"restore\",\"target\":\"t\"}|field 'snapshot' is missing, expected",
                "{\"action\":\"restore\",\"snapshot\":\"s\"}|field 'target' is missing, expected",
                "{\"action\":\"restore-to-time\",\"target\":\"t\"}|field 'time' is missing,"
                        + " expected",
                "{\"action\":\"tick\",\"scheduledAt\":\"two\"}|field 'scheduledAt' is \"two\","
                        + " expected",
                "[]|the payload is no JSON object, expected an object such as",
                "tick|the payload is no JSON, expected an object such as",
            })
    void whatDoesNotFitIsAnErrorThatSaysWhatDoes(String text, String said) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    private static Request read(String text) {
        return Request.read(text.getBytes(StandardCharsets.UTF_8), NOW);
    }
}
