package no.getdrop.compliance.lists;

/// A document is no list that may take the place of the one in use; its message says why, in words
/// for an operator.
public final class ListRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    ListRefusedException(String message) {
        super(message);
    }

    ListRefusedException(String message, Throwable cause) {
        super(message, cause);
    }
}
