package no.getdrop.api.priming;

import no.getdrop.compliance.WatchList;
import no.getdrop.compliance.WatchLists;
import no.getdrop.database.Database;

import org.jdbi.v3.core.Handle;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/// A list with nobody on it for a rehearsal where none was loaded, rolled back with the rest;
/// without one each payment is held.
final class ListOnLoan {
    private final Database database;
    private final InstantSource clock;

    ListOnLoan(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    void lend() {
        database.call(this::lend);
    }

    private boolean lend(Handle handle) {
        boolean none = !WatchLists.isAnyLoaded(handle);
        if (none) {
            Instant now = clock.instant();
            WatchLists.load(
                    handle,
                    new WatchList("rehearsal", List.of()),
                    new WatchLists.Origin("rehearsal", now, now));
        }
        return none;
    }
}
