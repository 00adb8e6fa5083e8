package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Stage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

final class ReadinessTest {
    @ParameterizedTest
    @CsvSource({"0, PASS", "300, PASS", "360, PASS", "361, WARN"})
    void secretsThatAreNotReadAnewAreAWarning(long ageSeconds, Status expected) {
        Check check =
                Readiness.secrets(
                        Optional.of(Duration.ofSeconds(ageSeconds)),
                        Duration.ofMinutes(5),
                        Instant.EPOCH);
        assertThat(check.status()).hasValue(expected);
        assertThat(check.observedValue()).hasValue(ageSeconds);
    }

    @Test
    void secretsThatWereNeverReadAreAWarning() {
        Check check = Readiness.secrets(Optional.empty(), Duration.ofMinutes(5), Instant.EPOCH);
        assertThat(check.status()).hasValue(Status.WARN);
        assertThat(check.observedValue()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PRODUCTION | '' | PASS | ''",
                "DEVELOPMENT | '' | PASS | ''",
                "PRODUCTION | BANKID_CLIENT_SECRET | FAIL | missing: BANKID_CLIENT_SECRET",
                "PRODUCTION | OPEN_BANKING_CLIENT_SECRET "
                        + "| FAIL | missing: OPEN_BANKING_CLIENT_SECRET",
                "STAGING | BANKID_CLIENT_SECRET | WARN | missing: BANKID_CLIENT_SECRET",
                "PRODUCTION | SUMSUB_APP_TOKEN | WARN | missing: SUMSUB_APP_TOKEN",
                "PRODUCTION | BANKID_CLIENT_SECRET, SUMSUB_APP_TOKEN "
                        + "| FAIL | missing: BANKID_CLIENT_SECRET, SUMSUB_APP_TOKEN"
            })
    void withoutWhatLoginAndPaymentNeedProductionTakesNoTraffic(
            Stage stage, String names, Status expected, String output) {
        List<String> missing =
                Stream.of(names.split(", ")).filter(each -> !each.isEmpty()).toList();

        Check check = Readiness.providerSecrets(Optional.of(missing), stage, Instant.EPOCH);

        assertThat(check.status()).hasValue(expected);
        assertThat(check.output()).isEqualTo(output);
        assertThat(check.observedValue()).hasValue(missing.size());
    }

    @ParameterizedTest
    @EnumSource
    void secretsOfWhichTheWorkerSaidNothingAreNoReasonToTakeTrafficAway(Stage stage) {
        Check check = Readiness.providerSecrets(Optional.empty(), stage, Instant.EPOCH);

        assertThat(check.status()).hasValue(Status.WARN);
        assertThat(check.output()).isEqualTo("not known: the worker has not said");
        assertThat(check.observedValue()).isEmpty();
    }

    @Test
    void theSchemaIsComparedEveryHourAndMayMissThreeOfThem() throws IOException {
        assertThat(Files.readString(Path.of(System.getProperty("drop.root"), "template.yaml")))
                .containsPattern(
                        Pattern.compile(
                                "\n"
                                    + "  MigrateFunction:\n"
                                    + ".*?ScheduleExpression: cron\\(\\d+ \\* \\* \\* \\? \\*\\)\n"
                                    + "(?: +\\w+: \\w+\n"
                                    + "){0,3} *Input: '\\{\"action\":\"validate\"",
                                Pattern.DOTALL));
        assertThat(Readiness.DRIFT_AGE_MAX_SECONDS).isEqualTo(3 * 3_600);
    }

    @Test
    void theWorkerMayMissThreeOfTheTemplatesIntervals() throws IOException {
        Matcher rate =
                Pattern.compile(
                                "\n"
                                        + "  WorkerFunction:\n"
                                        + ".*?ScheduleExpression: rate\\((\\d+) minutes?\\)",
                                Pattern.DOTALL)
                        .matcher(
                                Files.readString(
                                        Path.of(System.getProperty("drop.root"), "template.yaml")));
        assertThat(rate.find()).isTrue();
        assertThat(Readiness.HEARTBEAT_AGE_MAX_SECONDS)
                .isEqualTo(3 * 60 * Long.parseLong(rate.group(1)));
    }
}
