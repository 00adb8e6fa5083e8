package no.getdrop.local.secrets;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;

/// One secret: its versions, and which of them each stage is.
final class StoredSecret {
    static final String CURRENT = "AWSCURRENT";
    static final String PENDING = "AWSPENDING";
    private static final String PREVIOUS = "AWSPREVIOUS";

    private final String arn;
    private final Map<String, Version> versions = new LinkedHashMap<>();
    private boolean rotates;

    /// One version of the value.
    ///
    /// @param text null until it is put, which is how a rotation begins
    /// @param stages that it is
    /// @param createdAt when it was put
    record Version(String id, @Nullable String text, Set<String> stages, Instant createdAt) {}

    StoredSecret(String arn, String text, Instant now) {
        this.arn = arn;
        put(UUID.randomUUID().toString(), text, List.of(CURRENT), now);
    }

    String arn() {
        return arn;
    }

    boolean rotates() {
        return rotates;
    }

    /// Whether rotation is switched on.
    void rotates(boolean now) {
        rotates = now;
    }

    Map<String, Version> versions() {
        return versions;
    }

    /// The version of that id and stage; of what is null the other decides, of both the current
    /// one.
    Version version(@Nullable String id, @Nullable String stage) {
        String wanted = stage == null && id == null ? CURRENT : stage;
        Version found = id == null ? at(String.valueOf(wanted)).orElse(null) : versions.get(id);
        if (found == null || found.text() == null) {
            throw RefusedCallException.notFound(
                    "the specified secret value for "
                            + (id == null ? "staging label: " + wanted : "VersionId: " + id));
        }
        if (wanted != null && !found.stages().contains(wanted)) {
            throw new RefusedCallException(
                    "InvalidRequestException",
                    "You provided a VersionStage that is not associated to the provided"
                            + " VersionId.");
        }
        return found;
    }

    /// The version that is at that stage.
    Optional<Version> at(String stage) {
        return versions.values().stream()
                .filter(version -> version.stages().contains(stage))
                .findFirst();
    }

    /// Begins a rotation: a pending version without a value.
    String beginRotation(Instant now) {
        if (at(PENDING).filter(pending -> !pending.stages().contains(CURRENT)).isPresent()) {
            throw new RefusedCallException(
                    "InvalidRequestException", "A previous rotation isn't complete.");
        }
        String token = UUID.randomUUID().toString();
        at(PENDING).ifPresent(version -> version.stages().remove(PENDING));
        versions.put(token, new Version(token, null, new TreeSet<>(List.of(PENDING)), now));
        return token;
    }

    /// Puts a value in a new version, or in one that has none yet.
    void put(String token, String text, List<String> stages, Instant now) {
        Version there = versions.get(token);
        if (there != null && there.text() != null) {
            if (!text.equals(there.text())) {
                throw new RefusedCallException(
                        "ResourceExistsException",
                        "You can't use ClientRequestToken %s because that value is already in use"
                                .formatted(token));
            }
            return;
        }
        versions.put(token, new Version(token, text, new TreeSet<>(), now));
        for (String stage : stages) {
            move(stage, token);
        }
    }

    /// Moves a stage from one version to another, as `UpdateSecretVersionStage`.
    void moveStage(String stage, @Nullable String from, @Nullable String to) {
        if (from != null && !held(from).stages().contains(stage)) {
            throw RefusedCallException.wrongParameter(
                    "The staging label %s isn't attached to version %s.".formatted(stage, from));
        }
        if (to == null && from != null) {
            held(from).stages().remove(stage);
        }
        if (to != null) {
            boolean elsewhere = at(stage).filter(version -> !version.id().equals(to)).isPresent();
            if (elsewhere && from == null) {
                throw RefusedCallException.wrongParameter(
                        ("The parameter RemoveFromVersionId can't be empty: staging label %s is in"
                                        + " use.")
                                .formatted(stage));
            }
            held(to);
            move(stage, to);
        }
    }

    private Version held(String id) {
        Version version = versions.get(id);
        if (version == null) {
            throw RefusedCallException.wrongParameter("There is no version " + id + ".");
        }
        return version;
    }

    /// The version that stops being the current one is the previous one from then on.
    private void move(String stage, String to) {
        Optional<Version> before = at(stage);
        before.ifPresent(version -> version.stages().remove(stage));
        held(to).stages().add(stage);
        if (stage.equals(CURRENT)) {
            at(PREVIOUS).ifPresent(version -> version.stages().remove(PREVIOUS));
            before.filter(version -> !version.id().equals(to))
                    .ifPresent(version -> version.stages().add(PREVIOUS));
        }
    }
}
