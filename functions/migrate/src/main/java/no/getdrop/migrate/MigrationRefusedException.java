package no.getdrop.migrate;

/// A refusal where the caller can only be told by an error: Lambda reports a direct invocation that
/// throws as failed, and a deployment stops there.
public final class MigrationRefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// An error with the refusal's code and its whole text.
    public MigrationRefusedException(Refusal refusal) {
        super(refusal.kind().code() + ": " + refusal.detail());
    }
}
