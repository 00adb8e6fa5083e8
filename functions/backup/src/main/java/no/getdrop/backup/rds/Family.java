package no.getdrop.backup.rds;

import no.getdrop.backup.plan.Action.Step;
import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.plan.Source;
import no.getdrop.backup.plan.Tags;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.services.rds.RdsClient;
import software.amazon.awssdk.services.rds.model.Filter;
import software.amazon.awssdk.services.rds.model.MasterUserSecret;
import software.amazon.awssdk.services.rds.model.Tag;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// One of the two families of calls that RDS has for the same things: for clusters, or for plain
/// instances. Errors are the SDK's.
interface Family {
    /// All manual snapshots in the client's region.
    List<Snapshot> snapshots(RdsClient rds);

    /// The snapshot of that identifier, which must be there.
    Optional<Snapshot> snapshot(RdsClient rds, String id);

    /// All databases in the region, as what is backed up and as what was restored.
    List<Database> databases(RdsClient rds);

    /// Takes a snapshot.
    void create(RdsClient rds, String id, String database, Map<String, String> tags);

    /// Copies a snapshot to the client's region.
    void copy(
            RdsClient there,
            Snapshot snapshot,
            String fromRegion,
            String keyId,
            Map<String, String> tags);

    /// Deletes a snapshot in the client's region.
    void delete(RdsClient rds, String id);

    /// Restores a snapshot.
    void restore(
            RdsClient rds,
            Snapshot snapshot,
            String id,
            Clone.Purpose purpose,
            Map<String, String> tags);

    /// Restores a moment.
    void restoreToTime(
            RdsClient rds, String database, Instant time, String id, Map<String, String> tags);

    /// Takes a restored database one step on.
    void advance(RdsClient rds, Clone target, Step step, Map<String, String> tags);

    /// A database in both views.
    record Database(Source source, Clone restored) {}

    /// A text that RDS may leave out.
    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }

    /// RDS's time; while it does not tell one yet, when we asked for it.
    static Instant createdAt(@Nullable Instant told, Map<String, String> tags) {
        if (told != null) {
            return told;
        }
        try {
            String asked = tags.get(Tags.REQUESTED_AT);
            return asked == null ? Instant.EPOCH : Instant.parse(asked);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /// A secret counts once it can be used.
    static Optional<String> secret(@Nullable MasterUserSecret secret) {
        return secret != null && "active".equals(secret.secretStatus())
                ? Optional.of(secret.secretArn())
                : Optional.empty();
    }

    /// A filter of a describe call.
    static Filter filter(String name, List<String> values) {
        return Filter.builder().name(name).values(values).build();
    }

    /// Tags as the SDK takes them.
    static List<Tag> tags(Map<String, String> tags) {
        return tags.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(tag -> Tag.builder().key(tag.getKey()).value(tag.getValue()).build())
                .toList();
    }

    /// Tags as we take them.
    static Map<String, String> tags(List<Tag> tags) {
        return tags.stream()
                .filter(tag -> tag.key() != null)
                .collect(
                        Collectors.toMap(
                                Tag::key,
                                tag -> tag.value() == null ? "" : tag.value(),
                                (first, _) -> first));
    }
}
