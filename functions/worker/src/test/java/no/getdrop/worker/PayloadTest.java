package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;

class PayloadTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " \n",
                "{}",
                "{\"action\":\"tick\"}",
                "{\"source\":\"aws.scheduler\",\"detail\":\"{}\"}"
            })
    void whatNamesNoJobIsForAllOfThemTheHeartbeatLast(String text) {
        assertThat(read(text).jobs())
                .containsExactly(
                        Job.OUTBOX,
                        Job.STATUS,
                        Job.WEBHOOKS,
                        Job.CONSENTS,
                        Job.RATES,
                        Job.LISTS,
                        Job.RESCREEN,
                        Job.SWEEP,
                        Job.HEARTBEAT);
    }

    @ParameterizedTest
    @EnumSource(Job.class)
    void aJobThatIsNamedRunsAlone(Job job) {
        assertThat(read("{\"job\":\"" + job.text() + "\"}").jobs()).containsExactly(job);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"job\":\"backup\"}|job is 'backup', expected one of: outbox, status, webhooks,"
                        + " consents, rates, lists, rescreen, sweep, heartbeat",
                "{\"job\":\"OUTBOX\"}|job is 'OUTBOX', expected one of",
                "{\"job\":\"\"}|job is '', expected one of",
                "{\"job\":7}|job is 7, expected one of",
                "{\"job\":null}|job is null, expected one of",
                "{\"job\":[\"outbox\"]}|job is [\"outbox\"], expected one of",
                "[]|the payload is no JSON object, expected {}",
                "\"outbox\"|the payload is no JSON object, expected {}",
                "outbox|the payload is no JSON, expected {}",
                "{\"job\":\"outbox\"|the payload is no JSON, expected {}",
            })
    void whatCannotBeReadIsAnErrorThatSaysWhatWasExpected(String text, String said) {
        assertThatThrownBy(() -> read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(said);
    }

    @Test
    void aPayloadKeepsItsJobs() {
        assertThat(read("{\"job\":\"rates\",\"more\":true}").jobs()).containsExactly(Job.RATES);
    }

    private static Payload read(String text) {
        return Payload.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
