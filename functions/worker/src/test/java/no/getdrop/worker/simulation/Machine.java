package no.getdrop.worker.simulation;

import java.time.Duration;

/// An environment of a function: it runs one thing at a time, and may end, or stand still, at each
/// boundary of what it does: before and after a statement, a commit and an HTTP exchange.
final class Machine {
    private static final int CRASH_ONE_IN = 400;
    private static final int FREEZE_ONE_IN = 1_500;
    private static final int MEANWHILE_ONE_IN = 40;
    private static final int BROKEN_CONNECTION_ONE_IN = 4_000;

    private final Timeline timeline;
    private final Chance chance;
    private boolean busy;
    private boolean dead;

    Machine(Timeline timeline, Chance chance) {
        this.timeline = timeline;
        this.chance = chance;
    }

    boolean isBusy() {
        return busy;
    }

    /// Runs `work` as one invocation.
    ///
    /// @return whether it came to its end; else the process has died
    boolean run(Runnable work) {
        busy = true;
        dead = false;
        try {
            work.run();
            return true;
        } catch (Crash e) {
            return false;
        } finally {
            busy = false;
        }
    }

    /// A boundary between two statements or exchanges.
    ///
    /// @param alone whether nobody waits for locks of this one, so that others may go on meanwhile
    void reached(String where, boolean alone) {
        if (!busy) {
            // What prepares the simulation fails never.
            return;
        }
        if (dead) {
            throw new Crash(where);
        }
        if (chance.trouble(CRASH_ONE_IN)) {
            dead = true;
            timeline.count("crashes");
            throw new Crash(where);
        }
        if (alone && chance.trouble(FREEZE_ONE_IN)) {
            timeline.count("freezes");
            Duration pause = chance.seconds(1, 90);
            timeline.meanwhile(pause, 5);
            timeline.pass(pause);
        }
        if (alone && chance.trouble(MEANWHILE_ONE_IN)) {
            timeline.meanwhile(Duration.ofSeconds(15), 1);
        }
    }

    /// Whether the connection to the database breaks now.
    boolean isCutOff() {
        return busy && chance.trouble(BROKEN_CONNECTION_ONE_IN);
    }
}
