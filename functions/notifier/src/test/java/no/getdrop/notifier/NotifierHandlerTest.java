package no.getdrop.notifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.Slack;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.testing.lambda.FakeContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;

/// What SNS delivers stands in Slack, over HTTP to the local host's, which refuses what Slack
/// refuses.
final class NotifierHandlerTest {
    private static final Path EVENTS = Path.of("../../events/notifier");
    private static final Duration TIME = Duration.ofSeconds(30);

    /// Every `<` begins a link to an https address with a label, and every `&` an escape.
    private static final Pattern MARKUP =
            Pattern.compile("(?:[^<>&]|&(?:amp|lt|gt);|<https://[^<>|\\s]+\\|[A-Za-z]+>)*+");

    private final Map<String, String> variables = new HashMap<>();
    private final List<Duration> pauses = new ArrayList<>();
    private Slack slack;

    @BeforeEach
    void start() throws IOException {
        slack = Slack.start();
        variables.put("DROP_ENVIRONMENT", "production");
        variables.put("SLACK_WEBHOOK_URL", slack.webhookUrl().toString());
        variables.put("RUNBOOK_BASE_URL", "https://github.com/getdrop/drop/blob/main");
        variables.put("DASHBOARD_URL", "https://console.example/home?a=drop&b=eu-1");
    }

    @AfterEach
    void stop() {
        slack.close();
        assertThat(texts()).allMatch(text -> MARKUP.matcher(text).matches());
    }

    @Test
    void anAlarmSaysWhatItMeansSinceWhenAndWhereToLook() throws IOException {
        send(handler(), event("alarm.json"));
        assertThat(texts())
                .containsExactly(
                        """
                        :red_circle: *ALARM* *drop-production-api-errors* (production)
                        More than 5 % of requests fail: customers see "try again" &amp; pay late.
                        Errors is 7.0, 6.0, threshold ≥ 5.0
                        Since 26 Nov 2026 07:04:05 Europe/Oslo (06:04:05 UTC)
                        <https://github.com/getdrop/drop/blob/main/docs/runbooks/deployment.md\
                        #what-a-failed-check-means|Runbook>\
                         · <https://console.example/home?a=drop&amp;b=eu-1|Dashboard>\
                        """);
    }

    @Test
    void itsEndIsToldToo() throws IOException {
        send(handler(), event("ok.json"));
        assertThat(texts())
                .singleElement()
                .asString()
                .startsWith(":large_green_circle: *OK* *drop-production-api-errors* (production)")
                .contains("Since 26 Nov 2026 07:19:05 Europe/Oslo (06:19:05 UTC)");
    }

    @Test
    void insufficientDataIsNobodysNews() throws IOException {
        send(handler(), event("insufficient-data.json"));
        assertThat(posts()).isZero();
    }

    @Test
    void aCompositeAlarmSaysWhy() throws IOException {
        send(handler(), event("composite.json"));
        assertThat(texts())
                .singleElement()
                .asString()
                .contains("*ALARM* *drop-production-slo-fast-burn*", "transitioned to ALARM")
                .doesNotContain("threshold", "123456789012");
    }

    @ParameterizedTest
    @CsvSource({
        "rds.json, 'Source ID: drop', 'Event Message: The DB cluster was restarted.'",
        "codedeploy.json, 'status: FAILED', 'deploymentId: d-R6QJ2KZ4F'",
        "eventbridge.json, 'detail-type: RDS DB Cluster Event', 'detail.Message: Failover started'",
        "backup.json, the snapshot drop-nightly-2026-11-26 was not proved, rows of transactions"
    })
    void noticesOfOtherServicesAreToldAsTheyCome(String file, String first, String second)
            throws IOException {
        send(handler(), event(file));
        assertThat(texts())
                .singleElement()
                .asString()
                .startsWith(":information_source: ")
                .contains(first, second)
                .doesNotContain("123456789012", "accountId");
    }

    @ParameterizedTest
    @ValueSource(strings = {"not JSON {", "[1, 2]", "\"text\"", "{\"AlarmName\":\"x\"}", " ", ""})
    void whatIsNotUnderstoodIsToldAsItIs(String text) throws IOException {
        send(handler(), sns("Subject of it", text));
        assertThat(texts())
                .singleElement()
                .asString()
                .startsWith(":information_source: *Subject of it* (production)\n")
                .contains(text);
    }

