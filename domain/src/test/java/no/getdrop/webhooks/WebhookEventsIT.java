package no.getdrop.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

class WebhookEventsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final AtomicInteger applied = new AtomicInteger();
    private WebhookAction action =
            (handle, event) -> {
                applied.incrementAndGet();
                return WebhookAction.Result.APPLIED;
            };

    @Test
    void aMessageThatComesEightTimesAtOnceIsActedOnOnce() throws Exception {
        AtOnce.run(
                8,
                thread -> {
                    events().take(message("m1"));
                    return thread;
                });
        assertThat(applied).hasValue(1);
        assertThat(outcome()).isEqualTo("applied");
    }

    @Test
    void whatCouldNotBeActedOnIsKeptAndTheWorkerActs() {
        WebhookAction working = action;
        action =
                (handle, event) -> {
                    handle.execute("DELETE FROM webhook_events");
                    throw new IllegalStateException("cut off");
                };
        events().take(message("m1"));
        assertThat(outcome()).as("kept, and nothing of the half done").isEqualTo("null");

        action = working;
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(0, 0, 0));
        secondsPass(31);
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(1, 0, 0));
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(0, 0, 0));
        assertThat(applied).hasValue(1);
    }

    @Test
    void oneThatCannotBeActedOnKeepsNoOtherWaitingAndIsGivenUpAfterADay() {
        action =
                (handle, event) -> {
                    if (event.key().equals("bad")) {
                        throw new IllegalStateException("never");
                    }
                    applied.incrementAndGet();
                    return WebhookAction.Result.APPLIED;
                };
        events().take(message("bad"));
        DATABASE.app()
                .call(handle ->
                        handle.execute(
                                """
                                INSERT INTO webhook_events (id, provider, event_key, event_type,
                                    subject, payload, payload_sha256, occurred_at)
                                VALUES (gen_random_uuid(), 'sumsub', 'good', 't', 's', '{}',
                                        sha256('x'), now())
                                """));
        secondsPass(31);
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(1, 1, 0));
        assertThat(applied).hasValue(1);

        secondsPass(86_400);
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(0, 1, 1));
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(0, 0, 0));
    }

    @Test
    void whatItIsAboutMayComeLater() {
        action = (handle, event) -> WebhookAction.Result.WAITING;
        events().take(message("m1"));
        secondsPass(31);
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(0, 1, 0));
        action = (handle, event) -> WebhookAction.Result.SUPERSEDED;
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(1, 0, 0));
        assertThat(outcome()).isEqualTo("superseded");
    }

    private WebhookEvents events() {
        return new WebhookEvents(
                DATABASE.app(), Map.of(WebhookEvent.Provider.SUMSUB, action), clock);
    }

    private WebhookEvents.Round actDue() {
        return events().actDue(10, clock.instant().plusSeconds(10));
    }

    private static WebhookEvent message(String key) {
        return new WebhookEvent(
                WebhookEvent.Provider.SUMSUB,
                key,
                "applicantReviewed",
                "subject",
                "{\"a\":1}",
                Instant.parse("2026-11-25T12:00:00Z"));
    }

    private static void secondsPass(int seconds) {
        DATABASE.owner()
                .useHandle(handle ->
                        handle.createUpdate(
                                        """
                                        UPDATE webhook_events
                                        SET received_at = received_at - make_interval(secs => :s)
                                        """)
                                .bind("s", seconds)
                                .execute());
    }

    private static String outcome() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery("SELECT coalesce(outcome, 'null') FROM webhook_events")
                                .mapTo(String.class)
                                .one());
    }
}
