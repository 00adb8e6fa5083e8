package no.getdrop.reconciliation;

import com.fasterxml.jackson.databind.node.ArrayNode;

import no.getdrop.database.Database;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OrderLists;
import no.getdrop.runtime.Json;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/// Compares what the banks say they were ordered with what Drop ordered, for each of the last days
/// and for as long as something differs.
///
/// A day's list is read page by page; who reads it holds a claim, and goes on where a run before
/// ended. Nothing of a payment is changed by what is found: a bank that has settled or refused what
/// is on its way here is asked for it once more, and everything else is for a person.
public final class Reconciliation {
    private static final Logger log = LoggerFactory.getLogger(Reconciliation.class);

    private static final int CLAIM_SECONDS = 60;

    private static final String PLAN =
            """
            INSERT INTO reconciliations (day)
            SELECT CAST(now() AT TIME ZONE 'UTC' AS date) - ago
            FROM generate_series(0, :days) AS ago
            ON CONFLICT (day) DO NOTHING
            """;

    /// A reading that was left for an hour begins anew: its first pages are of another time.
    private static final String CLAIM =
            """
            WITH due AS (
                SELECT day, next_page IS NULL OR begun_at < now() - make_interval(hours => 1)
                           AS begins
                FROM reconciliations
                WHERE due_at <= now() AND (claimed_until IS NULL OR claimed_until < now())
                  AND (day >= CAST(now() AT TIME ZONE 'UTC' AS date) - CAST(:days AS integer)
                       OR EXISTS (SELECT FROM discrepancies
                                  WHERE discrepancies.day = reconciliations.day
                                    AND resolved_at IS NULL))
                ORDER BY due_at, day DESC
                LIMIT 1
                FOR UPDATE SKIP LOCKED
            )
            UPDATE reconciliations
            SET claimed_until = now() + make_interval(secs => :claim),
                begun_at = CASE WHEN begins THEN clock_timestamp() ELSE begun_at END,
                next_page = CASE WHEN begins THEN NULL ELSE next_page END
            FROM due
            WHERE reconciliations.day = due.day
            RETURNING reconciliations.day, begun_at, next_page
            """;

    private static final String KEEP =
            """
            INSERT INTO bank_orders AS known (bank_payment_id, day, request_id, status, outcome,
                amount_minor, currency, listed_at, final_at)
            SELECT DISTINCT ON (id) id, CAST(:day AS date), request, code, outcome, minor, currency,
                   CAST(:begunAt AS timestamptz),
                   CASE WHEN outcome IN ('settled', 'rejected')
                        THEN CAST(:begunAt AS timestamptz) END
            FROM jsonb_to_recordset(CAST(:orders AS jsonb)) AS listed (
                id text, request uuid, code text, outcome text, minor bigint, currency text)
            ORDER BY id
            ON CONFLICT (bank_payment_id) DO UPDATE
            SET day = excluded.day, request_id = excluded.request_id, status = excluded.status,
                outcome = excluded.outcome, amount_minor = excluded.amount_minor,
                currency = excluded.currency, listed_at = excluded.listed_at,
                final_at = CASE WHEN excluded.final_at IS NOT NULL
                                THEN coalesce(known.final_at, excluded.final_at) END
            """;

    private static final String TURN =
            """
            UPDATE reconciliations
            SET next_page = :next, claimed_until = now() + make_interval(secs => :claim)
            WHERE day = CAST(:day AS date) AND begun_at = CAST(:begunAt AS timestamptz)
            """;

    /// After a failure the day is looked at again in five minutes, else in its turn, and from where
    /// it was.
    private static final String LET_GO =
            """
            UPDATE reconciliations
            SET claimed_until = NULL,
                due_at = CASE WHEN :failed THEN now() + make_interval(mins => 5) ELSE due_at END
            WHERE day = CAST(:day AS date) AND begun_at = CAST(:begunAt AS timestamptz)
            """;

    /// The days that are compared need the day before them.
    private static final String FORGET =
            """
            DELETE FROM bank_orders
            WHERE day < CAST(now() AT TIME ZONE 'UTC' AS date) - CAST(:days AS integer) - 1
              AND NOT EXISTS (SELECT FROM discrepancies
                              WHERE discrepancies.day BETWEEN bank_orders.day
                                                        AND bank_orders.day + 1
                                AND resolved_at IS NULL)
            """;

    private static final String STANDING =
            """
            SELECT (SELECT count(*) FROM discrepancies WHERE resolved_at IS NULL) AS open,
                   coalesce((SELECT extract(epoch FROM now() - min(due_at)) * 1000
                             FROM reconciliations
                             WHERE due_at <= now()
                               AND day >= CAST(now() AT TIME ZONE 'UTC' AS date)
                                          - CAST(:days AS integer)), 0) AS lag_ms
            """;

    private final Database database;
    private final OrderLists lists;
    private final InstantSource clock;
    private final int days;

