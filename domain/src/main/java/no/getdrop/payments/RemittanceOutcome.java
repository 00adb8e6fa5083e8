package no.getdrop.payments;

import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.openbanking.OpenBanking;

/// What became of an order to send money abroad.
public sealed interface RemittanceOutcome {
    /// The payment is committed; `order` is this caller's to deliver.
    record Accepted(OpenBanking.PaymentOrder order, StoredAnswer answer)
            implements RemittanceOutcome {}

    /// The same order was accepted before.
    record Replayed(StoredAnswer answer) implements RemittanceOutcome {}

    /// The key was used for another request.
    record KeyReused() implements RemittanceOutcome {}

    /// Another request with that key is still at work.
    record InProgress() implements RemittanceOutcome {}

    /// Nothing was done.
    record Refused(Refusal refusal) implements RemittanceOutcome {}

    /// Why a payment is refused; the first that applies, in this order, is told.
    enum Refusal {
        KYC_REQUIRED,
        RECIPIENT_NOT_FOUND,
        ACCOUNT_NOT_FOUND,
        QUOTE_NOT_FOUND,
        QUOTE_MISMATCH,
        QUOTE_USED,
        QUOTE_EXPIRED,
        PAYMENT_SESSION_NOT_AUTHORISED,
        PAYMENT_SESSION_EXPIRED,
        PAYMENT_SESSION_MISMATCH
    }
}
