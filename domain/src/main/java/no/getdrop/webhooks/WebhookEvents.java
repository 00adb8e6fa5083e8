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
/// worker, for a day.
public final class WebhookEvents {
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

    /// The row stays locked until the transaction ends.
    private static final String TAKE =
            """
            SELECT provider, event_key, event_type, subject, payload::text AS payload, occurred_at
            FROM webhook_events
            WHERE id = :id AND processed_at IS NULL
            FOR UPDATE SKIP LOCKED
            """;

    private static final String FINISH =
            """
            UPDATE webhook_events SET processed_at = now(), outcome = :outcome
            WHERE id = :id AND processed_at IS NULL
            """;

    /// Those that whoever took them in has had the time to act on.
    private static final String DUE =
            """
            SELECT id FROM webhook_events
            WHERE processed_at IS NULL AND received_at < now() - make_interval(secs => 30)
            ORDER BY received_at
            LIMIT :limit
            """;

    private static final String GIVE_UP =
            """
            UPDATE webhook_events SET processed_at = now(), outcome = 'failed'
            WHERE processed_at IS NULL AND received_at < now() - make_interval(days => 1)
            RETURNING id
            """;

    private final Database database;
    private final Map<WebhookEvent.Provider, WebhookAction> actions;
    private final InstantSource clock;

    /// What a round of the worker did.
    ///
    /// @param processed messages that are done with
    /// @param waiting messages that are looked at again
    /// @param failed messages given up after a day
    public record Round(int processed, int waiting, int failed) {}

    /// Messages as the database holds them.
    ///
    /// @param actions what the messages of each provider bring about
    public WebhookEvents(
            Database database,
            Map<WebhookEvent.Provider, WebhookAction> actions,
            InstantSource clock) {
        this.database = database;
        this.actions = Map.copyOf(actions);
        this.clock = clock;
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
        List<UUID> due =
                database.call(handle ->
                        handle.createQuery(DUE).bind("limit", limit).mapTo(UUID.class).list());
        int processed = 0;
        int waiting = 0;
        for (UUID id : due) {
            if (!clock.instant().isBefore(deadline)) {
                break;
            }
            try {
                if (act(id)) {
                    processed++;
                } else {
                    waiting++;
                }
            } catch (DatabaseUnavailableException e) {
                throw e;
            } catch (RuntimeException e) {
                waiting++;
                log.atError().setCause(e).addKeyValue("webhookEventId", id).log("cannot act on");
            }
        }
        return new Round(processed, waiting, giveUp());
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
                database.call(handle -> handle.createQuery(GIVE_UP).mapTo(UUID.class).list());
        lost.forEach(id -> log.atError().addKeyValue("webhookEventId", id).log("given up"));
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
