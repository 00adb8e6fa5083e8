package no.getdrop.payments;

import no.getdrop.payments.PaymentOutcome.Refusal;

import org.jspecify.annotations.Nullable;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Optional;

/// What the database knows of the authentication that an order names, and the rule about it.
///
/// @param boundAsNow whether it is bound to exactly what the order says now
record SessionFacts(PaymentSession.Status status, boolean boundAsNow) {
    /// Of the columns `session_status`, `session_expires_at` and `binding_sha256`; `null` when the
    /// payer has no such payment session.
    static @Nullable SessionFacts of(ResultSet row, Instant now, Binding binding)
            throws SQLException {
        String status = row.getString("session_status");
        if (status == null) {
            return null;
        }
        return new SessionFacts(
                PaymentSession.Status.of(
                        status, row.getTimestamp("session_expires_at").toInstant().isAfter(now)),
                MessageDigest.isEqual(row.getBytes("binding_sha256"), binding.sha256()));
    }

    /// Why the authentication does not carry the payment; empty when it does.
    static Optional<Refusal> refusal(@Nullable SessionFacts session) {
        if (session == null) {
            return Optional.of(Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
        }
        return switch (session.status()) {
            case PENDING, REFUSED, CONSUMED -> Optional.of(Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
            case EXPIRED -> Optional.of(Refusal.PAYMENT_SESSION_EXPIRED);
            case AUTHORISED ->
                    session.boundAsNow()
                            ? Optional.empty()
                            : Optional.of(Refusal.PAYMENT_SESSION_MISMATCH);
        };
    }
}
