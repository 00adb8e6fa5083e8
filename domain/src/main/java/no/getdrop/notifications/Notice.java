package no.getdrop.notifications;

import java.util.Locale;
import java.util.ResourceBundle;

/// What customers are told of. The words stand in `notices_….properties`; `{subject}` in a body is
/// whom or what it is about.
public enum Notice {
    /// The subject is the payee.
    PAYMENT_COMPLETED("payment"),
    /// The subject is the payee.
    PAYMENT_FAILED("payment"),
    /// The subject is the bank.
    CONSENT_EXPIRING("consent"),
    /// The subject is the bank.
    CONSENT_EXPIRED("consent"),
    COMPLAINT_ANSWERED("complaint"),
    WITHDRAWAL_PROCESSED("information"),
    WITHDRAWAL_REJECTED("information"),
    KYC_APPROVED("information"),
    KYC_REJECTED("information"),
    /// Documents may be handed in again.
    KYC_RETRY("information"),
    /// The subject is what the browser or the app calls itself.
    LOGIN_FROM_NEW_DEVICE("security");

    private static final ResourceBundle NORWEGIAN = bundle("nb");
    private static final ResourceBundle ENGLISH = bundle("en");

    private final String kind;

    Notice(String kind) {
        this.kind = kind;
    }

    /// What sort of notification it is.
    public String kind() {
        return kind;
    }

    /// Its title; English where it is not Norwegian.
    String title(boolean norwegian) {
        return text("title", norwegian);
    }

    /// Its body; English where it is not Norwegian.
    String body(boolean norwegian) {
        return text("body", norwegian);
    }

    private String text(String part, boolean norwegian) {
        return (norwegian ? NORWEGIAN : ENGLISH)
                .getString(name().toLowerCase(Locale.ROOT) + "." + part);
    }

    private static ResourceBundle bundle(String language) {
        return ResourceBundle.getBundle(
                "no.getdrop.notifications.notices",
                Locale.forLanguageTag(language),
                ResourceBundle.Control.getNoFallbackControl(
                        ResourceBundle.Control.FORMAT_PROPERTIES));
    }
}
