package no.getdrop.migrate;

import no.getdrop.migrate.sql.MigrationFile;

import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationState;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

import javax.sql.DataSource;

/// What was applied, beside what this build holds.
///
/// @param all both, as Flyway tells them, oldest first
/// @param location of the files on the class path
record History(List<MigrationInfo> all, String location) {
    private static final Logger log = LoggerFactory.getLogger(History.class);

    private static final String FORGET =
            """
            DELETE FROM flyway_schema_history WHERE NOT success AND version = :version
            """;

    static History of(MigrationInfo[] all, String location) {
        return new History(Arrays.asList(all), location);
    }

    /// The newest version that is applied, and stays so.
    Optional<String> schemaVersion() {
        return applied().stream()
                .map(info -> info.getVersion().getVersion())
                .reduce((older, newer) -> newer);
    }

    /// Every migration that was applied, the oldest first.
    List<MigrationInfo> applied() {
        return all.stream()
                .filter(info -> info.getVersion() != null)
                .filter(info -> info.getState().isApplied() && !info.getState().isFailed())
                .toList();
    }

    /// Every migration of this build that is still to be applied, or to be run again.
    List<MigrationInfo> pending() {
        return all.stream()
                .filter(info ->
                        info.getState() == MigrationState.PENDING
                                || (info.getState().isFailed() && info.getState().isResolved()))
                .toList();
    }

    /// The files of those.
    List<MigrationFile> pendingFiles() {
        return pending().stream().map(this::file).toList();
    }

    /// Every file of this build.
    List<MigrationFile> files() {
        return all.stream().filter(info -> info.getState().isResolved()).map(this::file).toList();
    }

    MigrationFile file(MigrationInfo info) {
        return MigrationFile.read(location, info.getScript());
    }

    /// Why this build must not touch this database, if so.
    Optional<Refusal> findFault() {
        List<String> unknown =
                all.stream()
                        .filter(info -> !info.getState().isResolved())
                        .filter(info -> info.getVersion() != null)
                        .map(info -> info.getVersion().getVersion() + " " + info.getDescription())
                        .toList();
        if (!unknown.isEmpty()) {
            return Optional.of(
                    new Refusal(
                            Refusal.Kind.DRIFT,
                            "the database has migrations that this build lacks: "
                                    + String.join(", ", unknown),
                            "a build that knows every applied migration; an older one must not"
                                    + " change a newer schema",
                            "deploy the build that has them; the application itself may be older,"
                                    + " it works with a newer schema"));
        }
        List<String> changed =
                applied().stream()
                        .filter(info -> !info.isChecksumMatching())
                        .map(info ->
                                "%s (applied with checksum %s, the file has %s)"
                                        .formatted(
                                                info.getScript(),
                                                text(info.getAppliedChecksum()),
                                                text(info.getResolvedChecksum())))
                        .toList();
        if (!changed.isEmpty()) {
            return Optional.of(
                    new Refusal(
                            Refusal.Kind.DRIFT,
                            "files were changed after they were applied: "
                                    + String.join(", ", changed),
                            "the checksum of every applied migration unchanged",
                            "restore a changed file from version control, and put the change into"
                                    + " a new migration"));
        }
        List<String> tooOld =
                all.stream()
                        .filter(info -> info.getState() == MigrationState.IGNORED)
                        .map(MigrationInfo::getScript)
                        .toList();
        return tooOld.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                Refusal.Kind.DRIFT,
                                "files are older than the newest that was applied: "
                                        + String.join(", ", tooOld),
                                "new files with later times than every applied one, so that every"
                                        + " database takes the same way",
                                "give them later times in their names"));
    }

    /// Why a migration that an earlier run did not finish cannot be run again, if there is one.
    Optional<Refusal> findStuck() {
        List<String> stuck =
                failed().stream()
                        .filter(info -> info.getState().isResolved())
                        .filter(info -> !file(info).isRepeatable())
                        .map(MigrationInfo::getScript)
                        .toList();
        return stuck.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Refusal(
                                Refusal.Kind.FAILED,
                                "an earlier run left a migration half done: "
                                        + String.join(", ", stuck),
                                "a migration that can be run again after it was cut off",
                                "undo what it left (an invalid index: DROP INDEX CONCURRENTLY),"
                                    + " then DELETE FROM flyway_schema_history WHERE NOT success,"
                                    + " then migrate again"));
    }

    /// Clears away the notes of migrations that an earlier run did not finish, so that they are run
    /// again; tells whether there were any.
    boolean forgetFailed(DataSource database) {
        for (MigrationInfo info : failed()) {
            Jdbi.create(database)
                    .useHandle(handle ->
                            handle.createUpdate(FORGET)
                                    .bind("version", info.getVersion().getVersion())
                                    .execute());
            log.atInfo()
                    .addKeyValue("script", info.getScript())
                    .log("runs again what an earlier run did not finish");
        }
        return !failed().isEmpty();
    }

    private List<MigrationInfo> failed() {
        return all.stream().filter(info -> info.getState().isFailed()).toList();
    }

    private static String text(@Nullable Integer checksum) {
        return checksum == null ? "none" : checksum.toString();
    }
}
