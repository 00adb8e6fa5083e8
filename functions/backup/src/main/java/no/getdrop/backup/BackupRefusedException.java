package no.getdrop.backup;

/// Something is not done because of how it was asked for; the message says how it would be.
public final class BackupRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what is wrong, and what to do
    public BackupRefusedException(String message) {
        super(message);
    }
}
