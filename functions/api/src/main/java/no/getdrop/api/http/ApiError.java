package no.getdrop.api.http;

import java.util.Locale;

/// Every error that a client can get, with its HTTP status; its texts stand in
/// `messages_….properties`.
public enum ApiError {
    VALIDATION_ERROR(400),
    INVALID_JSON(400),
    IDEMPOTENCY_KEY_REQUIRED(400),
    INVALID_STATE(400),
    INVALID_CODE(400),
    BANKID_REFUSED(400),
    CONSENT_DECLINED(400),
    UNAUTHENTICATED(401),
    FORBIDDEN(403),
    CROSS_SITE_REFUSED(403),
    UNDER_AGE(403),
    CUSTOMER_CLOSED(403),
    CONSENT_EXPIRED(403),
    KYC_REQUIRED(403),
    PAYMENT_SESSION_NOT_AUTHORISED(403),
    PAYMENT_SESSION_EXPIRED(403),
    PAYMENT_SESSION_MISMATCH(403),
    NOT_FOUND(404),
    RECIPIENT_NOT_FOUND(404),
    ACCOUNT_NOT_FOUND(404),
    CONSENT_NOT_FOUND(404),
    QUOTE_NOT_FOUND(404),
    PAYMENT_SESSION_NOT_FOUND(404),
    TRANSACTION_NOT_FOUND(404),
    NOTIFICATION_NOT_FOUND(404),
    FEATURE_NOT_AVAILABLE(404),
    METHOD_NOT_ALLOWED(405),
    NOT_ACCEPTABLE(406),
    IDEMPOTENCY_IN_PROGRESS(409),
    QUOTE_USED(409),
    BODY_TOO_LARGE(413),
    UNSUPPORTED_MEDIA_TYPE(415),
    IDEMPOTENCY_KEY_REUSED(422),
    QUOTE_MISMATCH(422),
    QUOTE_EXPIRED(422),
    RATE_LIMITED(429),
    BALANCE_READ_LIMIT(429),
    INTERNAL_ERROR(500),
    SERVICE_UNAVAILABLE(503),
    BANKID_UNAVAILABLE(503),
    BANK_UNAVAILABLE(503),
    RATE_UNAVAILABLE(503);

    private final int status;

    ApiError(int status) {
        this.status = status;
    }

    /// HTTP status.
    public int status() {
        return status;
    }

    /// As clients read it.
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}
