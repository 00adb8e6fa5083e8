package no.getdrop.api.priming;

/// The time for priming is over.
final class OutOfTimeException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    OutOfTimeException(String request) {
        super("no time left at " + request);
    }
}
