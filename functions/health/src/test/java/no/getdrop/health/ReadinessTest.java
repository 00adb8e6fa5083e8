package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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

    @Test
    void theSchemaIsComparedEveryHourAndMayMissThreeOfThem() throws IOException {
        assertThat(Files.readString(Path.of(System.getProperty("drop.root"), "template.yaml")))
                .containsPattern(
                        Pattern.compile(
                                "\n"
                                    + "  MigrateFunction:\n"
                                    + ".*?ScheduleExpression: cron\\(\\d+ \\* \\* \\* \\? \\*\\)\n"
                                    + "[^\n"
                                    + "]*\n"
                                    + " *Input: '\\{\"action\":\"validate\"}'",
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
