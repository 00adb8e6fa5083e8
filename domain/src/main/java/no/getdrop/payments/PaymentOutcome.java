package no.getdrop.payments;

import no.getdrop.compliance.Verdict;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.openbanking.OpenBanking;

/// What became of an order to pay, of either kind.
public sealed interface PaymentOutcome {
    /// The payment is committed; `order` is this caller's to deliver.
    record Accepted(Payment payment, OpenBanking.PaymentOrder order, StoredAnswer answer)
            implements PaymentOutcome {}

    /// The payment is committed and waits for a decision by Drop. Its payer is told what is told of
    /// any other, and not sooner.
    record Held(PaymentId id, StoredAnswer answer) implements PaymentOutcome {}

    /// The payer would exceed what the terms of use allow; nothing was done.
    record OverLimit(Verdict.Refuse limit) implements PaymentOutcome {}

    /// The same order was accepted before.
    record Replayed(StoredAnswer answer) implements PaymentOutcome {}

    /// The key was used for another request.
    record KeyReused() implements PaymentOutcome {}

    /// Another request with that key is still at work.
    record InProgress() implements PaymentOutcome {}

    /// Nothing was done.
    record Refused(Refusal refusal) implements PaymentOutcome {}

    /// Why a payment is refused; of those that apply the first in this order is told. Only a
    /// remittance has a recipient and a quote, only a QR payment a merchant and a payment request.
    enum Refusal {
        KYC_REQUIRED,
        RECIPIENT_NOT_FOUND,
        PAYMENT_REQUEST_NOT_FOUND,
        MERCHANT_NOT_FOUND,
        SELF_PAYMENT,
        ACCOUNT_NOT_FOUND,
        QUOTE_NOT_FOUND,
        QUOTE_MISMATCH,
        QUOTE_USED,
        QUOTE_EXPIRED,
        PAYMENT_REQUEST_PAID,
        PAYMENT_REQUEST_EXPIRED,
        PAYMENT_REQUEST_MISMATCH,
        PAYMENT_SESSION_NOT_AUTHORISED,
        PAYMENT_SESSION_EXPIRED,
        PAYMENT_SESSION_MISMATCH
    }
}
