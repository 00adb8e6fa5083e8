package no.getdrop.payments;

import no.getdrop.database.Read;
import no.getdrop.identity.UserId;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A customer's payments, to read; each question sees the payments of one customer only.
public final class Payments {
    private static final String COLUMNS =
            """
            transactions.id, transactions.type, transactions.stage,
            transactions.amount_minor, transactions.fee_minor, transactions.total_minor,
            transactions.currency, transactions.received_minor,
            transactions.received_currency, transactions.rate,
            transactions.bank_account_id, transactions.recipient_id,
            recipients.name AS recipient_name, transactions.quote_id,
            transactions.merchant_id, merchants.business_name, merchants.legal_name,
            transactions.payment_request_id,
            transactions.created_at, transactions.submitted_at, transactions.completed_at,
            transactions.bank_payment_id, transactions.failure_code
            """;

    private static final String PAGE =
            "SELECT "
                    + COLUMNS
                    + """
                    FROM transactions
                    LEFT JOIN recipients ON recipients.id = transactions.recipient_id
                    LEFT JOIN merchants ON merchants.id = transactions.merchant_id
                    WHERE transactions.user_id = :userId
                      AND (CAST(:before AS uuid) IS NULL OR transactions.id < :before)
                      AND (CAST(:type AS text) IS NULL OR transactions.type = :type)
                      AND (CAST(:status AS text) IS NULL OR transactions.status = :status)
                    ORDER BY transactions.id DESC
                    LIMIT :limit OFFSET :offset
                    """;

    private static final String FIND =
            "SELECT "
                    + COLUMNS
                    + """
                    FROM transactions
                    LEFT JOIN recipients ON recipients.id = transactions.recipient_id
                    LEFT JOIN merchants ON merchants.id = transactions.merchant_id
                    WHERE transactions.id = :id AND transactions.user_id = :userId
                    """;

    private static final String HISTORY =
            "SELECT event.sequence AS event_sequence, event.stage AS event_stage, event.event_at, "
                    + COLUMNS
                    + """
                    FROM transactions
                    JOIN transaction_events AS event ON event.transaction_id = transactions.id
                    LEFT JOIN recipients ON recipients.id = transactions.recipient_id
                    LEFT JOIN merchants ON merchants.id = transactions.merchant_id
                    WHERE transactions.id = :id AND transactions.user_id = :userId
                    ORDER BY event.sequence
                    """;

    private record Step(Payment payment, Payment.Event event) {}

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

    /// A payment with its moves, oldest first.
    public record History(Payment payment, List<Payment.Event> events) {}

    private Payments() {}

    /// The newest payments that match.
    public static Read<List<Payment>> page(UserId userId, Filter filter) {
        return Read.list(PAGE, (row, context) -> Rows.payment(row))
                .with("userId", userId.value())
                .with("before", filter.before() == null ? null : filter.before().value())
                .with("type", filter.type() == null ? null : filter.type().text())
                .with("status", filter.status() == null ? null : filter.status().text())
                .with("offset", filter.offset())
                .with("limit", filter.limit());
    }

    /// One payment.
    public static Read<Optional<Payment>> find(UserId userId, PaymentId id) {
        return Read.first(FIND, (row, context) -> Rows.payment(row))
                .with("id", id.value())
                .with("userId", userId.value());
    }

    /// One payment with its moves.
    public static Read<Optional<History>> history(UserId userId, PaymentId id) {
        return Read.list(HISTORY, (row, context) -> new Step(Rows.payment(row), event(row)))
                .with("id", id.value())
                .with("userId", userId.value())
                .to(Payments::history);
    }

    private static Optional<History> history(List<Step> steps) {
        return steps.stream()
                .findFirst()
                .map(first ->
                        new History(
                                first.payment(), seen(steps.stream().map(Step::event).toList())));
    }

    /// The moves that the customer sees, numbered anew: that a payment was held and released is
    /// none.
    private static List<Payment.Event> seen(List<Payment.Event> events) {
        List<Payment.Event> seen = new ArrayList<>();
        for (Payment.Event event : events) {
            if (seen.isEmpty() || seen.getLast().stage() != event.stage()) {
                seen.add(new Payment.Event(seen.size() + 1, event.stage(), event.at()));
            }
        }
        return seen;
    }

    private static Payment.Event event(ResultSet row) throws SQLException {
        return new Payment.Event(
                row.getInt("event_sequence"),
                Payment.Stage.parse(row.getString("event_stage")),
                row.getTimestamp("event_at").toInstant());
    }
}