    @Test
    void noSecretAndNoAccountNumberGetsThere() throws IOException {
        String token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl";
        send(
                handler(),
                sns(
                        "password=hunter2 failed",
                        "Bearer "
                                + token
                                + " for 12345678911 and 1234.56.78911, NO9386011117947, in"
                                + " arn:aws:rds:eu-west-1:123456789012:cluster:drop of"
                                + " postgresql://drop_app:geheim@host/drop"));
        assertThat(texts())
                .singleElement()
                .asString()
                .contains("[redacted]", "cluster:drop")
                .doesNotContain(
                        "hunter2",
                        token,
                        "12345678911",
                        "1234.56.78911",
                        "NO9386011117947",
                        "123456789012",
                        "geheim");
    }

    @Test
    void nobodyCanCallTheChannelOrPlaceALink() throws IOException {
        send(handler(), sns("<!channel>", "<https://evil.example|Runbook> & <@U123> >"));
        assertThat(texts())
                .singleElement()
                .asString()
                .contains("&lt;!channel&gt;", "&lt;https://evil.example|Runbook&gt; &amp; &lt;@U");
    }

    @Test
    void aTextWithoutEndIsCut() throws IOException {
        send(handler(), sns("long", "word ".repeat(50_000)));
        assertThat(texts().getFirst()).hasSizeLessThan(4_000).endsWith("…");
    }

    @Test
    void theSameStateIsToldOnceAndTheNextOneToo() throws IOException {
        NotifierHandler handler = handler();
        send(handler, event("alarm.json"));
        send(handler, event("alarm.json").replace("95df01b4", "00000000"));
        send(handler, event("ok.json"));
        send(handler, event("alarm.json").replace("06:04:05.123", "06:44:05.123"));
        assertThat(texts()).hasSize(3);
        send(handler, sns("same", "same"));
        send(handler, sns("same", "same"));
        assertThat(texts()).hasSize(4);
    }

    @Test
    void messagesAreASecondApart() throws IOException {
        NotifierHandler handler = new NotifierHandler(Environment.of(variables), Thread::sleep);
        long begun = System.nanoTime();
        send(handler, event("alarm.json"));
        send(handler, event("ok.json"));
        send(handler, sns("third", "third"));
        assertThat(texts()).hasSize(3);
        assertThat(Duration.ofNanos(System.nanoTime() - begun))
                .isBetween(Duration.ofSeconds(2), Duration.ofSeconds(6));
    }

    @Test
    void aSlackThatAsksToWaitIsWaitedFor() throws IOException {
        slack.refuse("rate_limited 7");
        slack.refuse("rate_limited");
        send(handler(), event("alarm.json"));
        assertThat(texts()).hasSize(1);
        assertThat(pauses).contains(Duration.ofSeconds(7));
    }

    @Test
    void aWaitThatIsTooLongIsLeftToTheNextDelivery() throws IOException {
        slack.refuse("rate_limited 31");
        NotifierHandler handler = handler();
        assertThatThrownBy(() -> send(handler, event("alarm.json")))
                .isInstanceOf(NotSentException.class)
                .hasMessageContaining("429");
        assertThat(posts()).isEqualTo(1);
        send(handler, event("alarm.json"));
        assertThat(texts()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 503, 0})
    void aSlackThatIsBrokenIsTriedAgain(int status) throws IOException {
        Switch broken = Switch.on("message").times(3);
        slack.switches().add(status == 0 ? broken.dropping() : broken.answering(status));
        send(handler(), event("alarm.json"));
        assertThat(texts()).hasSize(1);
        assertThat(pauses).hasSizeGreaterThanOrEqualTo(3);
    }

    @Test
    void aSlackThatStaysBrokenFailsTheInvocationAndTheNextDeliveryIsTold() throws IOException {
        slack.switches().add(Switch.on("message").answering(503).times(6));
        NotifierHandler handler = handler();
        assertThatThrownBy(() -> send(handler, event("alarm.json")))
                .isInstanceOf(NotSentException.class)
                .hasMessageStartingWith("Slack answers 503 ");
        assertThat(posts()).isEqualTo(6);
        send(handler, event("alarm.json"));
        assertThat(texts()).hasSize(1);
    }

