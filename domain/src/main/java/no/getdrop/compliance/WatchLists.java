package no.getdrop.compliance;

import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Name;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The lists that are in force, as they were loaded; each is read from the database once and kept
/// until another is in force.
public final class WatchLists {
    /// Version of the lists in force, to stand in another query.
    static final String VERSION =
            "(SELECT version FROM watch_lists ORDER BY loaded_at DESC, version DESC LIMIT 1)";

    private static final String ENTRIES =
            """
            SELECT entry_id, kind, names, birth_date FROM watch_list_entries
            WHERE list_version = :version
            ORDER BY entry_id
            """;

    private static final String ANY = "SELECT EXISTS (SELECT FROM watch_lists)";

    private static final String INSERT_LIST =
            """
            INSERT INTO watch_lists (version, source, published_at, loaded_at)
            VALUES (:version, :source, :publishedAt, :loadedAt)
            """;

    private static final String INSERT_ENTRY =
            """
            INSERT INTO watch_list_entries (list_version, entry_id, kind, names, birth_date)
            VALUES (:version, :id, :kind, :names, :birthDate)
            """;

    private final AtomicReference<@Nullable WatchList> last = new AtomicReference<>();

    /// Where a list comes from.
    ///
    /// @param publishedAt when its publisher made it
    /// @param loadedAt the list loaded last is the one in force
    public record Origin(String source, Instant publishedAt, Instant loadedAt) {}

    /// Puts a list in force; everybody is screened anew against it.
    public static void load(Handle handle, WatchList list, Origin origin) {
        handle.createUpdate(INSERT_LIST)
                .bind("version", list.version())
                .bind("source", origin.source())
                .bind("publishedAt", origin.publishedAt())
                .bind("loadedAt", origin.loadedAt())
                .execute();
        var batch = handle.prepareBatch(INSERT_ENTRY);
        for (Entry entry : list.entries()) {
            batch.bind("version", list.version())
                    .bind("id", entry.id())
                    .bind("kind", entry.kind().text())
                    .bindArray(
                            "names",
                            String.class,
                            entry.names().stream().map(Name::written).toList())
                    .bind("birthDate", entry.birthDate())
                    .add();
        }
        if (!list.entries().isEmpty()) {
            batch.execute();
        }
    }

    /// Whether any list was ever loaded.
    public static boolean isAnyLoaded(Handle handle) {
        return handle.createQuery(ANY).mapTo(Boolean.class).one();
    }

    /// The lists in force; empty when none was ever loaded.
    Optional<WatchList> current(Handle handle) {
        Optional<String> version =
                handle.createQuery("SELECT " + VERSION).mapTo(String.class).findOne();
        return version.map(current -> current(handle, current));
    }

    private WatchList current(Handle handle, String version) {
        @Nullable WatchList known = last.get();
        if (known != null && known.version().equals(version)) {
            return known;
        }
        List<Entry> entries =
                handle.createQuery(ENTRIES)
                        .bind("version", version)
                        .map((row, context) -> entry(row))
                        .list();
        WatchList read = new WatchList(version, entries);
        last.set(read);
        return read;
    }

    private static Entry entry(ResultSet row) throws SQLException {
        String[] names = (String[]) row.getArray("names").getArray();
        return new Entry(
                row.getString("entry_id"),
                Kind.parse(row.getString("kind")),
                Arrays.stream(names).map(Name::of).toList(),
                row.getObject("birth_date", LocalDate.class));
    }
}
