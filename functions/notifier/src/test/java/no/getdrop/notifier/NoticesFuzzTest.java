package no.getdrop.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Map;

/// Whatever RDS, CloudWatch or anybody publishes is told, or the event is none of SNS.
public final class NoticesFuzzTest {
    private static final SlackText TEXTS =
            new SlackText(
                    NotifierSettings.from(
                            Environment.of(Map.of("DROP_ENVIRONMENT", "production"))));

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(NoticesFuzzTest.class, NoticesFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, NoticesFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        Lines lines = new Lines(input);
        tell(new SnsMessage("id", lines.next(), lines.restText()));
        JsonNode event;
        try {
            event = Json.mapper().readTree(new Lines(input).restText());
        } catch (JsonProcessingException e) {
            return;
        }
        List<SnsMessage> messages;
        try {
            messages = SnsMessage.read(event);
        } catch (IllegalArgumentException e) {
            assertThat(e).hasMessageStartingWith("expected");
            return;
        }
        messages.forEach(NoticesFuzzTest::tell);
    }

    private static void tell(SnsMessage message) {
        switch (Notices.read(message)) {
            case Notice.Alarm alarm -> assertThat(TEXTS.of(alarm)).isNotBlank();
            case Notice.Text text -> assertThat(TEXTS.of(text)).isNotBlank();
            case Notice.Ignored(String why) -> assertThat(why).isNotBlank();
        }
    }
}
