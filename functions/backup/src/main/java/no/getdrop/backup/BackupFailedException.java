package no.getdrop.backup;

/// Something of a run could not be done: thrown at its end, so that the function's error raises the
/// alarm, after all the rest was done.
public final class BackupFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what failed and why
    public BackupFailedException(String message) {
        super(message);
    }
}
