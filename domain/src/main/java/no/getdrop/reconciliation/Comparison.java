package no.getdrop.reconciliation;

import org.jdbi.v3.core.Handle;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// Compares a day's list of the bank, which is read to its end, with Drop's payments, in one
/// transaction: what differs becomes a row, what no longer differs is closed.
///
/// What moved after the reading of the list began is not held against either side.
final class Comparison {
    /// More than that of one day are no news.
    private static final int FOUND_MAX = 1_000;

    private static final String FORGET_UNLISTED =
            """
            DELETE FROM bank_orders
            WHERE day = CAST(:day AS date) AND listed_at < CAST(:begunAt AS timestamptz)
            """;

    /// A bank that has settled or refused what is still on its way here is asked for it once more.
    private static final String ASK_AGAIN =
            """
            UPDATE transactions SET status_checked_at = NULL
            FROM bank_orders
            WHERE bank_orders.day = CAST(:day AS date) AND bank_orders.final_at IS NOT NULL
              AND transactions.bank_payment_id = bank_orders.bank_payment_id
              AND transactions.stage = 'submitted'
              AND transactions.status_checked_at < bank_orders.final_at
            """;

    /// Each order of the list beside its payment, which is known by our id or by the bank's.
    private static final String MATCHED =
            """
            WITH matched AS (
                SELECT theirs.bank_payment_id, theirs.status AS code, theirs.outcome,
                       theirs.amount_minor, theirs.currency, theirs.final_at,
                       coalesce(ours.id, known.id) AS id,
                       CASE WHEN ours.id IS NULL THEN known.bank_payment_id
                            ELSE ours.bank_payment_id END AS our_bank_payment_id,
                       coalesce(ours.status, known.status) AS status,
                       coalesce(ours.stage, known.stage) AS stage,
                       coalesce(ours.total_minor, known.total_minor) AS total_minor,
                       coalesce(ours.currency, known.currency) AS our_currency,
                       coalesce(ours.updated_at, known.updated_at) AS updated_at,
                       CASE WHEN ours.id IS NULL THEN known.status_checked_at
                            ELSE ours.status_checked_at END AS status_checked_at
                FROM bank_orders AS theirs
                LEFT JOIN transactions AS ours ON ours.id = theirs.request_id
                LEFT JOIN LATERAL (
                    SELECT id, bank_payment_id, status, stage, total_minor, currency, updated_at,
                           status_checked_at
                    FROM transactions
                    WHERE ours.id IS NULL AND bank_payment_id = theirs.bank_payment_id
                    LIMIT 1) AS known ON true
                WHERE theirs.day = CAST(:day AS date)
            ), missing AS (
                SELECT id, bank_payment_id, status, stage, total_minor, currency
                FROM transactions
                WHERE submitted_at >= CAST(:from AS timestamptz)
                  AND submitted_at < CAST(:to AS timestamptz)
                  AND submitted_at < CAST(:begunAt AS timestamptz) - make_interval(mins => 5)
                  AND stage IN ('submitted', 'settled')
                  AND NOT EXISTS (SELECT FROM bank_orders
                                  WHERE bank_orders.bank_payment_id = transactions.bank_payment_id)
                  -- The bank may have taken it on the day before, or by a clock that is ahead.
                  AND EXISTS (SELECT FROM reconciliations
                              WHERE day = CAST(:day AS date) - 1 AND finished_at IS NOT NULL)
                  AND (submitted_at < CAST(:to AS timestamptz) - make_interval(mins => 5)
                       OR EXISTS (SELECT FROM reconciliations
                                  WHERE day = CAST(:day AS date) + 1 AND finished_at IS NOT NULL))
            ), totals AS (
                SELECT currency, sum(ours) AS ours, sum(our_count) AS our_count,
                       sum(theirs) AS theirs, sum(their_count) AS their_count
                FROM (
                    SELECT currency, 0 AS ours, 0 AS our_count,
                           amount_minor AS theirs, 1 AS their_count
                    FROM matched
                    WHERE outcome IS DISTINCT FROM 'rejected'
                    UNION ALL
                    SELECT our_currency, total_minor, 1, 0, 0
                    FROM (
                        SELECT DISTINCT ON (id) our_currency, total_minor, outcome, status,
                               updated_at
                        FROM matched
                        WHERE id IS NOT NULL
                        ORDER BY id, bank_payment_id = our_bank_payment_id DESC NULLS LAST
                    ) AS once
                    WHERE CASE WHEN status = 'processing'
                                 OR updated_at >= CAST(:begunAt AS timestamptz)
                               THEN outcome IS DISTINCT FROM 'rejected'
                               ELSE status = 'completed' END
                    UNION ALL
                    SELECT currency, total_minor, 1, 0, 0 FROM missing
                ) AS sides
                GROUP BY currency
            )
            """;

