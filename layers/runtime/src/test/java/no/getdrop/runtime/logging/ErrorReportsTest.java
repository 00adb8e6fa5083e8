package no.getdrop.runtime.logging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.MDC;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

class ErrorReportsTest {
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-11-26T10:00:00Z"));
    private final InstantSource clock = now::get;
    private FakeSentry sentry;
    private ErrorReports reports;
    private Logger log;

    @BeforeEach
    void start() throws Exception {
        sentry = FakeSentry.start();
        reportWithin(Duration.ofSeconds(20));
    }

    private void reportWithin(Duration patience) {
        reports = new ErrorReports(dsn(sentry.dsn()), envelopes(), clock, patience);
        JsonLoggerProvider provider = new JsonLoggerProvider();
        provider.initialize(Environment.of(Map.of("LOG_LEVEL", "info")), line -> {});
        provider.report(reports);
        log = provider.getLoggerFactory().getLogger("no.getdrop.payments.Delivery");
    }

    @AfterEach
    void stop() {
        sentry.close();
    }

    @Test
    void anErrorIsReportedWithItsFrames() {
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", "req-7")) {
            log.atError().setCause(failure()).log("a payment cannot be delivered");
        }
        reports.await();

        assertThat(sentry.refusals()).isEmpty();
        JsonNode event = sentry.events().getFirst();
        assertThat(event.path("level").asText()).isEqualTo("error");
        assertThat(event.path("logger").asText()).isEqualTo("no.getdrop.payments.Delivery");
        assertThat(event.at("/logentry/formatted").asText())
                .isEqualTo("a payment cannot be delivered");
        assertThat(event.at("/tags/requestId").asText()).isEqualTo("req-7");
        assertThat(event.path("environment").asText()).isEqualTo("staging");
        assertThat(event.path("release").asText()).isEqualTo("build-7");
        assertThat(event.at("/exception/values/0/type").asText())
                .isEqualTo("IllegalArgumentException");
        assertThat(event.at("/exception/values/1/type").asText())
                .isEqualTo("IllegalStateException");
        JsonNode frames = event.at("/exception/values/1/stacktrace/frames");
        JsonNode last = frames.path(frames.size() - 1);
        assertThat(last.path("function").asText()).isEqualTo("failure");
        assertThat(last.path("module").asText()).isEqualTo(getClass().getName());
        assertThat(last.path("in_app").asBoolean()).isTrue();
    }

    @Test
    void nothingOfAPersonAndNoSecretLeavesDrop() {
        log.atError()
                .addKeyValue("iban", "NO9386011117947")
                .addKeyValue("name", "Ola Nordmann")
                .addKeyValue("userId", "usr_1")
                .setCause(failure())
                .log("no answer for 01017012345 with token=abcdef0123456789");
        log.error("nobody is called {}", "Kari Nordmann");
        reports.await();

        assertThat(sentry.events()).hasSize(2);
        assertThat(sentry.events().toString())
                .doesNotContain("Nordmann")
                .doesNotContain("NO9386011117947")
                .doesNotContain("usr_1")
                .doesNotContain("01017012345")
                .doesNotContain("abcdef0123456789")
                .doesNotContain("what it says")
                .contains("nobody is called {}");
    }

    @Test
    void whatIsNoErrorIsNotReported() {
        log.warn("the bank did not answer");
        log.info("started");
        reports.await();

        assertThat(sentry.events()).isEmpty();
    }

    @Test
    void aSentryThatIsSlowIsWaitedForHalfASecondAndHoldsUpNoWork() {
        reportWithin(Duration.ofMillis(500));
        sentry.delay(Duration.ofSeconds(20));

        long begun = System.nanoTime();
        log.error("lost");
        Duration logged = Duration.ofNanos(System.nanoTime() - begun);
        reports.await();
        Duration flushed = Duration.ofNanos(System.nanoTime() - begun);
        begun = System.nanoTime();
        reports.await();
        Duration again = Duration.ofNanos(System.nanoTime() - begun);

        assertThat(logged).isLessThan(Duration.ofSeconds(5));
        assertThat(flushed).isBetween(Duration.ofMillis(450), Duration.ofSeconds(8));
        assertThat(again).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void aSentryThatIsNotThereCostsNothingButTheReport() throws Exception {
        sentry.close();

        log.error("lost");
        reports.await();

        assertThat(sentry.events()).isEmpty();
    }

    @Test
    void noMoreThanTenAreReportedInAMinute() {
        for (int i = 0; i < 30; i++) {
            log.error("again");
        }
        reports.await();
        assertThat(sentry.events()).hasSize(10);

        now.set(now.get().plusSeconds(61));
        log.error("again");
        reports.await();
        assertThat(sentry.events()).hasSize(11);
    }

    @Test
    void aProjectOverItsQuotaIsLeftAloneForAsLongAsItSays() {
        sentry.overQuota(true);
        log.error("refused");
        reports.await();
        assertThat(sentry.refusals()).containsExactly("over quota");

        sentry.overQuota(false);
        log.error("not sent");
        reports.await();
        assertThat(sentry.events()).isEmpty();

        now.set(now.get().plusSeconds(31));
        log.error("sent");
        reports.await();
        assertThat(sentry.events()).hasSize(1);
    }

    @Test
    void theFakeRefusesWhatSentryWould() throws Exception {
        String good = envelopes().of(now.get(), "logger", "message", null, failure());
        assertThat(post("", FakeSentry.KEY, good)).isEqualTo(200);

        assertThat(post("", "0".repeat(32), good)).isEqualTo(403);
        assertThat(post("x", FakeSentry.KEY, good)).isEqualTo(404);
        for (String bad :
                List.of(
                        good.strip(),
                        good.replace("\"length\":", "\"length\":1"),
                        good.replace("\"type\":\"event\"", "\"type\":\"transaction\""),
                        good.replaceFirst("\"event_id\":\"[0-9a-f]", "\"event_id\":\"x"),
                        good.replace("\"sent_at\":\"2026", "\"sent_at\":\"in 2026"),
                        good.replace("\"platform\"", "\"platfrom\""))) {
            assertThat(bad).isNotEqualTo(good);
            assertThat(post("", FakeSentry.KEY, bad)).as(bad).isEqualTo(400);
        }
    }

    @Test
    void theAddressIsAsSentryWritesIt() {
        assertThat(dsn("https://abc@o1.ingest.sentry.io/42").envelopes())
                .isEqualTo(URI.create("https://o1.ingest.sentry.io/api/42/envelope/"));
        assertThat(dsn("https://abc@sentry.example/errors/42").envelopes())
                .isEqualTo(URI.create("https://sentry.example/errors/api/42/envelope/"));
        assertThat(SentryDsn.from(Environment.of(Map.of("SENTRY_DSN", " ")))).isEmpty();
        for (String wrong : List.of("sentry.io/42", "https://sentry.io/42", "https://a@b/c")) {
            assertThatThrownBy(() -> dsn(wrong))
                    .isInstanceOf(SettingException.class)
                    .hasMessageContaining("SENTRY_DSN");
        }
        assertThatThrownBy(() ->
                        SentryDsn.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT", "production",
                                                "SENTRY_DSN", "http://abc@sentry.example/42"))))
                .hasMessageContaining("https only");
    }

    private static int post(String more, String key, String envelope) throws Exception {
        try (FakeSentry fake = FakeSentry.start();
                HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(URI.create(dsn(fake.dsn()).envelopes() + more))
                                    .header("Content-Type", "application/x-sentry-envelope")
                                    .header(
                                            "X-Sentry-Auth",
                                            "Sentry sentry_version=7, sentry_client=drop/1, "
                                                    + "sentry_key="
                                                    + key)
                                    .POST(HttpRequest.BodyPublishers.ofString(envelope))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static RuntimeException failure() {
        return new IllegalStateException(
                "what it says", new IllegalArgumentException("what it says"));
    }

    private static SentryDsn dsn(String text) {
        return SentryDsn.from(
                        Environment.of(
                                Map.of("DROP_ENVIRONMENT", "development", "SENTRY_DSN", text)))
                .orElseThrow();
    }

    private static SentryEnvelopes envelopes() {
        return new SentryEnvelopes("staging", "build-7", "drop-api");
    }
}
