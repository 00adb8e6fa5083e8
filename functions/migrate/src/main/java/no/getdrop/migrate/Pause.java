package no.getdrop.migrate;

/// A wait that an interrupt ends.
final class Pause {
    private Pause() {}

    /// Whether that many milliseconds passed.
    static boolean of(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
