package no.getdrop.local.lambda;

/// An environment that did not get ready; carries Lambda's error object.
final class StartFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final byte[] error;

    StartFailure(byte[] error) {
        super("the function did not start");
        this.error = error;
    }

    byte[] error() {
        return error;
    }
}
