package no.getdrop.local.secrets;

/// A call that Secrets Manager refuses.
final class RefusedCallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String code;

    RefusedCallException(String code, String message) {
        super(message);
        this.code = code;
    }

    static RefusedCallException notFound(String what) {
        return new RefusedCallException(
                "ResourceNotFoundException", "Secrets Manager can't find " + what);
    }

    static RefusedCallException wrongParameter(String why) {
        return new RefusedCallException("InvalidParameterException", why);
    }

    /// The error code of AWS.
    String code() {
        return code;
    }
}
