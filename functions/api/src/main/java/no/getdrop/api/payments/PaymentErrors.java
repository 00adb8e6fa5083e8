package no.getdrop.api.payments;

import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Detail;
import no.getdrop.compliance.AmlRules;
import no.getdrop.compliance.Verdict;
import no.getdrop.payments.PaymentOutcome;

/// How the refusals of payments are told.
final class PaymentErrors {
    private PaymentErrors() {}

    /// The limit in words: what may be paid at most, and in which time.
    static Detail detail(Verdict.Refuse refused) {
        AmlRules.Limit limit = refused.limit();
        String window =
                switch (limit.window()) {
                    case HOURS_24 -> "24_hours";
                    case DAYS_30 -> "30_days";
                    case MONTHS_12 -> "12_months";
                };
        return switch (refused.of()) {
            case AMOUNT ->
                    Detail.of(
                            "amount",
                            "amount_limit_" + window,
                            Long.toString(limit.refuseAboveNok()));
            case COUNT ->
                    Detail.of(
                            "amount",
                            "count_limit_" + window,
                            Integer.toString(limit.refuseAboveCount()));
        };
    }

    static ApiError of(PaymentOutcome.Refusal refusal) {
        return switch (refusal) {
            case KYC_REQUIRED -> ApiError.KYC_REQUIRED;
            case RECIPIENT_NOT_FOUND -> ApiError.RECIPIENT_NOT_FOUND;
            case PAYMENT_REQUEST_NOT_FOUND -> ApiError.PAYMENT_REQUEST_NOT_FOUND;
            case MERCHANT_NOT_FOUND -> ApiError.MERCHANT_NOT_FOUND;
            case SELF_PAYMENT -> ApiError.SELF_PAYMENT;
            case ACCOUNT_NOT_FOUND -> ApiError.ACCOUNT_NOT_FOUND;
            case QUOTE_NOT_FOUND -> ApiError.QUOTE_NOT_FOUND;
            case QUOTE_MISMATCH -> ApiError.QUOTE_MISMATCH;
            case QUOTE_USED -> ApiError.QUOTE_USED;
            case QUOTE_EXPIRED -> ApiError.QUOTE_EXPIRED;
            case PAYMENT_REQUEST_PAID -> ApiError.PAYMENT_REQUEST_PAID;
            case PAYMENT_REQUEST_EXPIRED -> ApiError.PAYMENT_REQUEST_EXPIRED;
            case PAYMENT_REQUEST_MISMATCH -> ApiError.PAYMENT_REQUEST_MISMATCH;
            case PAYMENT_SESSION_NOT_AUTHORISED -> ApiError.PAYMENT_SESSION_NOT_AUTHORISED;
            case PAYMENT_SESSION_EXPIRED -> ApiError.PAYMENT_SESSION_EXPIRED;
            case PAYMENT_SESSION_MISMATCH -> ApiError.PAYMENT_SESSION_MISMATCH;
        };
    }
}
