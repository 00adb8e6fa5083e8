package no.getdrop.payments;

import no.getdrop.money.Money;
import no.getdrop.payments.PaymentOutcome.Refusal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// What the database knows of a QR payment at the time of its order, and the rule that decides it.
///
/// @param kycApproved whether the customer may pay at all
/// @param payee whom the code names
/// @param accountFound whether the customer has such an account
/// @param session `null` when the customer has no such payment session
record QrPaymentFacts(
        boolean kycApproved,
        PayeeFacts payee,
        boolean accountFound,
        @Nullable SessionFacts session) {

    /// @param forRequest whether the code is for a request, and not for the merchant as such
    /// @param request `null` when there is no such request
    /// @param active whether there is such a merchant, and it may be paid
    /// @param payer whether the payer would be paid: the owner, or whose account it is
    record PayeeFacts(
            boolean forRequest, @Nullable RequestFacts request, boolean active, boolean payer) {}

    /// @param taken whether a payment of it is under way or done
    record RequestFacts(Money amount, boolean taken, Instant expiresAt) {}

    /// The first reason to refuse; empty when the payment may be made.
    Optional<Refusal> refusal(Money amount, Instant now) {
        return refusalToAsk(amount, now).or(() -> SessionFacts.refusal(session));
    }

    /// The first reason not even to ask the payer for an authentication.
    Optional<Refusal> refusalToAsk(Money amount, Instant now) {
        if (!kycApproved) {
            return Optional.of(Refusal.KYC_REQUIRED);
        }
        if (payee.forRequest() && payee.request() == null) {
            return Optional.of(Refusal.PAYMENT_REQUEST_NOT_FOUND);
        }
        if (!payee.active()) {
            return Optional.of(Refusal.MERCHANT_NOT_FOUND);
        }
        if (payee.payer()) {
            return Optional.of(Refusal.SELF_PAYMENT);
        }
        if (!accountFound) {
            return Optional.of(Refusal.ACCOUNT_NOT_FOUND);
        }
        RequestFacts request = payee.request();
        return request == null ? Optional.empty() : refusalOfRequest(request, amount, now);
    }

    private static Optional<Refusal> refusalOfRequest(
            RequestFacts request, Money amount, Instant now) {
        if (request.taken()) {
            return Optional.of(Refusal.PAYMENT_REQUEST_PAID);
        }
        if (!request.expiresAt().isAfter(now)) {
            return Optional.of(Refusal.PAYMENT_REQUEST_EXPIRED);
        }
        return request.amount().equals(amount)
                ? Optional.empty()
                : Optional.of(Refusal.PAYMENT_REQUEST_MISMATCH);
    }
}
