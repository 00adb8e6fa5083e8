package no.getdrop.payments;

import no.getdrop.money.Money;
import no.getdrop.payments.PaymentOutcome.Refusal;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Optional;

/// What the database knows of a remittance at the time of its order, and the rule that decides it.
///
/// @param kycApproved whether the customer may pay at all
/// @param creditorIban the recipient's account; `null` when the customer has no such recipient
/// @param accountFound whether the customer has such an account
/// @param quote `null` when the customer has no such quote
/// @param session `null` when the customer has no such payment session
record RemittanceFacts(
        boolean kycApproved,
        @Nullable String creditorIban,
        boolean accountFound,
        @Nullable QuoteFacts quote,
        @Nullable SessionFacts session) {

    /// @param sameRecipient whether the quote is for the recipient of the order
    record QuoteFacts(
            Payment.Amounts amounts, boolean sameRecipient, boolean used, Instant expiresAt) {}

    @Override
    public String toString() {
        return "RemittanceFacts[redacted]";
    }

    /// The first reason to refuse; empty when the payment may be made.
    Optional<Refusal> refusal(Money amount, Instant now) {
        if (!kycApproved) {
            return Optional.of(Refusal.KYC_REQUIRED);
        }
        if (creditorIban == null) {
            return Optional.of(Refusal.RECIPIENT_NOT_FOUND);
        }
        if (!accountFound) {
            return Optional.of(Refusal.ACCOUNT_NOT_FOUND);
        }
        return refusalOfQuote(amount, now).or(() -> SessionFacts.refusal(session));
    }

    private Optional<Refusal> refusalOfQuote(Money amount, Instant now) {
        if (quote == null) {
            return Optional.of(Refusal.QUOTE_NOT_FOUND);
        }
        if (!quote.sameRecipient() || !quote.amounts().amount().equals(amount)) {
            return Optional.of(Refusal.QUOTE_MISMATCH);
        }
        if (quote.used()) {
            return Optional.of(Refusal.QUOTE_USED);
        }
        return quote.expiresAt().isAfter(now)
                ? Optional.empty()
                : Optional.of(Refusal.QUOTE_EXPIRED);
    }
}
