package no.getdrop.webhooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;

import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

class WebhookEventsIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final SetAsideEvents setAside = new SetAsideEvents(DATABASE.app());
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
    void aMessageThatAnotherHoldsIsActedOnOnceTheyLetGo() throws Exception {
        DATABASE.app().call(handle -> keepUnseen(handle));
        String key = text("SELECT event_key FROM webhook_events");

        try (ExecutorService executor = Executors.newSingleThreadExecutor()) {
            DATABASE.owner()
                    .useTransaction(other -> {
                        other.execute("SELECT FROM webhook_events FOR UPDATE");
                        Future<?> taking = executor.submit(() -> events().take(message(key)));
                        while (!taking.isDone() && !isSomeoneWaitingForALock(other)) {
                            Thread.sleep(10);
                        }
                    });
        }

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
        secondsPass(60);
        action = (handle, event) -> WebhookAction.Result.SUPERSEDED;
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(1, 0, 0));
        assertThat(outcome()).isEqualTo("superseded");
    }

    @Test
    void whatFailsTooOftenIsSetAsideAndBlocksNothing() {
        failing();
        events().take(message("m1"));
        for (int attempt = 1; attempt < 5; attempt++) {
            secondsPass(1_000);
            assertThat(actDue()).isEqualTo(new WebhookEvents.Round(0, 1, 0));
            assertThat(actDue())
                    .as("not at once again")
                    .isEqualTo(new WebhookEvents.Round(0, 0, 0));
        }
        secondsPass(1_000);
        assertThat(actDue()).isEqualTo(new WebhookEvents.Round(0, 0, 1));

        assertThat(outcome()).isEqualTo("failed");
        assertThat(text("SELECT last_error FROM webhook_events"))
                .isEqualTo("failed with IllegalStateException");
        assertThat(setAside.count()).isEqualTo(1);
    }

    @Test
    void oneThatBringsTheWorkerDownIsSetAsideWithoutBeingTriedAgain() {
        action =
                (handle, event) -> {
                    applied.incrementAndGet();
                    throw new OutOfMemoryError("as if");
                };
        DATABASE.app().call(handle -> keepUnseen(handle));
        for (int attempt = 1; attempt <= 5; attempt++) {
            secondsPass(1_000);
            assertThatThrownBy(this::actDue).isInstanceOf(OutOfMemoryError.class);
        }
        secondsPass(1_000);
        action = (handle, event) -> WebhookAction.Result.APPLIED;

        WebhookEvents.Round last = events().actDue(0, clock.instant().plusSeconds(10));

        assertThat(last).isEqualTo(new WebhookEvents.Round(0, 0, 1));
        assertThat(applied).hasValue(5);
    }

    @Test
    void whatIsMendedIsActedOnOnceHoweverManyPutItBack() throws Exception {
        WebhookAction working = action;
        failing();
        events().take(message("m1"));
        secondsPass(86_500);
        actDue();
        assertThat(setAside.count()).isEqualTo(1);
        UUID id = UUID.fromString(text("SELECT id FROM webhook_events"));
        action = working;

        List<Integer> replayed = AtOnce.run(4, thread -> setAside.replay(id, World.ORIGIN));

        assertThat(replayed.stream().mapToInt(each -> each).sum()).isEqualTo(1);
        assertThat(AtOnce.run(2, thread -> actDue().processed())).contains(1);
        assertThat(applied).hasValue(1);
        assertThat(outcome()).isEqualTo("applied");
        assertThat(setAside.replay(null, World.ORIGIN)).isZero();
        assertThat(
                        text(
                                """
                                SELECT resource_id FROM audit_log
                                WHERE action = 'webhook_event.replayed'
                                """))
                .isEqualTo(id.toString());
    }

    @Test
    void twoWorkersActOnDifferentMessages() throws Exception {
        for (int i = 0; i < 20; i++) {
            DATABASE.app().call(handle -> keepUnseen(handle));
        }
        secondsPass(31);

        List<WebhookEvents.Round> rounds =
                AtOnce.run(2, thread -> events().actDue(100, clock.instant().plusSeconds(10)));

        assertThat(rounds.stream().mapToInt(WebhookEvents.Round::processed).sum()).isEqualTo(20);
        assertThat(applied).hasValue(20);
    }

    private void failing() {
        action =
                (handle, event) -> {
                    throw new IllegalStateException("never");
                };
    }

    /// Kept by an api that died right after that.
    private static int keepUnseen(Handle handle) {
        return handle.execute(
                """
                INSERT INTO webhook_events (id, provider, event_key, event_type, subject, payload,
                                            payload_sha256, occurred_at)
                VALUES (gen_random_uuid(), 'sumsub', gen_random_uuid()::text, 't', 's', '{}',
                        sha256('x'), now())
                """);
    }

    private static boolean isSomeoneWaitingForALock(Handle handle) {
        return handle.createQuery(
                        """
                        SELECT EXISTS (SELECT FROM pg_locks
                                       WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))
                        """)
                .mapTo(Boolean.class)
                .one();
    }

    private WebhookEvents events() {
        return new WebhookEvents(
                DATABASE.app(), Map.of(WebhookEvent.Provider.SUMSUB, action), clock, 5);
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
                                        SET received_at = received_at - make_interval(secs => :s),
                                            next_attempt_at =
                                                next_attempt_at - make_interval(secs => :s)
                                        """)
                                .bind("s", seconds)
                                .execute());
    }

    private static String outcome() {
        return text("SELECT coalesce(outcome, 'null') FROM webhook_events");
    }

    private static String text(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(String.class).one());
    }
}
