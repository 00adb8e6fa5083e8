package no.getdrop.openbanking;

/// No usable answer came from the bank in time: whether it did what was asked is unknown.
public final class BankUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    BankUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    BankUnavailableException(String message) {
        super(message);
    }
}
