package no.getdrop.rotation;

/// A secret whose text is no JSON object of texts; what it is is not told.
final class UnreadableSecretException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableSecretException() {
        super("the secret's text is no JSON object of texts");
    }
}
