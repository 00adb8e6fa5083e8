package no.getdrop.payments;

import no.getdrop.database.Columns;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.Merchant;
import no.getdrop.merchants.Merchants;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// What a merchant was paid, to read; each question sees the business of one customer only.
///
/// Days are Norway's. A sale belongs to the day it was made; a settlement is of the day the money
/// arrived.
public final class Sales {
    /// Where a merchant's day begins and ends.
    public static final ZoneId OSLO = ZoneId.of("Europe/Oslo");

    /// One row, or one for each sale of the page; each has the totals of the whole day.
    private static final String DAY =
            """
            WITH merchant AS (
                SELECT id, business_name, legal_name, org_number, category, address,
                       account_last_four, fee_basis_points
                FROM merchants
                WHERE user_id = :userId
            ), day AS (
                SELECT count(*) FILTER (WHERE status = 'completed') AS completed_count,
                       coalesce(sum(amount_minor) FILTER (WHERE status = 'completed'), 0)
                           AS completed_minor,
                       coalesce(sum(fee_minor) FILTER (WHERE status = 'completed'), 0)
                           AS completed_fee_minor,
                       count(*) FILTER (WHERE status = 'processing') AS processing_count,
                       coalesce(sum(amount_minor) FILTER (WHERE status = 'processing'), 0)
                           AS processing_minor,
                       coalesce(sum(fee_minor) FILTER (WHERE status = 'processing'), 0)
                           AS processing_fee_minor
                FROM merchant
                JOIN transactions ON transactions.merchant_id = merchant.id
                WHERE transactions.created_at >= :from AND transactions.created_at < :to
            ), page AS (
                SELECT transactions.id, transactions.stage, transactions.amount_minor,
                       transactions.fee_minor, transactions.payment_request_id,
                       payment_requests.reference, transactions.created_at,
                       transactions.completed_at
                FROM merchant
                JOIN transactions ON transactions.merchant_id = merchant.id
                LEFT JOIN payment_requests
                    ON payment_requests.id = transactions.payment_request_id
                WHERE transactions.created_at >= :from AND transactions.created_at < :to
                  AND (CAST(:before AS uuid) IS NULL OR transactions.id < :before)
                ORDER BY transactions.id DESC
                LIMIT :limit OFFSET :offset
            )
            SELECT merchant.id, merchant.business_name, merchant.legal_name, merchant.org_number,
                   merchant.category,
                   merchant.address, merchant.account_last_four, merchant.fee_basis_points,
                   day.completed_count, day.completed_minor, day.completed_fee_minor,
                   day.processing_count, day.processing_minor, day.processing_fee_minor,
                   page.id AS sale_id, page.stage, page.amount_minor, page.fee_minor,
                   page.payment_request_id, page.reference, page.created_at, page.completed_at
            FROM merchant
            CROSS JOIN day
            LEFT JOIN page ON true
            ORDER BY page.id DESC
            """;

    /// Days on which nothing arrived have no settlement.
    private static final String SETTLEMENTS =
            """
            SELECT CAST(transactions.completed_at AT TIME ZONE 'Europe/Oslo' AS date) AS day,
                   count(*) AS sales, sum(transactions.amount_minor) AS amount_minor,
                   sum(transactions.fee_minor) AS fee_minor
            FROM merchants
            JOIN transactions ON transactions.merchant_id = merchants.id
            WHERE merchants.user_id = :userId AND transactions.status = 'completed'
              AND transactions.completed_at < :before
            GROUP BY day
            ORDER BY day DESC
            LIMIT :limit OFFSET :offset
            """;

    /// A merchant's day.
    ///
    /// @param completed what arrived of the day's sales
    /// @param processing what is still on its way of them
    /// @param sales one page of all of them, the failed ones too, newest first
    public record Day(
            Merchant merchant,
            LocalDate date,
            Sale.Total completed,
            Sale.Total processing,
            List<Sale> sales) {
        public Day {
            Objects.requireNonNull(merchant, "merchant");
            Objects.requireNonNull(date, "date");
            sales = List.copyOf(sales);
        }
    }

