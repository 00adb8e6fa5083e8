package no.getdrop.migrate;

import no.getdrop.migrate.sql.MigrationFile;
import no.getdrop.migrate.sql.MigrationHeader;
import no.getdrop.migrate.sql.ReleaseNumber;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/// The releases this schema was migrated for, in table `schema_releases`.
///
/// A contraction waits until two earlier releases, each of which fits the schema after it, were
/// deployed here: the one that runs now and the one it may be rolled back to. And the worker that
/// runs must be of such a release: one that was migrated for may have been rolled back since. Where
/// no release was ever deployed nobody reads anything, and nothing waits.
final class Releases {
    private static final int WAIT = 2;

    /// How old the sign of life of a worker that runs is at most.
    private static final String RUNNING_WITHIN = "15 minutes";

    private static final String RECORD =
            """
            INSERT INTO schema_releases (release, build, schema_version)
            VALUES (:release, :build, :schemaVersion)
            ON CONFLICT (release, build) DO UPDATE
            SET schema_version = excluded.schema_version, migrated_at = now()
            """;

    private static final String KNOWN =
            """
            SELECT DISTINCT release FROM schema_releases
            """;

    /// A heartbeat's version is the build of the worker that wrote it.
    private static final String RUNNING =
            """
            SELECT release
            FROM worker_heartbeats AS heartbeat
            JOIN schema_releases ON build = heartbeat.version
            WHERE heartbeat.beat_at > now() - CAST(:within AS interval)
            ORDER BY migrated_at DESC
            LIMIT 1
            """;

    private final DataSource database;

    Releases(DataSource database) {
        this.database = database;
    }

    /// Records that the schema fits that release now.
    void record(Deployment deployment, String schemaVersion) {
        Jdbi.create(database)
                .useHandle(handle -> {
                    if (exists(handle, "schema_releases")) {
                        handle.createUpdate(RECORD)
                                .bind("release", deployment.release().toString())
                                .bind("build", deployment.build())
                                .bind("schemaVersion", schemaVersion)
                                .execute();
                    }
                });
    }

    /// Why a contraction must wait; empty when none is pending, or all may go.
    Optional<Refusal> findFault(List<MigrationFile> pending, Deployment deployment) {
        List<MigrationFile> contractions =
                pending.stream()
                        .filter(file -> file.header().kind() == MigrationHeader.Kind.CONTRACT)
                        .toList();
        if (contractions.isEmpty()) {
            return Optional.empty();
        }
        return Jdbi.create(database)
                .withHandle(handle -> {
                    List<ReleaseNumber> known = known(handle);
                    if (known.isEmpty() && !hasRun(handle)) {
                        return Optional.empty();
                    }
                    Optional<ReleaseNumber> running = running(handle);
                    return contractions.stream()
                            .map(file -> judge(file, known, running, deployment.release()))
                            .flatMap(Optional::stream)
                            .findFirst();
                });
    }

    private static Optional<Refusal> judge(
            MigrationFile file,
            List<ReleaseNumber> known,
            Optional<ReleaseNumber> running,
            ReleaseNumber current) {
        ReleaseNumber since = file.header().since();
        List<ReleaseNumber> fitting =
                known.stream()
                        .filter(release -> release.compareTo(since) >= 0)
                        .filter(release -> release.compareTo(current) < 0)
                        .toList();
        if (running.isPresent() && running.get().compareTo(since) < 0) {
            return Optional.of(
                    tooEarly(
                            file,
                            "the worker that runs is of release "
                                    + running.get()
                                    + ", which still reads what goes"));
        }
        return fitting.size() >= WAIT
                ? Optional.empty()
                : Optional.of(tooEarly(file, "deployed of these: " + words(fitting)));
    }

    private static Refusal tooEarly(MigrationFile file, String found) {
        return new Refusal(
                Refusal.Kind.TOO_EARLY,
                "%s drops what releases before %s read; %s"
                        .formatted(file.name(), file.header().since(), found),
                "two releases deployed here before this one, %s or later, and one of them running"
                        .formatted(file.header().since()),
                "deploy a release without this file first, and this one after the second");
    }

    private static String words(List<ReleaseNumber> releases) {
        return releases.isEmpty()
                ? "none"
                : releases.stream()
                        .sorted()
                        .map(ReleaseNumber::toString)
                        .collect(Collectors.joining(", "));
    }

    private static List<ReleaseNumber> known(Handle handle) {
        return exists(handle, "schema_releases")
                ? handle.createQuery(KNOWN).mapTo(String.class).stream()
                        .flatMap(release -> ReleaseNumber.parse(release).stream())
                        .toList()
                : List.of();
    }

    /// Whether a worker ever ran on this database.
    private static boolean hasRun(Handle handle) {
        return exists(handle, "worker_heartbeats")
                && handle.createQuery("SELECT EXISTS (SELECT 1 FROM worker_heartbeats)")
                        .mapTo(Boolean.class)
                        .one();
    }

    private static Optional<ReleaseNumber> running(Handle handle) {
        return exists(handle, "schema_releases") && exists(handle, "worker_heartbeats")
                ? handle.createQuery(RUNNING)
                        .bind("within", RUNNING_WITHIN)
                        .mapTo(String.class)
                        .findOne()
                        .flatMap(ReleaseNumber::parse)
                : Optional.empty();
    }

    private static boolean exists(Handle handle, String table) {
        return handle.createQuery("SELECT to_regclass('public.' || :table) IS NOT NULL")
                .bind("table", table)
                .mapTo(Boolean.class)
                .one();
    }
}
