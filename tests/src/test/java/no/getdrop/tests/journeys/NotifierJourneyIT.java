package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.Slack;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// An alarm on its way to Slack through the packaged notifier.
@ExtendWith(Suite.class)
final class NotifierJourneyIT {
    private static final Path EVENTS = Repository.ROOT.resolve("events/notifier");

    @Test
    void anAlarmStandsInSlackOnceAlthoughItIsDeliveredTwiceAndSlackFailsOnce(
            Drop drop, @TempDir Path folder) throws Exception {
        Slack slack = drop.host().providers().slack();
        int before = slack.messages().size();
        String alarm = Files.readString(EVENTS.resolve("alarm.json"));
        slack.switches().add(Switch.on("message").answering(503));
        try (LambdaFunction notifier =
                Packaged.function(
                        drop.host(),
                        "NotifierFunction",
                        "no.getdrop.notifier.NotifierHandler",
                        Map.of(
                                "DROP_ENVIRONMENT",
                                "development",
                                "SLACK_WEBHOOK_URL",
                                slack.webhookUrl().toString()),
                        folder)) {
            assertThat(notifier.invoke(alarm)).isInstanceOf(Outcome.Succeeded.class);
            assertThat(notifier.invoke(alarm)).isInstanceOf(Outcome.Succeeded.class);
            assertThat(notifier.invoke(Files.readString(EVENTS.resolve("ok.json"))))
                    .isInstanceOf(Outcome.Succeeded.class);
            assertThat(notifier.log())
                    .noneMatch(line -> line.contains(slack.webhookUrl().getPath()));
        }
        assertThat(slack.messages().subList(before, slack.messages().size()))
                .extracting(message -> message.path("text").asText().split(" ", 3)[1])
                .containsExactly("*ALARM*", "*OK*");
        assertThat(slack.messages().getLast().path("text").asText())
                .contains(
                        "drop-production-api-errors* (development)", "docs/runbooks/deployment.md");
    }
}
