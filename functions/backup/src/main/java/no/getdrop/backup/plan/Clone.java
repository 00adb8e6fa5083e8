package no.getdrop.backup.plan;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// A database that was restored from a backup, to prove it or because people asked for it.
///
/// @param id its identifier
/// @param arn its full name
/// @param shape how it is built and how far it is
/// @param createdAt when RDS made it
/// @param tags all of its tags
public record Clone(
        String id, String arn, Shape shape, Instant createdAt, Map<String, String> tags) {
    /// What it is for; the value of its tag `drop:purpose`.
    public enum Purpose {
        /// To prove a snapshot; it is deleted afterwards.
        RESTORE_VERIFY,
        /// For people; it is never deleted here.
        RESTORE;

        /// As it stands in the tag.
        public String text() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        static Optional<Purpose> of(String text) {
            return Arrays.stream(values()).filter(each -> each.text().equals(text)).findFirst();
        }
    }

    /// How far a cluster or an instance is.
    public enum Status {
        STARTING,
        AVAILABLE,
        FAILED,
        DELETING;

        /// RDS's word as a status; a word that is not known counts as work in progress.
        public static Status of(String text) {
            return switch (text) {
                case "available", "storage-optimization" -> AVAILABLE;
                case "deleting" -> DELETING;
                case "failed",
                        "restore-error",
                        "incompatible-restore",
                        "incompatible-network",
                        "incompatible-parameters",
                        "incompatible-option-group",
                        "incompatible-create",
                        "inaccessible-encryption-credentials" ->
                        FAILED;
                default -> STARTING;
            };
        }
    }

    /// How it is built.
    ///
    /// @param cluster whether it is a cluster, which has no instance at first
    /// @param status of the cluster, or of the plain instance
    /// @param member status of the cluster's instance, or of the plain instance itself
    /// @param dataApi whether it can be asked through the Data API; true for a plain instance
    /// @param secretArn the secret with its own password, once RDS has made it
    /// @param endpoint host and port of a plain instance
    public record Shape(
            boolean cluster,
            Status status,
            Optional<Status> member,
            boolean dataApi,
            Optional<String> secretArn,
            Optional<String> endpoint) {
        public Shape {
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(member, "member");
            Objects.requireNonNull(secretArn, "secretArn");
            Objects.requireNonNull(endpoint, "endpoint");
        }
    }

    public Clone {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(arn, "arn");
        Objects.requireNonNull(shape, "shape");
        Objects.requireNonNull(createdAt, "createdAt");
        tags = Map.copyOf(tags);
    }

    /// Whether it was restored by the stack `owner`.
    public boolean isOwnedBy(String owner) {
        return owner.equals(tags.get(Tags.OWNER)) && id.equals(tags.get(Tags.ID));
    }

    /// What it is for; empty for a database that nobody restored.
    public Optional<Purpose> purpose() {
        return Tags.text(tags, Tags.PURPOSE).flatMap(Purpose::of);
    }

    /// Whether it is a copy of that database.
    public boolean isOf(String database) {
        return database.equals(tags.get(Tags.DATABASE));
    }

    /// The snapshot it was restored from; itself when that is not told.
    public String snapshotId() {
        return tags.getOrDefault(Tags.SNAPSHOT, id);
    }

    /// Which attempt it is, from 1.
    public int attempt() {
        return Math.max(1, Tags.number(tags, Tags.ATTEMPT));
    }

    /// Whether it can never be asked.
    public boolean isFailed() {
        return shape.status() == Status.FAILED
                || shape.member().filter(status -> status == Status.FAILED).isPresent();
    }

    /// Whether its instance still has to go before the cluster can.
    public boolean hasInstanceLeft() {
        return shape.cluster()
                && shape.member().filter(status -> status != Status.DELETING).isPresent();
    }
}