    /// What is the workspace's is not sent again, what is Slack's own is.
    @ParameterizedTest
    @CsvFileSource(
            resources = "/no/getdrop/notifier/published/refusals.csv",
            useHeadersInDisplayName = true)
    void whatSlackRefusesIsNotSentAgainAndSaysWhy(int status, String word) {
        int attempts = status < 500 ? 1 : 6;
        slack.switches().add(Switch.on("message").causing(word).times(attempts));
        assertThatThrownBy(() -> send(handler(), event("alarm.json")))
                .isInstanceOf(NotSentException.class)
                .hasMessage("Slack answers " + status + " " + word);
        assertThat(posts()).isEqualTo(attempts);
    }

    @ParameterizedTest
    @CsvSource({
        "B0LOCAL/.*, B0LOCAL/guess, 403 invalid_token",
        "B0LOCAL, B0OTHER, 404 no_service",
        "T0LOCAL, T0OTHER, 404 no_team"
    })
    void anotherAddressThanTheWebhooksIsTurnedAway(String right, String wrong, String said) {
        variables.computeIfPresent(
                "SLACK_WEBHOOK_URL", (name, address) -> address.replaceFirst(right, wrong));
        assertThatThrownBy(() -> send(handler(), event("alarm.json")))
                .isInstanceOf(NotSentException.class)
                .hasMessage("Slack answers " + said);
        assertThat(texts()).isEmpty();
    }

    @Test
    void oneMessageThatIsNotTakenKeepsNoOtherBack() throws IOException {
        slack.refuse("invalid_payload");
        NotifierHandler handler = handler();
        String both = "{\"Records\":[" + record("a", "one") + "," + record("b", "two") + "]}";
        assertThatThrownBy(() -> send(handler, both)).isInstanceOf(NotSentException.class);
        assertThat(texts()).singleElement().asString().endsWith("two");
        send(handler, both);
        assertThat(texts()).hasSize(2);
        assertThat(texts().getLast()).endsWith("one");
    }

    @Test
    void withoutAWebhookItIsSaidOnceAndNothingFails() throws Exception {
        variables.remove("SLACK_WEBHOOK_URL");
        NotifierHandler handler = handler();
        String out =
                printed(() -> {
                    send(handler, event("alarm.json"));
                    send(handler, event("ok.json"));
                    return null;
                });
        assertThat(out.split("SLACK_WEBHOOK_URL is not set", -1)).hasSize(2);
        assertThat(out.split("\"NotificationsWithoutSlack\":1", -1)).hasSize(3);
        assertThat(posts()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 404})
    void theAddressOfTheWebhookIsNeverPrinted(int status) throws Exception {
        slack.switches().add(Switch.on("message").answering(status).times(6));
        String secret = slack.webhookUrl().getPath();
        String out =
                printed(() -> {
                    assertThatThrownBy(() -> send(handler(), event("alarm.json")))
                            .hasMessageNotContaining(secret);
                    return null;
                });
        assertThat(out).doesNotContain(secret).contains("NotificationsNotSent");
    }

    @Test
    void whatIsNoEventOfSnsIsRefused() {
        assertThatThrownBy(() -> send(handler(), "{\"Records\":[]}"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> send(handler(), "{\"Records\":[{\"Sqs\":{}}]}"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// What Slack took, oldest first.
    private List<String> texts() {
        return slack.messages().stream().map(message -> message.path("text").asText()).toList();
    }

    private long posts() {
        return slack.calls("message");
    }

    private NotifierHandler handler() {
        return new NotifierHandler(Environment.of(variables), pauses::add);
    }

    private static void send(NotifierHandler handler, String event) throws IOException {
        handler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                new FakeContext(TIME));
    }

    private static String event(String file) throws IOException {
        return Files.readString(EVENTS.resolve(file));
    }

    private static String sns(String subject, String text) {
        return "{\"Records\":[" + record(subject, text) + "]}";
    }

    private static String record(String subject, String text) {
        var record = Json.mapper().createObjectNode();
        record.put("EventSource", "aws:sns");
        record.putObject("Sns")
                .put("MessageId", "id of " + subject)
                .put("Subject", subject)
                .put("Message", text);
        return record.toString();
    }

    /// What is printed meanwhile, log lines and metrics.
    private static String printed(Callable<?> work) throws Exception {
        PrintStream before = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            work.call();
        } finally {
            System.setOut(before);
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }
}
