package no.getdrop.openbanking;

/// The bank understood a request and said no, with the code of its `tppMessages`.
public final class BankRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String code;

    BankRefusedException(int status, String code) {
        super("the bank answered " + status + " " + code);
        this.status = status;
        this.code = code;
    }

    /// HTTP status of the answer.
    public int status() {
        return status;
    }

    /// Berlin Group message code, such as `FORMAT_ERROR`.
    public String code() {
        return code;
    }

    /// Whether the consent is what is wrong: unknown, expired, withdrawn.
    public boolean isAboutConsent() {
        return (status == 401 || status == 403) && code.startsWith("CONSENT_");
    }
}
