package no.getdrop.kyc;

/// Sumsub gave no usable answer.
final class SumsubUnavailableException extends Exception {
    private static final long serialVersionUID = 1L;

    SumsubUnavailableException(String message) {
        super(message);
    }

    SumsubUnavailableException(String message, Throwable cause) {
        super(message, cause);
    }
}
