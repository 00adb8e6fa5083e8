package no.getdrop.backup.run;

import no.getdrop.backup.plan.Action.SnapshotOrder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Fences in memory.
public final class FakeFences implements Fences {
    public final Map<String, Instant> written = new HashMap<>();
    public final List<String> marked = new ArrayList<>();
    private Instant now;
    private boolean down;

    public FakeFences(Instant now) {
        this.now = now;
    }

    public void setNow(Instant time) {
        now = time;
    }

    public void setDown(boolean isDown) {
        down = isDown;
    }

    @Override
    public Instant write(SnapshotOrder order, Duration freshFor) {
        answer();
        return written.merge(
                order.run(), now, (was, at) -> was.plus(freshFor).isBefore(at) ? at : was);
    }

    @Override
    public void markVerified(String database, String run) {
        answer();
        marked.add(run);
    }

    private void answer() {
        if (down) {
            throw new FenceException("no answer", new IllegalStateException("down"));
        }
    }
}
