package no.getdrop.health;

import no.getdrop.database.Database;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/// Everything that is asked for an answer. What was learned serves for two seconds, and whoever
/// comes while it is being asked for waits for that one answer.
final class Probes {
    private static final Duration LIFETIME = Duration.ofSeconds(2);
    private static final Duration DATA_API_LIMIT = Duration.ofSeconds(1);

    private final Lazy<Database> database;
    private final Lazy<Secrets> secrets;
    private final OperatorKeys operators;
    private final Bounded<DataApiProbe.Outcome> dataApiQuestion;
    private final Cached<DatabaseProbe.Ping> ping;
    private final Cached<DatabaseProbe.State> state;
    private final Cached<DataApiProbe.Outcome> dataApi;
    private final SecretsProbe secretsQuestion;
    private final Cached<Optional<Duration>> secretsAge;
    private final boolean hasDataApi;

    Probes(HealthSettings settings, Environment environment) {
        secrets = new Lazy<>(() -> Secrets.from(environment, InstantSource.system()));
        database = new Lazy<>(() -> DatabaseProbe.open(settings.database(), secrets.get()));
        secretsQuestion = new SecretsProbe(secrets);
        operators = new OperatorKeys(secretsQuestion);
        DatabaseProbe probe = new DatabaseProbe(database);
        ping = new Cached<>(LIFETIME, probe::ping);
        state = new Cached<>(LIFETIME, probe::state);
        secretsAge = new Cached<>(LIFETIME, secretsQuestion::age);
        hasDataApi = settings.dataApi().isPresent();
        dataApiQuestion =
                new Bounded<>(
                        "Data API",
                        DATA_API_LIMIT,
                        () -> new DataApiProbe(settings.dataApi().orElseThrow()).ask());
        dataApi =
                new Cached<>(
                        LIFETIME, () -> dataApiQuestion.ask().orElse(DataApiProbe.Outcome.UNKNOWN));
    }

    /// Opens the pool, which connects to nothing yet.
    void open() {
        database.get();
    }

    /// Who may see details.
    OperatorKeys operators() {
        return operators;
    }

    /// Whether the database answers.
    DatabaseProbe.Ping ping() {
        return ping.get();
    }

    /// What readiness rests on.
    DatabaseProbe.State state() {
        return state.get();
    }

    /// Whether there is a way beside the pooled path.
    boolean hasDataApi() {
        return hasDataApi;
    }

    /// What the database says beside the pooled path.
    DataApiProbe.Outcome dataApi() {
        return hasDataApi ? dataApi.get() : DataApiProbe.Outcome.NOT_CONFIGURED;
    }

    /// How old the secrets in use are; empty when none could be read.
    Optional<Duration> secretsAge() {
        return secretsAge.get();
    }

    /// For how long secrets are used by setting.
    Duration secretsLifetime() {
        return secretsQuestion.lifetime();
    }

    /// Makes the next question of each kind a new one.
    void forget() {
        ping.forget();
        state.forget();
        dataApi.forget();
        secretsAge.forget();
    }

    /// Waits until nothing is being asked on another thread.
    void settle() {
        secretsQuestion.settle();
        dataApiQuestion.settle();
    }
}
