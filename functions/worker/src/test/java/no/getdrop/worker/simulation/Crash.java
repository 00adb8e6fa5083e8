package no.getdrop.worker.simulation;

/// The end of a process at whatever it was doing; nothing that runs in it may go on after this.
final class Crash extends Error {
    private static final long serialVersionUID = 1L;

    Crash(String where) {
        super(where, null, false, false);
    }
}
