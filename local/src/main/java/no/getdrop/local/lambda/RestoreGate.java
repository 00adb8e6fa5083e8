package no.getdrop.local.lambda;

/// Holds environments at the snapshot point until released.
final class RestoreGate {
    private boolean held;

    synchronized void hold() {
        held = true;
    }

    synchronized void release() {
        held = false;
        notifyAll();
    }

    synchronized void await() throws InterruptedException {
        while (held) {
            wait();
        }
    }
}
