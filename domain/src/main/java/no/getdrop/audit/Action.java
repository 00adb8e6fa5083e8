package no.getdrop.audit;

/// Everything that the audit trail records, and nothing else is recorded.
///
/// A route that changes something records what it did. An action whose text begins with `aml.` is
/// never shown to the customer whom it is about (hvitvaskingsloven § 28).
public enum Action {
    AUTH_LOGIN("auth.login", "user"),
    AUTH_LOGOUT("auth.logout", "user"),
    AUTH_LOGOUT_ALL("auth.logout_all", "user"),
    AUTH_SESSION_ENDED("auth.session_ended", "session"),
    AUTH_REFRESH_REUSED("auth.refresh_reused", "session"),
    AUTH_CODE_REUSED("auth.code_reused", "session"),
    ACCOUNT_LINKED("account.linked", "consent"),
    ACCOUNT_REMOVED("account.removed", "bank_account"),
    CONSENT_GIVEN("consent.given"),
    CONSENT_WITHDRAWN("consent.withdrawn"),
    KYC_INITIATED("kyc.initiated", "user"),
    KYC_APPROVED("kyc.approved", "user"),
    KYC_REJECTED("kyc.rejected", "user"),
    KYC_RETRY("kyc.retry", "user"),
    KYC_RESET("kyc.reset", "user"),
    SETTINGS_CHANGED("settings.changed"),
    RECIPIENT_CREATED("recipient.created"),
    RECIPIENT_REPLACED("recipient.replaced"),
    RECIPIENT_REMOVED("recipient.removed"),
    PAYMENT_SESSION_AUTHORISED("payment_session.authorised"),
    TRANSACTION_CREATED("transaction.created"),
    TRANSACTION_CANCELLED("transaction.cancelled"),
    TRANSACTION_REPLAYED("transaction.replayed"),
    WEBHOOK_REPLAYED("webhook_event.replayed"),
    MERCHANT_REGISTERED("merchant.registered"),
    PAYMENT_REQUEST_CREATED("payment_request.created"),
    WITHDRAWAL_REQUESTED("withdrawal.requested", "withdrawal_request"),
    WITHDRAWAL_PROCESSED("withdrawal.processed", "withdrawal_request"),
    WITHDRAWAL_COMPLETED("withdrawal.completed", "withdrawal_request"),
    WITHDRAWAL_REJECTED("withdrawal.rejected", "withdrawal_request"),
    COMPLAINT_CREATED("complaint.created"),
    COMPLAINT_INVESTIGATED("complaint.investigated"),
    COMPLAINT_ANSWERED("complaint.answered"),
    COMPLAINT_ESCALATED("complaint.escalated"),
    COMPLAINT_REFUNDED("complaint.refunded"),
    PRIVACY_EXPORT_REQUESTED("privacy.export_requested", "data_access_request"),
    PRIVACY_EXPORT_DOWNLOADED("privacy.export_downloaded", "data_access_request"),
    PRIVACY_ERASED("privacy.erased", "data_access_request"),
    PRIVACY_RESTRICTED("privacy.restricted", "data_access_request"),
    ROLE_CHANGE_PROPOSED("role_change.proposed"),
    ROLE_CHANGE_APPROVED("role_change.approved"),
    ROLE_CHANGE_REJECTED("role_change.rejected"),
    AML_ALERT_FIRST_RELEASED("aml.alert_first_released", "aml_alert"),
    AML_ALERT_DECIDED("aml.alert_decided", "aml_alert"),
    AML_REPORT_DRAFTED("aml.report_drafted", "str_report"),
    AML_REPORT_SUBMITTED("aml.report_submitted", "str_report"),
    AML_REPORT_ACKNOWLEDGED("aml.report_acknowledged", "str_report"),
    AML_REPORT_WITHDRAWN("aml.report_withdrawn", "str_report");

    private final String text;
    private final String resource;

    Action(String text) {
        this(text, text.substring(0, text.indexOf('.')));
    }

    Action(String text, String resource) {
        this.text = text;
        this.resource = resource;
    }

    /// As the trail keeps it: a subject, a dot, and what was done to it.
    public String text() {
        return text;
    }

    /// Kind of what is acted on, mostly the singular name of a table.
    String resource() {
        return resource;
    }
}
