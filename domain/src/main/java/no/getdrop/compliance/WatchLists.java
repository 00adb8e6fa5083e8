package no.getdrop.compliance;

import no.getdrop.compliance.BirthDates.Span;
import no.getdrop.compliance.WatchList.Entry;
import no.getdrop.compliance.WatchList.Kind;
import no.getdrop.compliance.WatchList.Name;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.sql.Array;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/// The lists that are in force, as they were loaded; each state of them is read from the database
/// once and kept until another is in force.
///
/// An edition is the newest sanctions list of each publisher together with what was loaded by hand.
/// Where no publisher's list was ever loaded, what was loaded by hand last is in force alone.
public final class WatchLists {
    /// Version of the lists in force, to stand in another query.
    static final String VERSION =
            """
            coalesce(
                (SELECT version FROM watch_list_editions
                 ORDER BY in_force_from DESC, version DESC LIMIT 1),
                (SELECT version FROM watch_lists ORDER BY loaded_at DESC, version DESC LIMIT 1))
            """;

    private static final String ENTRIES =
            """
            SELECT entry_id, kind, names, CAST('{}' AS text[]) AS weak_names,
                   array_remove(ARRAY[birth_date], NULL) AS born_from,
                   array_remove(ARRAY[birth_date], NULL) AS born_to
            FROM watch_list_entries
            WHERE list_version =
                CASE WHEN EXISTS (SELECT FROM watch_list_editions WHERE version = :version)
                     THEN (SELECT base_version FROM watch_list_editions WHERE version = :version)
                     ELSE :version END
            UNION ALL
            SELECT entry_id, 'sanctions', names, weak_names, born_from, born_to
            FROM watch_list_edition_parts AS part
            JOIN sanctions_list_entries AS entry
              ON entry.source = part.source AND entry.first_number <= part.number
             AND (entry.last_number IS NULL OR entry.last_number >= part.number)
            WHERE part.version = :version
            """;

    private static final String ANY =
            """
            SELECT EXISTS (SELECT FROM watch_lists) OR EXISTS (SELECT FROM watch_list_editions)
            """;

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

    /// Later than any before it, whatever the clocks of two workers say.
    private static final String INSERT_EDITION =
            """
            WITH parts AS (
                SELECT source, max(number) AS number FROM sanctions_lists GROUP BY source
            ), base AS (
                SELECT version FROM watch_lists ORDER BY loaded_at DESC, version DESC LIMIT 1
            ), edition AS (
                INSERT INTO watch_list_editions (version, base_version, in_force_from)
                SELECT concat_ws('+', (SELECT version FROM base),
                                 (SELECT string_agg(source || '-' || number, '+' ORDER BY source)
                                  FROM parts)),
                       (SELECT version FROM base),
                       greatest(:now, (SELECT max(in_force_from) + interval '1 microsecond'
                                       FROM watch_list_editions))
                WHERE EXISTS (SELECT FROM parts)
                RETURNING version
            )
            INSERT INTO watch_list_edition_parts (version, source, number)
            SELECT edition.version, parts.source, parts.number FROM edition CROSS JOIN parts
            """;

    private final AtomicReference<@Nullable WatchList> last = new AtomicReference<>();

    /// Where a list comes from.
    ///
    /// @param publishedAt when its publisher made it
    /// @param loadedAt the list loaded last is the one in force
    public record Origin(String source, Instant publishedAt, Instant loadedAt) {}

    /// Puts a list that was made by hand in force, in the place of the one before it and beside the
    /// publishers' lists; everybody is screened anew.
    ///
    /// @throws IllegalArgumentException for an entry with more than one possible birth date
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
                    .bind("birthDate", birthDate(entry))
                    .add();
        }
        if (!list.entries().isEmpty()) {
            batch.execute();
        }
        putInForce(handle, origin.loadedAt());
    }

    /// Puts the newest list of each publisher in force, with what was loaded by hand; a part of the
    /// transaction that loaded one of them.
    public static void putInForce(Handle handle, Instant now) {
        handle.createUpdate(INSERT_EDITION).bind("now", now).execute();
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
        WatchList read = read(handle, version);
        last.set(read);
        return read;
    }

    /// The lists of a version that is or was in force.
    WatchList read(Handle handle, String version) {
        return new WatchList(
                version,
                handle.createQuery(ENTRIES)
                        .bind("version", version)
                        .map((row, context) -> entry(row))
                        .list());
    }

    private static Entry entry(ResultSet row) throws SQLException {
        List<Name> names = new ArrayList<>();
        for (String name : texts(row, "names")) {
            names.add(Name.of(name));
        }
        for (String name : texts(row, "weak_names")) {
            names.add(Name.weak(name));
        }
        return new Entry(
                row.getString("entry_id"),
                Kind.parse(row.getString("kind")),
                names,
                birthDates(row.getArray("born_from"), row.getArray("born_to")));
    }

    private static String[] texts(ResultSet row, String column) throws SQLException {
        return (String[]) row.getArray(column).getArray();
    }

    private static BirthDates birthDates(Array from, Array to) throws SQLException {
        Date[] first = (Date[]) from.getArray();
        Date[] last = (Date[]) to.getArray();
        BirthDates dates = BirthDates.UNKNOWN;
        for (int i = 0; i < first.length; i++) {
            dates = dates.or(new Span(first[i].toLocalDate(), last[i].toLocalDate()));
        }
        return dates;
    }

    private static @Nullable LocalDate birthDate(Entry entry) {
        List<Span> spans = entry.birthDates().spans();
        if (spans.isEmpty()) {
            return null;
        }
        if (spans.size() > 1 || !spans.getFirst().from().equals(spans.getFirst().to())) {
            throw new IllegalArgumentException(entry.id() + " has no single birth date");
        }
        return spans.getFirst().from();
    }
}