    /// What arrived at a merchant's own account on a day, and the fee that it owes for that.
    public record Settlement(LocalDate date, Sale.Total total) {
        public Settlement {
            Objects.requireNonNull(date, "date");
            Objects.requireNonNull(total, "total");
        }

        /// From when on nothing is added to it: the day after, T+1.
        public LocalDate finalFrom() {
            return date.plusDays(1);
        }
    }

    /// Which sales to list.
    ///
    /// @param before the last sale of the page before
    /// @param offset sales to pass over, for clients that count pages
    /// @param limit at most so many
    public record Page(@Nullable PaymentId before, int offset, int limit) {}

    private record Row(
            Merchant merchant, Sale.Total completed, Sale.Total processing, @Nullable Sale sale) {}

    private Sales() {}

    /// The day of a customer's business; empty when the customer has none.
    public static Read<Optional<Day>> of(UserId userId, LocalDate date, Page page) {
        return Read.list(DAY, (row, context) -> row(row))
                .with("userId", userId.value())
                .with("from", startOf(date))
                .with("to", startOf(date.plusDays(1)))
                .with("before", page.before() == null ? null : page.before().value())
                .with("offset", page.offset())
                .with("limit", page.limit())
                .to(rows -> day(rows, date));
    }

    /// The settlements of a customer's business, newest first.
    ///
    /// @param before the day of the last one of the page before; `null` for the newest
    public static Read<List<Settlement>> settlements(
            UserId userId, @Nullable LocalDate before, int offset, int limit) {
        return Read.list(SETTLEMENTS, (row, context) -> settlement(row))
                .with("userId", userId.value())
                .with(
                        "before",
                        before == null ? Instant.parse("9999-01-01T00:00:00Z") : startOf(before))
                .with("offset", offset)
                .with("limit", limit);
    }

    private static Instant startOf(LocalDate date) {
        return date.atStartOfDay(OSLO).toInstant();
    }

    private static Optional<Day> day(List<Row> rows, LocalDate date) {
        return rows.stream()
                .findFirst()
                .map(first -> {
                    List<Sale> sales = new ArrayList<>();
                    for (Row row : rows) {
                        if (row.sale() != null) {
                            sales.add(row.sale());
                        }
                    }
                    return new Day(
                            first.merchant(), date, first.completed(), first.processing(), sales);
                });
    }

    private static Row row(ResultSet row) throws SQLException {
        @Nullable UUID saleId = row.getObject("sale_id", UUID.class);
        return new Row(
                Merchants.of(row),
                total(row, "completed_count", "completed_minor", "completed_fee_minor"),
                total(row, "processing_count", "processing_minor", "processing_fee_minor"),
                saleId == null ? null : sale(row, new PaymentId(saleId)));
    }

    private static Sale sale(ResultSet row, PaymentId id) throws SQLException {
        @Nullable UUID requestId = row.getObject("payment_request_id", UUID.class);
        return new Sale(
                id,
                Payment.Stage.parse(row.getString("stage")),
                Money.nok(row.getLong("amount_minor")),
                Money.nok(row.getLong("fee_minor")),
                requestId == null ? null : new PaymentRequestId(requestId),
                row.getString("reference"),
                row.getTimestamp("created_at").toInstant(),
                Columns.instant(row, "completed_at"));
    }

    private static Settlement settlement(ResultSet row) throws SQLException {
        return new Settlement(
                row.getObject("day", LocalDate.class),
                total(row, "sales", "amount_minor", "fee_minor"));
    }

    private static Sale.Total total(ResultSet row, String count, String amount, String fee)
            throws SQLException {
        return new Sale.Total(
                row.getLong(count), Money.nok(row.getLong(amount)), Money.nok(row.getLong(fee)));
    }
}
