package no.getdrop.webhooks;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Keeps each message of a provider once, before anything is done about it, and acts on it once.
///
/// A message that was kept is never lost: what could not be done about it right away is done by the
/// worker, for a day. What fails too often, or waits too long, is set aside ([SetAsideEvents]).
public final class WebhookEvents {
    /// How often a message may fail before it is set aside.
    public static final int ATTEMPTS_MAX = 20;

    private static final Logger log = LoggerFactory.getLogger(WebhookEvents.class);

    /// Of two that bring the same message at once the later finds the row of the earlier.
    private static final String KEEP =
            """
            INSERT INTO webhook_events (id, provider, event_key, event_type, subject, payload,
                                        payload_sha256, occurred_at)
            VALUES (:id, :provider, :key, :type, :subject, CAST(:payload AS jsonb),
                    :payloadSha256, :occurredAt)
            ON CONFLICT (provider, event_key) DO NOTHING
            """;

    private static final String FIND =
            """
            SELECT id FROM webhook_events WHERE provider = :provider AND event_key = :key
            """;

    /// The row stays locked until the transaction ends. It waits for whoever holds it: a worker
    /// that looks for its next message holds those it passes over too, and has acted on none of
    /// them.
    private static final String TAKE =
            """
            SELECT provider, event_key, event_type, subject, payload::text AS payload, occurred_at
            FROM webhook_events
            WHERE id = :id AND processed_at IS NULL
            FOR UPDATE
            """;

    private static final String FINISH =
            """
            UPDATE webhook_events SET processed_at = now(), outcome = :outcome
            WHERE id = :id AND processed_at IS NULL
            """;

    /// One that whoever took it in has had the time to act on. The attempt is counted before it is
    /// made, so that a message that brings the worker down is counted too; the pause doubles from
    /// 10 s to 15 minutes.
    private static final String CLAIM =
            """
            WITH due AS (
                SELECT id FROM webhook_events
                WHERE processed_at IS NULL AND next_attempt_at <= now()
                  AND received_at < now() - make_interval(secs => 30)
                ORDER BY next_attempt_at
                LIMIT 1
                FOR UPDATE SKIP LOCKED
            )
            UPDATE webhook_events
            SET attempts = attempts + 1,
                next_attempt_at = now() + least(make_interval(secs => 10 * 2 ^ least(attempts, 7)),
                                                make_interval(mins => 15))
            FROM due
            WHERE webhook_events.id = due.id
            RETURNING webhook_events.id
            """;

    private static final String WAIT =
            """
            UPDATE webhook_events
            SET attempts = 0, last_error = 'what it is about is not here',
                next_attempt_at = least(next_attempt_at, now() + make_interval(secs => 50))
            WHERE id = :id AND processed_at IS NULL
            """;

    private static final String FAIL =
            """
            UPDATE webhook_events
            SET last_error = :error,
                processed_at = CASE WHEN attempts >= :attemptsMax THEN now() END,
                outcome = CASE WHEN attempts >= :attemptsMax THEN 'failed' END
            WHERE id = :id AND processed_at IS NULL
            RETURNING processed_at IS NOT NULL
            """;

    /// Those that waited for a day, and those whose last attempt never came to an end.
    private static final String GIVE_UP =
            """
            UPDATE webhook_events
            SET processed_at = now(), outcome = 'failed',
                last_error = coalesce(last_error, 'no attempt came to an end')
            WHERE processed_at IS NULL
              AND (coalesce(replayed_at, received_at) < now() - make_interval(days => 1)
                   OR attempts >= :attemptsMax AND next_attempt_at <= now())
            RETURNING id
            """;

    private final Database database;
    private final Map<WebhookEvent.Provider, WebhookAction> actions;
    private final InstantSource clock;
    private final int attemptsMax;

    /// What a round of the worker did.
    ///
    /// @param processed messages that are done with
    /// @param waiting messages that are looked at again
    /// @param failed messages that were set aside
    public record Round(int processed, int waiting, int failed) {}

    /// Messages as the database holds them.
    ///
    /// @param actions what the messages of each provider bring about
    public WebhookEvents(
            Database database,
            Map<WebhookEvent.Provider, WebhookAction> actions,
            InstantSource clock) {
        this(database, actions, clock, ATTEMPTS_MAX);
    }

