package no.getdrop.backup.plan;

import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// One manual snapshot as RDS shows it, in either region; what Drop knows of it is in its tags.
///
/// @param id its identifier, unique in its region
/// @param arn its full name
/// @param database the cluster or instance it was taken of
/// @param status how far it is
/// @param createdAt when RDS made it, in its region
/// @param takenAt when the data in it were taken, the same for all copies
/// @param keyId the KMS key that encrypts it; empty when it is not encrypted
/// @param tags all of its tags
public record Snapshot(
        String id,
        String arn,
        String database,
        Status status,
        Instant createdAt,
        Instant takenAt,
        Optional<String> keyId,
        Map<String, String> tags) {
    /// How far a snapshot is.
    public enum Status {
        /// It is being taken or copied.
        CREATING,
        /// It can be restored.
        AVAILABLE,
        /// It is being deleted.
        DELETING,
        /// It cannot be used and never will be.
        FAILED;

        /// RDS's word as a status; a word that is not known counts as work in progress.
        public static Status of(String text) {
            return switch (text) {
                case "available" -> AVAILABLE;
                case "deleting", "deleted" -> DELETING;
                case "failed", "incompatible-restore", "inaccessible-encryption-credentials" ->
                        FAILED;
                default -> CREATING;
            };
        }
    }

    /// What the proof found.
    public enum Verdict {
        VERIFIED("verified"),
        REJECTED("rejected");

        private final String text;

        Verdict(String text) {
            this.text = text;
        }

        /// As it stands in the tag.
        public String text() {
            return text;
        }
    }

    public Snapshot {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(database, "database");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(takenAt, "takenAt");
        Objects.requireNonNull(keyId, "keyId");
        tags = Map.copyOf(tags);
    }

    /// One whose tags tell when the data in it were taken, if it is a copy.
    public static Snapshot of(
            String id,
            String arn,
            String database,
            Status status,
            Instant createdAt,
            Optional<String> keyId,
            Map<String, String> tags) {
        Instant takenAt =
                Tags.text(tags, Tags.COPY_OF)
                        .flatMap(_ -> Tags.time(tags, Tags.TAKEN_AT))
                        .orElse(createdAt);
        return new Snapshot(id, arn, database, status, createdAt, takenAt, keyId, tags);
    }

    /// Whether it was made by the stack `owner`: only such a one may be changed or deleted. The
    /// name alone says nothing, and tags that went along with a person's copy do not either.
    public boolean isOwnedBy(String owner) {
        return owner.equals(tags.get(Tags.OWNER))
                && id.equals(tags.get(Tags.ID))
                && kind().isPresent();
    }

    /// Why it was taken.
    public Optional<Kind> kind() {
        return Tags.text(tags, Tags.KIND).flatMap(Kind::of);
    }

    /// The night or moment it stands for.
    public Optional<String> slot() {
        return Tags.text(tags, Tags.SLOT);
    }

    /// Its row in `backup_fences`.
    public Optional<String> run() {
        return Tags.text(tags, Tags.RUN);
    }

    /// When that row was written; empty when there is none.
    public Optional<Instant> fencedAt() {
        return Tags.time(tags, Tags.FENCED_AT);
    }

    /// The snapshot that this is a copy of.
    public Optional<String> copyOf() {
        return Tags.text(tags, Tags.COPY_OF);
    }

    /// What the proof found; empty while it has not been proved.
    public Optional<Verdict> verdict() {
        return Tags.text(tags, Tags.VERDICT)
                .map(text ->
                        text.equals(Verdict.VERIFIED.text()) ? Verdict.VERIFIED : Verdict.REJECTED);
    }

    /// Whether a copy restored from it held what the fence said.
    public boolean isVerified() {
        return status == Status.AVAILABLE
                && verdict().filter(each -> each == Verdict.VERIFIED).isPresent();
    }

    /// Whether the live database knows that it is verified.
    public boolean isMarked() {
        return "true".equals(tags.get(Tags.MARKED));
    }

    /// How many clones of it never became ready.
    public int attempts() {
        return Tags.number(tags, Tags.ATTEMPTS);
    }

    /// Whether people forbid to delete it; the function's role may not do it either.
    public boolean isHeld() {
        return tags.containsKey(Tags.HOLD);
    }

    /// A figure of its proof, in seconds; empty when it was not measured.
    public Optional<Long> seconds(String tag) {
        return Tags.text(tags, tag).filter(text -> text.matches("\\d{1,9}")).map(Long::valueOf);
    }
}
