package no.getdrop.openbanking;

/// No usable answer came from the bank in time: whether it did what was asked is unknown, unless
/// [#mayHaveActed] rules it out.
public final class BankUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean acted;

    private BankUnavailableException(String message, Throwable cause, boolean acted) {
        super(message, cause);
        this.acted = acted;
    }

    BankUnavailableException(String message, Throwable cause) {
        this(message, cause, true);
    }

    BankUnavailableException(String message) {
        super(message);
        this.acted = true;
    }

    /// The same failure, of which it is certain that the bank did nothing: it was not reached, or
    /// was asked a mere question.
    BankUnavailableException withoutEffect() {
        return new BankUnavailableException(String.valueOf(getMessage()), this, false);
    }

    /// Whether the bank may have done what was asked.
    public boolean mayHaveActed() {
        return acted;
    }
}
