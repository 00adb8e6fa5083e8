package no.getdrop.rotation;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Rotates one secret, step by step. A step that is repeated, or that comes after a crash, changes
/// nothing that was done already.
///
/// Only two steps write, each once: the pending version gets a value that it then keeps, and the
/// current stage moves from just the version that was compared with the pending one.
final class Rotation {
    private static final int KEY_BYTES = 32;

    /// What Secrets Manager takes (quotas of the service: 65,536 bytes).
    private static final int TEXT_LENGTH_MAX = 65_536;

    private final RotatedSecret secret;
    private final String token;
    private final RotationSettings settings;
    private final InstantSource clock;

    Rotation(RotatedSecret secret, String token, RotationSettings settings, InstantSource clock) {
        this.secret = secret;
        this.token = token;
        this.settings = settings;
        this.clock = clock;
    }

    Outcome run(Step step) {
        RotatedSecret.Description description = secret.describe();
        List<String> stages = description.stages().getOrDefault(token, List.of());
        if (!description.rotates()) {
            return Outcome.refused(
                    "its rotation is switched off",
                    "a secret that is rotated",
                    "switch it on (aws secretsmanager rotate-secret), or rotate another");
        }
        if (stages.contains(RotatedSecret.CURRENT)) {
            return new Outcome.Done("this version is the current one already");
        }
        if (!stages.contains(RotatedSecret.PENDING)) {
            return Outcome.refused(
                    "version " + token + " has stages " + stages,
                    RotatedSecret.PENDING,
                    "begin a new rotation (aws secretsmanager rotate-secret)");
        }
        try {
            return switch (step) {
                case CREATE -> create();
                case SET -> new Outcome.Done("nobody else keeps it: the functions read it");
                case TEST -> test();
                case FINISH -> finish();
            };
        } catch (UnreadableSecretException e) {
            return Outcome.refused(
                    String.valueOf(e.getMessage()),
                    "one such as {\"JWT_SECRET\":\"…\"}",
                    "put a right value (docs/runbooks/secrets.md)");
        }
    }

    private Outcome create() {
        if (secret.version(token).isPresent()) {
            return new Outcome.Done("the pending version has its value already");
        }
        RotatedSecret.Version current = secret.current();
        return switch (GeneratedKey.in(current.fields())) {
            case GeneratedKey.Found.None(Refusal refusal) -> new Outcome.Refused(refusal);
            case GeneratedKey.Found.Key(GeneratedKey key) ->
                    tooSoon(key, current)
                            .or(() -> usedUp(key, current))
                            .orElseGet(() -> create(key, current));
        };
    }

    private Outcome create(GeneratedKey key, RotatedSecret.Version current) {
        byte[] random = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(random);
        Map<String, String> next =
                key.rotatedTo(HexFormat.of().formatHex(random), current.fields());
        if (length(next) > TEXT_LENGTH_MAX) {
            return Outcome.refused(
                    "with one more key it would be longer than a secret may be",
                    "at most " + TEXT_LENGTH_MAX + " characters",
                    "take earlier keys away under which nothing is any more"
                            + " (docs/runbooks/secrets.md)");
        }
        return secret.put(token, next)
                ? new Outcome.Done("the pending version has a new " + key.field())
                : new Outcome.Done("the pending version has its value already");
    }

    private Outcome test() {
        Optional<RotatedSecret.Version> pending = secret.version(token);
        if (pending.isEmpty()) {
            return withoutValue();
        }
        RotatedSecret.Version current = secret.current();
        if (pending.get().fields().equals(current.fields())) {
            // Such a version is never finished.
            return new Outcome.Done(
                    "a copy of the current version, with which Secrets Manager tries a schedule");
        }
        return fault(current, pending.get())
                .<Outcome>map(Outcome.Refused::new)
                .orElseGet(() -> new Outcome.Done("the pending version accepts every key"));
    }

    private Outcome finish() {
        Optional<RotatedSecret.Version> pending = secret.version(token);
        if (pending.isEmpty()) {
            return withoutValue();
        }
        RotatedSecret.Version current = secret.current();
        Optional<Refusal> fault = fault(current, pending.get());
        if (fault.isPresent()) {
            return new Outcome.Refused(fault.get());
        }
        return secret.moveCurrent(token, current.id())
                ? new Outcome.Done("this version is the current one now")
                : Outcome.refused(
                        "another version became the current one meanwhile",
                        "the one that was current before, " + current.id(),
                        abandon());
    }

    /// The key before the current one would be lost while what it made is still about: functions
    /// may go on using a key for as long as they keep what they read.
    private Optional<Outcome> tooSoon(GeneratedKey key, RotatedSecret.Version current) {
        Optional<Duration> lifetime = key.losesAfter(current.fields());
        if (lifetime.isEmpty()) {
            return Optional.empty();
        }
        Instant from = current.createdAt().plus(settings.secretsLifetime()).plus(lifetime.get());
        return clock.instant().isBefore(from)
                ? Optional.of(
                        Outcome.refused(
                                "the current key is of %s, and the one before it is still in use"
                                        .formatted(current.createdAt()),
                                "a rotation not before " + from,
                                "rotate then; a key that is known to others goes at once as"
                                        + " docs/runbooks/secrets.md says"))
                : Optional.empty();
    }

    private static Optional<Outcome> usedUp(GeneratedKey key, RotatedSecret.Version current) {
        return key.hasNext(current.fields())
                ? Optional.empty()
                : Optional.of(
                        Outcome.refused(
                                "the numbers of " + key.field() + " are used up",
                                "a number after that of the current key",
                                "what the first keys closed must be closed anew, and those keys"
                                        + " taken away (docs/runbooks/secrets.md)"));
    }

    private Outcome withoutValue() {
        return Outcome.refused(
                "the pending version " + token + " has no value",
                "that " + Step.CREATE.word() + " was done",
                abandon());
    }

    private Optional<Refusal> fault(RotatedSecret.Version current, RotatedSecret.Version pending) {
        return switch (GeneratedKey.in(current.fields())) {
            case GeneratedKey.Found.None(Refusal refusal) -> Optional.of(refusal);
            case GeneratedKey.Found.Key(GeneratedKey key) ->
                    switch (GeneratedKey.in(pending.fields())) {
                        case GeneratedKey.Found.None(Refusal refusal) ->
                                Optional.of(
                                        new Refusal(
                                                "in the pending version " + refusal.found(),
                                                refusal.expected(),
                                                abandon()));
                        case GeneratedKey.Found.Key(GeneratedKey other) ->
                                key.equals(other)
                                                && key.succeeds(pending.fields(), current.fields())
                                        ? Optional.empty()
                                        : Optional.of(notNext(key));
                    };
        };
    }

    private Refusal notNext(GeneratedKey key) {
        return new Refusal(
                "the pending version was not made of the current one",
                "another " + key.field() + " than the current one, which it must still accept",
                abandon());
    }

    private String abandon() {
        return "give the pending version up (aws secretsmanager update-secret-version-stage"
                + " --version-stage AWSPENDING --remove-from-version-id "
                + token
                + ") and rotate again";
    }

    private static int length(Map<String, String> fields) {
        return fields.entrySet().stream()
                .mapToInt(field -> field.getKey().length() + field.getValue().length() + 6)
                .sum();
    }
}
