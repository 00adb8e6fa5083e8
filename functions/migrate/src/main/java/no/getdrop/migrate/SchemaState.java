package no.getdrop.migrate;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Update;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/// What migrations left behind when they last ran, in table `schema_state`, so that what somebody
/// changes beside them is found. Readiness reads the verdict there.
final class SchemaState {
    /// As much as an operator reads at a glance; `validate` answers with all of it.
    private static final int TOLD_MAX = 5;

    private static final String KNOWN =
            """
            SELECT schema_version, catalogue FROM schema_state
            """;

    private static final String RECORD =
            """
            INSERT INTO schema_state AS state
                (schema_version, fingerprint, catalogue, recorded_at, drift, checked_at)
            VALUES (:schemaVersion, :fingerprint, :catalogue, now(), :drift, now())
            ON CONFLICT (only_row) DO UPDATE
            SET schema_version = excluded.schema_version, fingerprint = excluded.fingerprint,
                catalogue = excluded.catalogue, recorded_at = excluded.recorded_at,
                drift = excluded.drift, checked_at = excluded.checked_at
            """;

    private static final String CHECKED =
            """
            UPDATE schema_state SET drift = :drift, checked_at = now()
            """;

    private final DataSource database;

    SchemaState(DataSource database) {
        this.database = database;
    }

    /// What was recorded.
    ///
    /// @param schemaVersion newest migration then
    record Known(String schemaVersion, SchemaCatalogue catalogue) {}

    /// What was recorded last; empty before the first time, and in a database without the table.
    Optional<Known> known() {
        return Jdbi.create(database)
                .withHandle(handle ->
                        exists(handle)
                                ? handle.createQuery(KNOWN)
                                        .map((row, context) ->
                                                new Known(
                                                        row.getString("schema_version"),
                                                        SchemaCatalogue.parse(
                                                                row.getString("catalogue"))))
                                        .findOne()
                                : Optional.empty());
    }

    /// What differs now from what was recorded, when it was recorded for that version.
    List<String> drift(SchemaCatalogue now, String schemaVersion) {
        return known().filter(known -> known.schemaVersion().equals(schemaVersion))
                .map(known -> now.differencesFrom(known.catalogue()))
                .orElse(List.of());
    }

    /// Notes that it was looked at, and what was found.
    void checked(List<String> drift) {
        Jdbi.create(database)
                .useHandle(handle -> {
                    if (exists(handle)) {
                        bindDrift(handle.createUpdate(CHECKED), drift).execute();
                    }
                });
    }

    /// Records the schema as migrations left it. What had drifted before them is no work of theirs:
    /// it stays a difference.
    ///
    /// @param before as it was found before they ran
    /// @param drift of that
    void record(
            String schemaVersion, SchemaCatalogue before, List<String> drift, SchemaCatalogue now) {
        SchemaCatalogue expected =
                drift.isEmpty()
                        ? now
                        : known().map(known -> withoutDrift(known.catalogue(), before, now))
                                .orElse(now);
        Jdbi.create(database)
                .useHandle(handle -> {
                    if (exists(handle)) {
                        bindDrift(handle.createUpdate(RECORD), now.differencesFrom(expected))
                                .bind("schemaVersion", schemaVersion)
                                .bind("fingerprint", expected.fingerprint())
                                .bind("catalogue", expected.text())
                                .execute();
                    }
                });
    }

    /// What is there now, less what was there before without being recorded, and with what was
    /// recorded and gone before, if its table is still there.
    private static SchemaCatalogue withoutDrift(
            SchemaCatalogue known, SchemaCatalogue before, SchemaCatalogue now) {
        List<String> lines = new ArrayList<>(now.lines());
        before.lines().stream()
                .filter(line -> !known.lines().contains(line))
                .forEach(lines::remove);
        known.lines().stream()
                .filter(line -> !before.lines().contains(line))
                .filter(line -> isOfATable(line, now) || !isOfATable(line, before))
                .filter(line -> !lines.contains(line))
                .forEach(lines::add);
        return new SchemaCatalogue(lines);
    }

    private static boolean isOfATable(String line, SchemaCatalogue now) {
        String table = "table " + SchemaCatalogue.tableOf(line) + ":";
        return now.lines().stream().anyMatch(known -> known.startsWith(table));
    }

    private static Update bindDrift(Update update, List<String> drift) {
        return update.bind("drift", drift.isEmpty() ? null : words(drift));
    }

    private static String words(List<String> drift) {
        String told = String.join("; ", drift.subList(0, Math.min(drift.size(), TOLD_MAX)));
        return drift.size() <= TOLD_MAX
                ? told
                : told + "; and " + (drift.size() - TOLD_MAX) + " more";
    }

    private static boolean exists(Handle handle) {
        return handle.createQuery("SELECT to_regclass('public.schema_state') IS NOT NULL")
                .mapTo(Boolean.class)
                .one();
    }
}
