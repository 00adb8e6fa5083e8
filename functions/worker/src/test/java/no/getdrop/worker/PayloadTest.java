package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

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
        assertThat(read(text))
                .isEqualTo(
                        jobs(
                                Job.OUTBOX,
                                Job.STATUS,
                                Job.WEBHOOKS,
                                Job.CONSENTS,
                                Job.RATES,
                                Job.LISTS,
                                Job.RESCREEN,
                                Job.RECONCILIATION,
                                Job.CHAIN,
                                Job.SWEEP,
                                Job.RESEAL,
                                Job.HEARTBEAT));
    }

    @ParameterizedTest
    @EnumSource(Job.class)
    void aJobThatIsNamedRunsAlone(Job job) {
        assertThat(read("{\"job\":\"" + job.text() + "\"}")).isEqualTo(jobs(job));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"job\":\"backup\"}|job is 'backup', expected one of: outbox, status, webhooks,"
                        + " consents, rates, lists, rescreen, reconciliation, chain, sweep,"
                        + " reseal, heartbeat",
                "{\"job\":\"OUTBOX\"}|job is 'OUTBOX', expected one of",
                "{\"job\":\"\"}|job is '', expected one of",
                "{\"job\":7}|job is 7, expected one of",
                "{\"job\":null}|job is null, expected one of",
                "{\"job\":[\"outbox\"]}|job is [\"outbox\"], expected one of",
                "{\"job\":\"replay\"}|expected one of: outbox, webhook",
                "{\"job\":\"replay\",\"kind\":\"all\"}|kind is \"all\", expected one of: outbox,"
                        + " webhook",
                "{\"job\":\"replay\",\"kind\":\"outbox\",\"id\":7}|id is 7, expected the id of"
                        + " one, or no id for all",
                "{\"job\":\"replay\",\"kind\":\"outbox\",\"id\":null}|id is null, expected the"
                        + " id of one",
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
        assertThat(read("{\"job\":\"rates\",\"more\":true}")).isEqualTo(jobs(Job.RATES));
    }

    @Test
    void aReplayIsOfOneOrOfAll() {
        assertThat(read("{\"job\":\"replay\",\"kind\":\"outbox\",\"id\":\"txn_1\"}"))
                .isEqualTo(new Payload.Replay(Payload.Kind.OUTBOX, Optional.of("txn_1")));
        assertThat(read("{\"job\":\"replay\",\"kind\":\"webhook\"}"))
                .isEqualTo(new Payload.Replay(Payload.Kind.WEBHOOK, Optional.empty()));
    }

    @Test
    void theChainIsVerifiedFromItsBeginningOrFromABlock() {
        assertThat(read("{\"job\":\"chain\",\"verify\":true}"))
                .isEqualTo(new Payload.VerifyChain(1));
        assertThat(read("{\"job\":\"chain\",\"verify\":true,\"from\":70}"))
                .isEqualTo(new Payload.VerifyChain(70));
        assertThat(read("{\"job\":\"chain\",\"verify\":false}")).isEqualTo(jobs(Job.CHAIN));
    }

    @ParameterizedTest
    @ValueSource(strings = {"outbox", "scheduled", "replay", "verify-chain"})
    void eachEventFileCanBeRead(String name) throws IOException {
        Path file = Path.of("../../events/worker/" + name + ".json");
        assertThat(Payload.read(Files.readAllBytes(file))).isNotNull();
    }

    private static Payload jobs(Job... jobs) {
        return new Payload.Jobs(List.of(jobs));
    }

    private static Payload read(String text) {
        return Payload.read(text.getBytes(StandardCharsets.UTF_8));
    }
}
