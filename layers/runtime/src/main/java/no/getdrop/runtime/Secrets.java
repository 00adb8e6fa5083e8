package no.getdrop.runtime;

import com.fasterxml.jackson.core.type.TypeReference;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/// The secrets of this function, by the name of the variable that would hold them.
///
/// With `AWS_SECRET_ARN` set they are the fields of that secret's JSON object in Secrets Manager,
/// with what it lacks taken from the environment; without it, the environment alone. The secret is
/// read at first use and again every `SECRETS_CACHE_SECONDS` (300), so a rotation needs no
/// deployment. While Secrets Manager cannot be reached, the last answer serves on. Nothing is kept
/// across a snapshot; a secret that nobody read until then is read, so that the SDK is loaded.
public final class Secrets {
    private static final Logger log = LoggerFactory.getLogger(Secrets.class);

    /// How long the last answer serves before an unreachable source is tried again.
    private static final Duration RETRY = Duration.ofSeconds(10);

    private final Environment environment;
    private final Source source;
    private final Duration lifetime;
    private final InstantSource clock;
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

    Secrets(Environment environment, Source source, InstantSource clock) {
        this.environment = environment;
        this.source = source;
        this.lifetime =
                Duration.ofSeconds(environment.integer("SECRETS_CACHE_SECONDS", 300, 0, 86_400));
        this.clock = clock;
        RestoreHooks.beforeSnapshot("secrets", this::letGo);
    }

    /// The secrets that `AWS_SECRET_ARN` names, or else those of the environment.
    public static Secrets from(Environment environment, InstantSource clock) {
        Source source =
                environment
                        .optional("AWS_SECRET_ARN")
                        .<Source>map(SecretsManagerSource::new)
                        .orElse(Map::of);
        return new Secrets(environment, source, clock);
    }

    /// The secret of that name; `expected` tells the reader of the error what belongs there.
    public Secret get(String name, String expected) {
        return find(name).orElseThrow(() -> SettingException.secret(name, expected));
    }

    /// The secret of that name, if there is one.
    public Optional<Secret> find(String name) {
        String field = fields().get(name);
        return Optional.ofNullable(field)
                .filter(value -> !value.isBlank())
                .or(() -> environment.optional(name))
                .map(Secret::new);
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
        lastAnswer = null;
        readAt = null;
        readAgainAt = Instant.MIN;
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

    private record SecretsManagerSource(String arn) implements Source {
        private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};
        private static final Duration LIMIT = Duration.ofSeconds(4);

        @Override
        public Map<String, String> read() {
            // Made for each read: every five minutes, and no connection can enter a snapshot.
            try (SecretsManagerClient client =
                    SecretsManagerClient.builder()
                            .httpClientBuilder(
                                    UrlConnectionHttpClient.builder()
                                            .connectionTimeout(Duration.ofSeconds(1))
                                            .socketTimeout(Duration.ofSeconds(2)))
                            .overrideConfiguration(limits -> limits.apiCallTimeout(LIMIT))
                            .build()) {
                return fields(client.getSecretValue(get -> get.secretId(arn)).secretString());
            }
        }

        private Map<String, String> fields(@Nullable String json) {
            try {
                return Map.copyOf(Json.mapper().readValue(json, FIELDS));
            } catch (IOException | IllegalArgumentException | NullPointerException e) {
                // Without its cause, which may quote the secret.
                throw SettingException.wrong(
                        "AWS_SECRET_ARN", "a secret whose text is a JSON object of texts", arn);
            }
        }
    }
}
