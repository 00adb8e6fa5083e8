package no.getdrop.backup;

import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Names;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Source;
import no.getdrop.backup.plan.State;
import no.getdrop.backup.plan.Tags;
import no.getdrop.backup.run.Cloud;
import no.getdrop.backup.run.CloudException;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The way back: a new database of a snapshot or of a moment. Nothing that exists is touched, and
/// nothing happens unless the request says the new name twice.
final class Restores {
    private static final String NAME = "[a-z](-?[a-z0-9])*";
    private static final int NAME_LENGTH_MAX = 61;
    private static final String NEXT =
            "the ticks add what it needs; action report shows when it is available,"
                    + " docs/runbooks/restore.md says what comes then";

    private final BackupSettings settings;
    private final Cloud cloud;

    Restores(BackupSettings settings, Cloud cloud) {
        this.settings = settings;
        this.cloud = cloud;
    }

    /// Restores a snapshot, proved or not: the answer says which.
    ///
    /// @throws BackupRefusedException when it was not confirmed, or cannot be done so
    Answer.Restoring snapshot(Request.Restore request) {
        checkTarget(request.target());
        Snapshot snapshot =
                cloud.find(request.snapshot())
                        .orElseThrow(() ->
                                new BackupRefusedException(
                                        "there is no snapshot '"
                                                + request.snapshot()
                                                + "'; action report lists them"));
        if (snapshot.status() != Snapshot.Status.AVAILABLE) {
            throw new BackupRefusedException(
                    "snapshot '" + snapshot.id() + "' is " + snapshot.status() + ", not available");
        }
        checkConfirmed(request.confirm(), request.target(), "snapshot " + snapshot.id());
        Map<String, String> tags = tags(request.target(), snapshot.database());
        tags.put(Tags.SNAPSHOT, snapshot.id());
        String status =
                making(
                        request.target(),
                        tags,
                        () ->
                                cloud.restore(
                                        snapshot, request.target(), Clone.Purpose.RESTORE, tags));
        return new Answer.Restoring(
                "restore",
                request.target(),
                snapshot.id(),
                snapshot.verdict().map(Snapshot.Verdict::text).orElse("not proved"),
                status,
                NEXT);
    }

    /// Restores a moment.
    ///
    /// @throws BackupRefusedException when it was not confirmed, or cannot be restored
    Answer.Restoring moment(Request.RestoreToTime request) {
        checkTarget(request.target());
        String database = request.database().orElse(settings.databases().getFirst());
        State state = cloud.read(List.of(database)).get(database);
        if (state == null || state.source().status() == Source.Status.MISSING) {
            throw new BackupRefusedException(
                    "there is no database '" + database + "'; restore a snapshot of it instead");
        }
        checkWindow(state.source(), request.time());
        String moment = database + " at " + request.time();
        checkConfirmed(request.confirm(), request.target(), moment);
        Map<String, String> tags = tags(request.target(), database);
        tags.put(Tags.TAKEN_AT, request.time().toString());
        String status =
                making(
                        request.target(),
                        tags,
                        () ->
                                cloud.restoreToTime(
                                        database, request.time(), request.target(), tags));
        return new Answer.Restoring(
                "restore-to-time", request.target(), moment, null, status, NEXT);
    }

    private void checkTarget(String target) {
        if (!target.matches(NAME) || target.length() > NAME_LENGTH_MAX) {
            throw new BackupRefusedException(
                    "field 'target' is '"
                            + target
                            + "', expected at most "
                            + NAME_LENGTH_MAX
                            + " lower-case letters, digits and single hyphens, a letter first");
        }
        if (target.startsWith(Names.CLONE_PREFIX) || settings.databases().contains(target)) {
            throw new BackupRefusedException(
                    "field 'target' is '"
                            + target
                            + "', expected a name that is free; what is restored is always new,"
                            + " and names that begin with "
                            + Names.CLONE_PREFIX
                            + " are deleted after their proof");
        }
    }

    private static void checkConfirmed(Optional<String> confirm, String target, String what) {
        if (confirm.filter(target::equals).isEmpty()) {
            throw new BackupRefusedException(
                    "this restores "
                            + what
                            + " to the new database '"
                            + target
                            + "'; to do it send field 'confirm' with the value '"
                            + target
                            + "'");
        }
    }

    private static void checkWindow(Source source, Instant time) {
        boolean early = source.earliestRestorableAt().filter(time::isBefore).isPresent();
        boolean late = source.latestRestorableAt().filter(time::isAfter).isPresent();
        if (early || late) {
            throw new BackupRefusedException(
                    "field 'time' is "
                            + time
                            + ", expected a time from "
                            + source.earliestRestorableAt()
                                    .map(Instant::toString)
                                    .orElse("(unknown)")
                            + " to "
                            + source.latestRestorableAt()
                                    .map(Instant::toString)
                                    .orElse("(unknown)"));
        }
    }

    private Map<String, String> tags(String target, String database) {
        Map<String, String> tags = new HashMap<>();
        tags.put(Tags.OWNER, settings.policy().owner());
        tags.put(Tags.ID, target);
        tags.put(Tags.PURPOSE, Clone.Purpose.RESTORE.text());
        tags.put(Tags.DATABASE, database);
        return tags;
    }

    /// The same request again finds what the first one began.
    private String making(String target, Map<String, String> tags, Runnable call) {
        try {
            call.run();
            return "restoring";
        } catch (CloudException e) {
            if (e.kind() != CloudException.Kind.EXISTS) {
                throw new BackupFailedException(e.kind() + ": " + e.words());
            }
            boolean same =
                    cloud.findClone(target)
                            .filter(found -> found.tags().entrySet().containsAll(tags.entrySet()))
                            .isPresent();
            if (same) {
                return "restoring already";
            }
            throw new BackupRefusedException(
                    "there is a database '" + target + "' already; choose another name");
        }
    }
}
