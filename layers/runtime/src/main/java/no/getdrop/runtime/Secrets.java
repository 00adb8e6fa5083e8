package no.getdrop.runtime;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// The secrets of this function, by the name of the variable that would hold them.
///
/// With `AWS_SECRET_ARN` set they are the fields of the JSON objects in the secrets that it names,
/// with what they lack taken from the environment; without it, the environment alone. They are read
/// at first use and again every `SECRETS_CACHE_SECONDS` (300), so a rotation needs no deployment.
/// While Secrets Manager cannot be reached, the last answer serves on. Nothing is kept across a
/// snapshot; secrets that nobody read until then are read, so that the SDK is loaded.
public final class Secrets {
    private static final Logger log = LoggerFactory.getLogger(Secrets.class);

    /// How long the last answer serves before an unreachable source is tried again.
    private static final Duration RETRY = Duration.ofSeconds(10);

    /// How long who asks for a key that is not known waits for another look.
    private static final Duration RENEWAL_PAUSE = Duration.ofSeconds(5);

    private final Environment environment;
    private final Source source;
    private final Duration lifetime;
    private final InstantSource clock;
    private final Map<String, Instant> renewedAt = new HashMap<>();
    private @Nullable Map<String, String> lastAnswer;
    private Instant readAgainAt = Instant.MIN;
    private volatile @Nullable Instant readAt;
    private boolean loaded;

    /// Reads the current fields of the secret; a test gives its own.
    @FunctionalInterface
    public interface Source {
        /// The fields as they are now.
        Map<String, String> read();
    }

    /// What the secrets are at one moment: fields that belong together, such as a key and its
    /// number, are of one version here however often the secrets are read meanwhile.
    public static final class View {
        private final Map<String, String> fields;
        private final Environment environment;

        private View(Map<String, String> fields, Environment environment) {
            this.fields = fields;
            this.environment = environment;
        }

        /// These fields and no others.
        public static View of(Map<String, String> fields) {
            return new View(Map.copyOf(fields), Environment.of(Map.of()));
        }

        /// The secret of that name; `expected` tells the reader of the error what belongs there.
        public Secret get(String name, String expected) {
            return find(name).orElseThrow(() -> SettingException.secret(name, expected));
        }

        /// The secret of that name, if there is one.
        public Optional<Secret> find(String name) {
            return Optional.ofNullable(fields.get(name))
                    .filter(value -> !value.isBlank())
                    .or(() -> environment.optional(name))
                    .map(Secret::new);
        }
    }

    /// The fields that `source` reads, with what it lacks taken from the environment.
    public Secrets(Environment environment, Source source, InstantSource clock) {
        this(environment, source, lifetime(environment), clock);
    }

    private Secrets(
            Environment environment, Source source, Duration lifetime, InstantSource clock) {
        this.environment = environment;
        this.source = source;
        this.lifetime = lifetime;
        this.clock = clock;
        RestoreHooks.beforeSnapshot("secrets", this::letGo);
    }

    /// The fields of the secrets that `AWS_SECRET_ARN` names with commas between them, or else what
    /// the environment has.
    public static Secrets from(Environment environment, InstantSource clock) {
        Source source =
                environment
                        .optional("AWS_SECRET_ARN")
                        .<Source>map(value -> SecretsManagerSource.named("AWS_SECRET_ARN", value))
                        .orElse(Map::of);
        return new Secrets(environment, source, clock);
    }

    /// The fields of the secret that `variable` names, and nothing else; empty where it is unset.
    public static Optional<Secrets> named(
            String variable, Environment environment, InstantSource clock) {
        return environment
                .optional(variable)
                .map(value ->
                        new Secrets(
                                Environment.of(Map.of()),
                                SecretsManagerSource.named(variable, value),
                                lifetime(environment),
                                clock));
    }

    /// The secret of that name; `expected` tells the reader of the error what belongs there.
    public Secret get(String name, String expected) {
        return view().get(name, expected);
    }

    /// The secret of that name, if there is one.
    public Optional<Secret> find(String name) {
        return view().find(name);
    }

    /// All of them as they are now.
    public View view() {
        return new View(fields(), environment);
    }

    /// For how long the secrets in use have not been read anew; empty before the first use. More
    /// than [#lifetime] although one was just asked for means that the source cannot be reached.
    public Optional<Duration> age() {
        return Optional.ofNullable(readAt).map(read -> Duration.between(read, clock.instant()));
    }

    /// For how long a secret that was read is used, `SECRETS_CACHE_SECONDS`.
    public Duration lifetime() {
        return lifetime;
    }

    /// Makes the next use read again: after a refused password, say. What was read still serves
    /// while the source cannot be reached.
    public synchronized void forget() {
        readAgainAt = Instant.MIN;
    }

    /// Reads again for who met something that the secrets in use do not explain, such as the number
    /// of a key that another environment has already. At most once in five seconds for each name:
    /// who makes numbers up must not become Secrets Manager's load, nor keep other keys from being
    /// looked for.
    ///
    /// @param name of the field that did not hold what was looked for
    /// @return whether another look may find it
    public synchronized boolean renew(String name) {
        Instant now = clock.instant();
        Instant before = renewedAt.get(name);
        if (before != null && now.isBefore(before.plus(RENEWAL_PAUSE))) {
            return false;
        }
        renewedAt.put(name, now);
        forget();
        return true;
    }

    /// Keeps no value, but the classes that a read has loaded: without them the first one after a
    /// restore takes seconds. Hence a read here where there was none yet.
    private synchronized void letGo() {
        if (!loaded) {
            try {
                read();
            } catch (RuntimeException e) {
                log.atWarn().setCause(e).log("secrets cannot be read, the snapshot is taken");
            }
        }
        renewedAt.clear();
        lastAnswer = null;
        readAt = null;
        readAgainAt = Instant.MIN;
    }

    private static Duration lifetime(Environment environment) {
        return Duration.ofSeconds(environment.integer("SECRETS_CACHE_SECONDS", 300, 0, 86_400));
    }

    private Map<String, String> read() {
        loaded = true;
        return source.read();
    }

    private synchronized Map<String, String> fields() {
        Instant now = clock.instant();
        Map<String, String> current = lastAnswer;
        if (current != null && now.isBefore(readAgainAt)) {
            return current;
        }
        try {
            Map<String, String> fields = Map.copyOf(read());
            lastAnswer = fields;
            readAt = now;
            readAgainAt = now.plus(lifetime);
            return fields;
        } catch (RuntimeException e) {
            if (current == null) {
                throw e;
            }
            log.atWarn().setCause(e).log("secrets not read again, the last answer serves on");
            readAgainAt = now.plus(lifetime.compareTo(RETRY) < 0 ? lifetime : RETRY);
            return current;
        }
    }
}
