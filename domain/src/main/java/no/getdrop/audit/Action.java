package no.getdrop.audit;

/// Everything that the audit trail records, and nothing else is recorded.
///
/// A route that changes something records what it did. An action whose text begins with `aml.` is
/// never shown to the customer whom it is about (hvitvaskingsloven § 28).
public enum Action {
    AUTH_LOGIN("auth.login"),
    AUTH_LOGOUT("auth.logout"),
    AUTH_LOGOUT_ALL("auth.logout_all"),
    AUTH_SESSION_ENDED("auth.session_ended"),
    AUTH_REFRESH_REUSED("auth.refresh_reused"),
    AUTH_CODE_REUSED("auth.code_reused"),
    ACCOUNT_LINKED("account.linked"),
    ACCOUNT_REMOVED("account.removed"),
    CONSENT_GIVEN("consent.given"),
    CONSENT_WITHDRAWN("consent.withdrawn"),
    KYC_INITIATED("kyc.initiated"),
    KYC_APPROVED("kyc.approved"),
    KYC_REJECTED("kyc.rejected"),
    KYC_RETRY("kyc.retry"),
    KYC_RESET("kyc.reset"),
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
    WITHDRAWAL_REQUESTED("withdrawal.requested"),
    WITHDRAWAL_PROCESSED("withdrawal.processed"),
    WITHDRAWAL_COMPLETED("withdrawal.completed"),
    WITHDRAWAL_REJECTED("withdrawal.rejected"),
    COMPLAINT_CREATED("complaint.created"),
    COMPLAINT_INVESTIGATED("complaint.investigated"),
    COMPLAINT_ANSWERED("complaint.answered"),
    COMPLAINT_ESCALATED("complaint.escalated"),
    COMPLAINT_REFUNDED("complaint.refunded"),
    PRIVACY_EXPORT_REQUESTED("privacy.export_requested"),
    PRIVACY_EXPORT_DOWNLOADED("privacy.export_downloaded"),
    PRIVACY_ERASED("privacy.erased"),
    PRIVACY_RESTRICTED("privacy.restricted"),
    AML_ALERT_DECIDED("aml.alert_decided"),
    AML_REPORT_DRAFTED("aml.report_drafted"),
    AML_REPORT_SUBMITTED("aml.report_submitted"),
    AML_REPORT_ACKNOWLEDGED("aml.report_acknowledged"),
    AML_REPORT_WITHDRAWN("aml.report_withdrawn");

    private final String text;

    Action(String text) {
        this.text = text;
    }

    /// As the trail keeps it: the resource, a dot, and what was done to it.
    public String text() {
        return text;
    }
}
