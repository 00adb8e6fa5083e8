package no.getdrop.migrate;

/// What became of an action.
public sealed interface Outcome {
    /// It was done.
    record Done(Report report) implements Outcome {}

    /// It was not done, and why.
    record Refused(Refusal refusal) implements Outcome {}

    /// The report of what was done.
    ///
    /// @throws MigrationRefusedException when it was refused
    default Report orThrow() {
        return switch (this) {
            case Done(Report report) -> report;
            case Refused(Refusal refusal) -> throw new MigrationRefusedException(refusal);
        };
    }
}