    /// Messages that are set aside once they have failed `attemptsMax` times.
    public WebhookEvents(
            Database database,
            Map<WebhookEvent.Provider, WebhookAction> actions,
            InstantSource clock,
            int attemptsMax) {
        this.database = database;
        this.actions = Map.copyOf(actions);
        this.clock = clock;
        this.attemptsMax = attemptsMax;
    }

    /// Keeps a message, if it is not kept already, and then acts on it. Once this returns the
    /// sender may forget the message.
    public void take(WebhookEvent event) {
        UUID id = database.call(handle -> keep(handle, event));
        try {
            act(id);
        } catch (RuntimeException e) {
            // It is kept: the worker acts on it.
            log.atError().setCause(e).addKeyValue("webhookEventId", id).log("not acted on yet");
        }
    }

    /// Acts on at most `limit` messages that are still to be acted on, not beyond `deadline`.
    public Round actDue(int limit, Instant deadline) {
        int processed = 0;
        int waiting = 0;
        int failed = 0;
        for (int count = 0; count < limit && clock.instant().isBefore(deadline); count++) {
            Optional<UUID> claimed =
                    database.call(handle -> handle.createQuery(CLAIM).mapTo(UUID.class).findOne());
            if (claimed.isEmpty()) {
                break;
            }
            UUID id = claimed.get();
            try {
                if (act(id)) {
                    processed++;
                } else {
                    waiting++;
                    database.call(handle -> handle.createUpdate(WAIT).bind("id", id).execute());
                }
            } catch (DatabaseUnavailableException e) {
                throw e;
            } catch (RuntimeException e) {
                if (isSetAside(id, e)) {
                    failed++;
                } else {
                    waiting++;
                }
            }
        }
        return new Round(processed, waiting, failed + giveUp());
    }

    private boolean isSetAside(UUID id, RuntimeException e) {
        String error = "failed with " + e.getClass().getSimpleName();
        boolean setAside =
                database.call(handle ->
                        handle.createQuery(FAIL)
                                .bind("id", id)
                                .bind("error", error)
                                .bind("attemptsMax", attemptsMax)
                                .mapTo(Boolean.class)
                                .findOne()
                                .orElse(false));
        log.atError()
                .setCause(e)
                .addKeyValue("webhookEventId", id)
                .log(setAside ? "a webhook is set aside" : "cannot act on a webhook");
        return setAside;
    }

    /// @return whether the message is done with, by this call or before
    private boolean act(UUID id) {
        return database.transaction(handle -> {
            Optional<WebhookEvent> event =
                    handle.createQuery(TAKE)
                            .bind("id", id)
                            .map((row, context) -> event(row))
                            .findOne();
            if (event.isEmpty()) {
                return true;
            }
            WebhookAction action = actions.get(event.get().provider());
            if (action == null) {
                throw new IllegalStateException("no action for " + event.get().provider());
            }
            WebhookAction.Result result = action.apply(handle, event.get());
            if (result == WebhookAction.Result.WAITING) {
                return false;
            }
            handle.createUpdate(FINISH).bind("id", id).bind("outcome", result.text()).execute();
            return true;
        });
    }

    private int giveUp() {
        List<UUID> lost =
                database.call(handle ->
                        handle.createQuery(GIVE_UP)
                                .bind("attemptsMax", attemptsMax)
                                .mapTo(UUID.class)
                                .list());
        lost.forEach(id ->
                log.atError().addKeyValue("webhookEventId", id).log("a webhook is set aside"));
        return lost.size();
    }

    private static UUID keep(Handle handle, WebhookEvent event) {
        UUID id = Ids.next();
        int kept =
                handle.createUpdate(KEEP)
                        .bind("id", id)
                        .bind("provider", event.provider().text())
                        .bind("key", event.key())
                        .bind("type", event.type())
                        .bind("subject", event.subject())
                        .bind("payload", event.payload())
                        .bind("payloadSha256", event.payloadSha256())
                        .bind("occurredAt", event.occurredAt())
                        .execute();
        return kept == 1
                ? id
                : handle.createQuery(FIND)
                        .bind("provider", event.provider().text())
                        .bind("key", event.key())
                        .mapTo(UUID.class)
                        .one();
    }

    private static WebhookEvent event(ResultSet row) throws SQLException {
        return new WebhookEvent(
                WebhookEvent.Provider.parse(row.getString("provider")),
                row.getString("event_key"),
                row.getString("event_type"),
                row.getString("subject"),
                row.getString("payload"),
                row.getTimestamp("occurred_at").toInstant());
    }
}