    /// What a round did.
    ///
    /// @param finished days that were compared
    /// @param orders that the bank listed meanwhile
    /// @param found differences that were not known before
    public record Round(int finished, int orders, int found) {
        Round plus(Round other) {
            return new Round(finished + other.finished, orders + other.orders, found + other.found);
        }
    }

    /// How the two sides stand.
    ///
    /// @param open differences that nobody and nothing has mended
    /// @param lagMs for how long the day has waited that waits longest to be compared, in
    ///   milliseconds
    public record Standing(long open, long lagMs) {}

    private record Day(LocalDate date, Instant begunAt, @Nullable String nextPage) {}

    /// Comparisons of today and the `days` days before with what `openBanking` lists.
    public Reconciliation(
            Database database, OpenBanking openBanking, InstantSource clock, int days) {
        this.database = database;
        this.lists = openBanking.orderLists();
        this.clock = clock;
        this.days = days;
    }

    /// Reads and compares what is due, at most `pages` parts of lists and not beyond `deadline`;
    /// stops when the bank is away.
    public Round run(int pages, Instant deadline) {
        database.call(handle -> handle.createUpdate(PLAN).bind("days", days).execute());
        Round all = new Round(0, 0, 0);
        int left = pages;
        while (left > 0 && clock.instant().isBefore(deadline)) {
            Optional<Day> day = database.call(this::claim);
            if (day.isEmpty()) {
                break;
            }
            try {
                while (day.isPresent() && left > 0 && clock.instant().isBefore(deadline)) {
                    left--;
                    OrderLists.Page page = lists.page(day.get().date(), day.get().nextPage());
                    Day read = day.get();
                    all = all.plus(new Round(0, page.orders().size(), 0));
                    day = database.transaction(handle -> keep(handle, read, page));
                    if (day.isPresent() && page.next().isEmpty()) {
                        all = all.plus(compare(read));
                        day = Optional.empty();
                    }
                }
                day.ifPresent(unread -> letGo(unread, false));
            } catch (BankRefusedException | BankUnavailableException e) {
                log.atWarn()
                        .setCause(e)
                        .addKeyValue("day", day.map(Day::date).orElse(null))
                        .log("no list of orders from the bank");
                day.ifPresent(unread -> letGo(unread, true));
                break;
            }
        }
        database.call(handle -> handle.createUpdate(FORGET).bind("days", days).execute());
        return all;
    }

    /// How the two sides stand now.
    public Standing standing() {
        return database.call(handle ->
                handle.createQuery(STANDING)
                        .bind("days", days)
                        .map((row, context) ->
                                new Standing(row.getLong("open"), row.getLong("lag_ms")))
                        .one());
    }

    private Optional<Day> claim(Handle handle) {
        return handle.createQuery(CLAIM)
                .bind("days", days)
                .bind("claim", CLAIM_SECONDS)
                .map((row, context) ->
                        new Day(
                                row.getObject("day", LocalDate.class),
                                row.getTimestamp("begun_at").toInstant(),
                                row.getString("next_page")))
                .findOne();
    }

    /// @return the day with where it goes on; empty when another has taken it over
    private static Optional<Day> keep(Handle handle, Day day, OrderLists.Page page) {
        @Nullable String next = page.next().orElse(null);
        int turned =
                handle.createUpdate(TURN)
                        .bind("day", day.date())
                        .bind("begunAt", day.begunAt())
                        .bind("next", next)
                        .bind("claim", CLAIM_SECONDS)
                        .execute();
        if (turned == 0) {
            return Optional.empty();
        }
        handle.createUpdate(KEEP)
                .bind("day", day.date())
                .bind("begunAt", day.begunAt())
                .bind("orders", json(page.orders()))
                .execute();
        return Optional.of(new Day(day.date(), day.begunAt(), next));
    }

    private Round compare(Day day) {
        List<Comparison.Found> found =
                database.transaction(new Comparison(day.date(), day.begunAt())::run);
        List<Comparison.Found> news = found.stream().filter(Comparison.Found::isNew).toList();
        for (Comparison.Found each : news) {
            log.atError()
                    .addKeyValue("day", day.date())
                    .addKeyValue("kind", each.kind())
                    .addKeyValue("subject", each.subject())
                    .log("the bank's orders and ours differ");
        }
        return new Round(1, 0, news.size());
    }

    private void letGo(Day day, boolean failed) {
        database.call(handle ->
                handle.createUpdate(LET_GO)
                        .bind("day", day.date())
                        .bind("begunAt", day.begunAt())
                        .bind("failed", failed)
                        .execute());
    }

    private static String json(List<OrderLists.Listed> orders) {
        ArrayNode json = Json.mapper().createArrayNode();
        for (OrderLists.Listed order : orders) {
            json.addObject()
                    .put("id", order.bankPaymentId())
                    .put("request", order.requestId().map(Object::toString).orElse(null))
                    .put("code", order.code())
                    .put("outcome", order.status().map(OpenBanking.Status::text).orElse(null))
                    .put("minor", order.amount().amountMinor())
                    .put("currency", order.amount().currency().getCurrencyCode());
        }
        return json.toString();
    }
}
