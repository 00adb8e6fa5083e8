package no.getdrop.rates;

/// The source gave no usable rates; those that are known stay as they are.
public final class RatesUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    RatesUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }

    RatesUnavailableException(String message) {
        super(message);
    }
}
