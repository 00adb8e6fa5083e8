package no.getdrop.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

final class RotationEventTest {
    @ParameterizedTest
    @CsvSource({"create, CREATE", "set, SET", "test, TEST", "finish, FINISH"})
    void theSamplesAreTheEventsOfSecretsManager(String name, Step step) throws IOException {
        byte[] sample =
                Files.readAllBytes(
                        Path.of(System.getProperty("drop.root"))
                                .resolve("events/rotation/" + name + ".json"));

        RotationEvent event = RotationEvent.read(sample);

        assertThat(event.step()).isEqualTo(step);
        assertThat(event.secretId()).startsWith("arn:aws:secretsmanager:");
        assertThat(event.token()).hasSize(36);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "hello | no JSON",
                "{} | Step is missing",
                "{\"Step\":\"createSecret\",\"SecretId\":\"a\"} | ClientRequestToken is missing",
                "{\"Step\":\"createSecret\",\"ClientRequestToken\":\"a\"} | SecretId is missing",
                "{\"Step\":\"createSecret\",\"ClientRequestToken\":\"a\",\"SecretId\":\" \"} |"
                        + " SecretId is missing",
                "{\"Step\":\"dropSecret\",\"ClientRequestToken\":\"a\",\"SecretId\":\"a\"} |"
                        + " Step is 'dropSecret', expected one of: createSecret, setSecret"
            })
    void anyOtherEventIsRefusedByWhatIsWrong(String event, String expected) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RotationEvent.read(event.getBytes(StandardCharsets.UTF_8)))
                .withMessageContaining(expected);
    }

    @Test
    void anEmptyEventIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RotationEvent.read(new byte[0]))
                .withMessageContaining("is missing");
    }
}
