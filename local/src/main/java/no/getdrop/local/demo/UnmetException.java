package no.getdrop.local.demo;

/// Drop did something else than the journey expects.
final class UnmetException extends Exception {
    private static final long serialVersionUID = 1;

    UnmetException(String expected, String seen) {
        super("expected " + expected + "\n     saw " + seen);
    }
}
