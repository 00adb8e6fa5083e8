package no.getdrop.payments;

import no.getdrop.database.Database;
import no.getdrop.identity.UserId;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/// A customer's payments, to read; each call sees the payments of one customer only.
public final class Payments {
    private static final String COLUMNS =
            """
            SELECT transactions.id, transactions.type, transactions.stage,
                   transactions.amount_minor, transactions.fee_minor, transactions.total_minor,
                   transactions.currency, transactions.received_minor,
                   transactions.received_currency, transactions.rate,
                   transactions.bank_account_id, transactions.recipient_id,
                   recipients.name AS recipient_name, transactions.quote_id,
                   transactions.created_at, transactions.submitted_at, transactions.completed_at,
                   transactions.bank_payment_id, transactions.failure_code
            FROM transactions
            LEFT JOIN recipients ON recipients.id = transactions.recipient_id
            """;

    private static final String PAGE =
            COLUMNS
                    + """
                    WHERE transactions.user_id = :userId
                      AND (CAST(:before AS uuid) IS NULL OR transactions.id < :before)
                      AND (CAST(:type AS text) IS NULL OR transactions.type = :type)
                      AND (CAST(:status AS text) IS NULL OR transactions.status = :status)
                    ORDER BY transactions.id DESC
                    LIMIT :limit OFFSET :offset
                    """;

    private static final String FIND =
            COLUMNS
                    + """
                    WHERE transactions.id = :id AND transactions.user_id = :userId
                    """;

    private static final String EVENTS =
            """
            SELECT transaction_events.sequence, transaction_events.stage,
                   transaction_events.event_at
            FROM transaction_events
            JOIN transactions ON transactions.id = transaction_events.transaction_id
            WHERE transactions.id = :id AND transactions.user_id = :userId
            ORDER BY transaction_events.sequence
            """;

    private final Database database;

    /// Which payments to list.
    ///
    /// @param before the last payment of the page before
    /// @param offset payments to pass over, for clients that count pages
    /// @param limit at most so many
    public record Filter(
            Payment.@Nullable Type type,
            Payment.@Nullable Status status,
            @Nullable PaymentId before,
            int offset,
            int limit) {}

    /// Payments as the database holds them.
    public Payments(Database database) {
        this.database = database;
    }

    /// The newest payments that match.
    public List<Payment> page(UserId userId, Filter filter) {
        return database.call(handle ->
                handle.createQuery(PAGE)
                        .bind("userId", userId.value())
                        .bind("before", filter.before() == null ? null : filter.before().value())
                        .bind("type", filter.type() == null ? null : filter.type().text())
                        .bind("status", filter.status() == null ? null : filter.status().text())
                        .bind("offset", filter.offset())
                        .bind("limit", filter.limit())
                        .map((row, context) -> Rows.payment(row))
                        .list());
    }

    /// One payment.
    public Optional<Payment> find(UserId userId, PaymentId id) {
        return database.call(handle ->
                handle.createQuery(FIND)
                        .bind("id", id.value())
                        .bind("userId", userId.value())
                        .map((row, context) -> Rows.payment(row))
                        .findOne());
    }

    /// The moves of one payment, oldest first; none when the customer has no such payment.
    public List<Payment.Event> events(UserId userId, PaymentId id) {
        return database.call(handle ->
                handle.createQuery(EVENTS)
                        .bind("id", id.value())
                        .bind("userId", userId.value())
                        .map((row, context) ->
                                new Payment.Event(
                                        row.getInt("sequence"),
                                        Payment.Stage.parse(row.getString("stage")),
                                        row.getTimestamp("event_at").toInstant()))
                        .list());
    }
}
