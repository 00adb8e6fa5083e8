package no.getdrop.worker;

import no.getdrop.complaints.ComplaintHandling;
import no.getdrop.database.Database;
import no.getdrop.withdrawals.WithdrawalHandling;

/// How much waits for a job or a person, and for how long.
final class Waiting {
    private static final String STATUS =
            """
            SELECT count(*) AS waiting,
                   coalesce(extract(epoch FROM now()
                                - min(coalesce(status_checked_at, submitted_at))) * 1000, 0)
                       AS lag_ms
            FROM transactions
            WHERE stage = 'submitted'
            """;

    private static final String WEBHOOKS =
            """
            SELECT count(*) AS waiting,
                   coalesce(extract(epoch FROM now() - min(received_at)) * 1000, 0) AS lag_ms
            FROM webhook_events
            WHERE processed_at IS NULL
            """;

    private static final String CONSENTS =
            """
            SELECT count(*) AS waiting,
                   coalesce(extract(epoch FROM now() - min(revoked_at)) * 1000, 0) AS lag_ms
            FROM consents
            WHERE consent_type = 'psd2_aisp' AND revoked_at IS NOT NULL AND bank_told_at IS NULL
              AND aspsp_consent_id IS NOT NULL
            """;

    private final Database database;

    /// What waits.
    ///
    /// @param lagMs since when the oldest of it has waited, in milliseconds; 0 when nothing does
    record Queue(long waiting, long lagMs) {}

    Waiting(Database database) {
        this.database = database;
    }

    /// Payments at a bank, by when they were last asked for.
    Queue status() {
        return ask(STATUS);
    }

    /// Messages that nobody has acted on.
    Queue webhooks() {
        return ask(WEBHOOKS);
    }

    /// Withdrawn consents of which a bank has not been told.
    Queue consents() {
        return ask(CONSENTS);
    }

    /// Complaints whose deadline is near or over.
    long complaints() {
        return ComplaintHandling.due(database);
    }

    /// Withdrawals that nobody has completed or rejected for a week.
    long withdrawals() {
        return WithdrawalHandling.due(database);
    }

    private Queue ask(String query) {
        return database.call(handle ->
                handle.createQuery(query)
                        .map((row, context) ->
                                new Queue(row.getLong("waiting"), row.getLong("lag_ms")))
                        .one());
    }
}
