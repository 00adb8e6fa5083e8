package no.getdrop.merchants;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Columns;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Currency;
import java.util.Optional;
import java.util.UUID;

/// What merchants ask their customers to pay.
public final class PaymentRequests {
    private static final String INSERT =
            """
            WITH request AS (
                INSERT INTO payment_requests (id, merchant_id, amount_minor, reference,
                                              created_at, expires_at)
                SELECT :id, merchants.id, :amount, :reference, :now, :expiresAt
                FROM merchants
                WHERE merchants.user_id = :userId AND merchants.status = 'active'
                RETURNING merchant_id
            )
            SELECT merchants.id AS merchant_id, merchants.business_name, merchants.legal_name,
                   merchants.category
            FROM request
            JOIN merchants ON merchants.id = request.merchant_id
            """;

    /// At most one payment of a request has not failed.
    private static final String FIND =
            """
            SELECT payment_requests.id, payment_requests.amount_minor, payment_requests.currency,
                   payment_requests.reference, payment_requests.expires_at,
                   merchants.id AS merchant_id, merchants.business_name, merchants.legal_name,
                   merchants.category,
                   payment.status AS payment_status, payment.completed_at
            FROM payment_requests
            JOIN merchants ON merchants.id = payment_requests.merchant_id
            LEFT JOIN transactions AS payment
                ON payment.payment_request_id = payment_requests.id AND payment.status <> 'failed'
            WHERE payment_requests.id = :id
            """;

    private final InstantSource clock;

    /// What a merchant says of a request.
    public record Draft(Money amount, @Nullable String reference, Duration lifetime) {}

    /// Requests that expire by `clock`.
    public PaymentRequests(InstantSource clock) {
        this.clock = clock;
    }

    /// Asks for an amount, in a transaction that is already open; empty when the customer has no
    /// business that can be paid.
    public Optional<PaymentRequest> add(
            Handle handle, UserId userId, Draft draft, Audit.Origin origin) {
        Instant now = clock.instant();
        PaymentRequestId id = new PaymentRequestId(Ids.next(clock));
        Instant expiresAt = now.plus(draft.lifetime());
        Optional<PaymentRequest> added =
                handle.createQuery(INSERT)
                        .bind("id", id.value())
                        .bind("userId", userId.value())
                        .bind("amount", draft.amount().amountMinor())
                        .bind("reference", draft.reference())
                        .bind("now", now)
                        .bind("expiresAt", expiresAt)
                        .map((row, context) ->
                                new PaymentRequest(
                                        id,
                                        Merchants.face(row, "merchant_id"),
                                        draft.amount(),
                                        draft.reference(),
                                        PaymentRequest.Status.OPEN,
                                        expiresAt,
                                        null))
                        .findOne();
        if (added.isPresent()) {
            Audit.record(
                    handle, userId.value(), Action.PAYMENT_REQUEST_CREATED, id.toString(), origin);
        }
        return added;
    }

    /// A request, to whoever knows its id: its code is made to be shown.
    public Read<Optional<PaymentRequest>> find(PaymentRequestId id) {
        return Read.first(FIND, (row, context) -> request(row)).with("id", id.value());
    }

    private PaymentRequest request(ResultSet row) throws SQLException {
        Instant expiresAt = row.getTimestamp("expires_at").toInstant();
        return new PaymentRequest(
                new PaymentRequestId(row.getObject("id", UUID.class)),
                Merchants.face(row, "merchant_id"),
                new Money(
                        row.getLong("amount_minor"),
                        Currency.getInstance(row.getString("currency"))),
                row.getString("reference"),
                status(row.getString("payment_status"), expiresAt),
                expiresAt,
                Columns.instant(row, "completed_at"));
    }

    private PaymentRequest.Status status(@Nullable String payment, Instant expiresAt) {
        if (payment == null) {
            return expiresAt.isAfter(clock.instant())
                    ? PaymentRequest.Status.OPEN
                    : PaymentRequest.Status.EXPIRED;
        }
        return payment.equals("completed")
                ? PaymentRequest.Status.PAID
                : PaymentRequest.Status.PROCESSING;
    }
}
