package no.getdrop.compliance;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.database.Database;

import java.util.List;

/// What is in force, as who screens reads it.
public final class WatchListReading {
    private WatchListReading() {}

    /// Version of the lists in force.
    public static String version(Database database) {
        return database.call(handle -> new WatchLists().current(handle)).orElseThrow().version();
    }

    /// Entries of any version that was ever in force.
    public static List<Entry> entries(Database database, String version) {
        return database.call(handle -> new WatchLists().read(handle, version)).entries();
    }
}
