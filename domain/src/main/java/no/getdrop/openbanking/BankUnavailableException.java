package no.getdrop.openbanking;

import org.jspecify.annotations.Nullable;

/// No usable answer came from the bank in time: whether it did what was asked is unknown, unless
/// [#mayHaveActed] rules it out.
public final class BankUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    private final boolean acted;
    private final boolean unreadable;

    private BankUnavailableException(
            String message, @Nullable Throwable cause, boolean acted, boolean unreadable) {
        super(message, cause);
        this.acted = acted;
        this.unreadable = unreadable;
    }

    BankUnavailableException(String message, Throwable cause) {
        this(message, cause, true, false);
    }

    BankUnavailableException(String message) {
        this(message, null, true, false);
    }

    /// An answer came, and it is not as it must be: the next one may well be the same.
    static BankUnavailableException unreadable(String message, @Nullable Throwable cause) {
        return new BankUnavailableException(message, cause, true, true);
    }

    /// The same failure, of which it is certain that the bank did nothing: it was not reached, or
    /// was asked a mere question.
    BankUnavailableException withoutEffect() {
        return new BankUnavailableException(String.valueOf(getMessage()), this, false, unreadable);
    }

    /// The same failure before anything was asked: it says nothing of the request.
    BankUnavailableException beforeAsking() {
        return new BankUnavailableException(String.valueOf(getMessage()), this, false, false);
    }

    /// Whether the bank may have done what was asked.
    public boolean mayHaveActed() {
        return acted;
    }

    /// Whether the bank answered with what cannot be read, and was not just away.
    public boolean isUnreadable() {
        return unreadable;
    }
}