    private static final String FIND =
            MATCHED
                    + """
                    , found AS (
                        SELECT 'unknown_here' AS kind, bank_payment_id AS subject, id,
                               CAST(NULL AS jsonb) AS ours, THEIRS AS theirs
                        FROM matched
                        WHERE id IS NULL
                        UNION ALL
                        SELECT 'missing_there', CAST(id AS text), id, OURS, NULL FROM missing
                        UNION ALL
                        SELECT 'twice', bank_payment_id, id, MATCH, THEIRS
                        FROM matched
                        WHERE our_bank_payment_id <> bank_payment_id
                        UNION ALL
                        SELECT 'amount', bank_payment_id, id, MATCH, THEIRS
                        FROM matched
                        WHERE (amount_minor, currency) <> (total_minor, our_currency)
                        UNION ALL
                        SELECT 'status', bank_payment_id, id, MATCH, THEIRS
                        FROM matched
                        WHERE id IS NOT NULL AND updated_at < CAST(:begunAt AS timestamptz)
                          AND (outcome IS NULL
                               OR stage = 'held'
                               OR outcome <> 'rejected' AND status = 'failed'
                               OR outcome <> 'settled' AND status = 'completed'
                               OR stage = 'instructed'
                                  AND updated_at < CAST(:begunAt AS timestamptz)
                                                   - make_interval(hours => 1)
                               OR stage = 'submitted' AND status_checked_at > final_at
                                  AND status_checked_at < now() - make_interval(secs => 30))
                        UNION ALL
                        SELECT 'total', CAST(CAST(:day AS date) AS text) || ' ' || currency, NULL,
                               jsonb_build_object('count', our_count, 'amountMinor', ours),
                               jsonb_build_object('count', their_count, 'amountMinor', theirs)
                        FROM totals
                        WHERE (ours, our_count) <> (theirs, their_count)
                    )
                    INSERT INTO discrepancies AS known (id, day, kind, subject, transaction_id,
                        ours, theirs, first_seen_at, last_seen_at)
                    SELECT gen_random_uuid(), CAST(:day AS date), kind, subject, id, ours, theirs,
                           now(), now()
                    FROM found
                    ORDER BY kind, subject
                    LIMIT :limit
                    ON CONFLICT (kind, subject) WHERE resolved_at IS NULL DO UPDATE
                    SET day = excluded.day, transaction_id = excluded.transaction_id,
                        ours = excluded.ours, theirs = excluded.theirs,
                        last_seen_at = excluded.last_seen_at
                    RETURNING known.kind, known.subject,
                              known.first_seen_at = known.last_seen_at AS is_new
                    """
                            .replace(
                                    "THEIRS",
                                    """
                                    jsonb_build_object('bankPaymentId', bank_payment_id,
                                        'status', code, 'amountMinor', amount_minor,
                                        'currency', currency)
                                    """)
                            .replace(
                                    "MATCH",
                                    """
                                    jsonb_build_object('bankPaymentId', our_bank_payment_id,
                                        'stage', stage, 'amountMinor', total_minor,
                                        'currency', our_currency)
                                    """)
                            .replace(
                                    "OURS",
                                    """
                                    jsonb_build_object('bankPaymentId', bank_payment_id,
                                        'stage', stage, 'amountMinor', total_minor,
                                        'currency', currency)
                                    """);

    private static final String CLOSE =
            """
            UPDATE discrepancies SET resolved_at = now()
            WHERE day = CAST(:day AS date) AND resolved_at IS NULL AND last_seen_at < now()
            """;

    /// Of a day that is past less is to be expected.
    private static final String FINISH =
            MATCHED
                    + """
                    UPDATE reconciliations
                    SET next_page = NULL, finished_at = now(), claimed_until = NULL,
                        due_at = now() + CASE WHEN CAST(:day AS date)
                                                   >= CAST(now() AT TIME ZONE 'UTC' AS date) - 1
                                              THEN make_interval(hours => 1)
                                              ELSE make_interval(hours => 6) END,
                        totals = coalesce((
                            SELECT jsonb_object_agg(currency, jsonb_build_object(
                                       'ours', jsonb_build_object(
                                           'count', our_count, 'amountMinor', ours),
                                       'theirs', jsonb_build_object(
                                           'count', their_count, 'amountMinor', theirs)))
                            FROM totals), '{}')
                    WHERE day = CAST(:day AS date) AND begun_at = CAST(:begunAt AS timestamptz)
                    """;

    private final LocalDate day;
    private final Instant begunAt;

    /// A difference.
    ///
    /// @param isNew whether it was not known before
    record Found(String kind, String subject, boolean isNew) {}

    /// @param begunAt when the reading of the list began, by the database's clock
    Comparison(LocalDate day, Instant begunAt) {
        this.day = day;
        this.begunAt = begunAt;
    }

    /// Compares, in a transaction that is already open; empty for one whose claim was lost.
    List<Found> run(Handle handle) {
        handle.createUpdate(FORGET_UNLISTED).bind("day", day).bind("begunAt", begunAt).execute();
        int finished =
                handle.createUpdate(FINISH)
                        .bind("day", day)
                        .bind("begunAt", begunAt)
                        .bind("from", day + "T00:00:00Z")
                        .bind("to", day.plusDays(1) + "T00:00:00Z")
                        .execute();
        if (finished == 0) {
            return List.of();
        }
        List<Found> found =
                handle.createQuery(FIND)
                        .bind("day", day)
                        .bind("begunAt", begunAt)
                        .bind("from", day + "T00:00:00Z")
                        .bind("to", day.plusDays(1) + "T00:00:00Z")
                        .bind("limit", FOUND_MAX)
                        .map((row, context) ->
                                new Found(
                                        row.getString("kind"),
                                        row.getString("subject"),
                                        row.getBoolean("is_new")))
                        .list();
        handle.createUpdate(CLOSE).bind("day", day).execute();
        handle.createUpdate(ASK_AGAIN).bind("day", day).execute();
        return found;
    }
}
