package no.getdrop.local.lambda;

/// What is known of one execution environment.
///
/// @param pid its process
/// @param initMs from process start to ready for the snapshot, or to ready without SnapStart; -1
///   until then
/// @param restoreMs from the restore to ready, -1 without SnapStart or until then
/// @param invocations how many it has been given
public record EnvironmentReport(
        int number, long pid, State state, long initMs, long restoreMs, long invocations) {
    /// Where an environment stands.
    public enum State {
        STARTING,
        SNAPSHOT,
        RESTORING,
        READY,
        ENDED
    }
}
