package no.getdrop.health;

import no.getdrop.runtime.ProviderSecrets;
import no.getdrop.runtime.Stage;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Judges what was found. A warning pages somebody, only a failure takes traffic away.
final class Readiness {
    /// Three of the worker's intervals.
    static final long HEARTBEAT_AGE_MAX_SECONDS = 180;

    /// A day between backups, and two hours to make and prove one.
    static final long BACKUP_AGE_MAX_SECONDS = 26 * 3_600L;

    /// Three of the hours after which the migrate function compares the schema again.
    static final long DRIFT_AGE_MAX_SECONDS = 3 * 3_600L;

    /// After the cache's time, for reading the secrets anew.
    private static final Duration SECRETS_MARGIN = Duration.ofMinutes(1);

    private static final String DATASTORE = "datastore";
    private static final String COMPONENT = "component";

    private final long schemaVersionRequired;
    private final Stage stage;

    /// @param schemaVersionRequired newest migration that existed when this was built
    /// @param stage production without what login and payment need takes no traffic
    Readiness(long schemaVersionRequired, Stage stage) {
        this.schemaVersionRequired = schemaVersionRequired;
        this.stage = stage;
    }

    /// The checks on what the database said; only the first while it says nothing.
    List<Check> database(DatabaseProbe.State state) {
        List<Check> checks = new ArrayList<>();
        checks.add(response(state.ping()));
        if (state.ping().connected()) {
            Instant time = state.ping().time();
            checks.add(schema(state.schemaVersion(), time));
            checks.add(drift(state.driftAgeSeconds(), state.drift(), time));
            checks.add(worker(state.heartbeatAgeSeconds(), time));
            checks.add(backup(state.backupAgeSeconds(), time));
            checks.add(providers(state.restingProviders(), time));
            checks.add(providerSecrets(state.missingSecrets(), stage, time));
        }
        return checks;
    }

    /// The pooled path, through the proxy.
    static Check response(DatabaseProbe.Ping ping) {
        return new Check(
                "database:responseTime",
                DATASTORE,
                ping.connected() ? OptionalLong.of(ping.latencyMs()) : OptionalLong.empty(),
                "ms",
                Optional.of(ping.status()),
                "",
                ping.time());
    }

    /// Whether it is the database or the path to it; without a status where it was not asked.
    static Check dataApi(Optional<DataApiProbe.Outcome> outcome) {
        return new Check(
                "database:dataApi",
                DATASTORE,
                OptionalLong.empty(),
                "",
                outcome.flatMap(Readiness::status),
                outcome.map(DataApiProbe.Outcome::text).orElse("not asked"),
                Instant.now());
    }

    /// The secrets in use: old ones mean that a rotation would go unnoticed.
    static Check secrets(Optional<Duration> age, Duration lifetime, Instant time) {
        boolean fresh =
                age.filter(known -> known.compareTo(lifetime.plus(SECRETS_MARGIN)) <= 0)
                        .isPresent();
        return new Check(
                "secrets:age",
                COMPONENT,
                age.map(known -> OptionalLong.of(known.toSeconds())).orElse(OptionalLong.empty()),
                "s",
                Optional.of(fresh ? Status.PASS : Status.WARN),
                fresh ? "" : "not read anew in time",
                time);
    }

    /// What nobody has filled in of what the providers gave. Without the clients' secrets at BankID
    /// and at the aggregator nobody logs in or pays, which production must not take traffic for.
    static Check providerSecrets(Optional<List<String>> missing, Stage stage, Instant time) {
        boolean useless =
                stage == Stage.PRODUCTION && missing.filter(ProviderSecrets::areNeeded).isPresent();
        boolean complete = missing.filter(List::isEmpty).isPresent();
        return new Check(
                "secrets:providers",
                COMPONENT,
                missing.map(names -> OptionalLong.of(names.size())).orElse(OptionalLong.empty()),
                "",
                Optional.of(useless ? Status.FAIL : complete ? Status.PASS : Status.WARN),
                missing.map(names -> complete ? "" : "missing: " + String.join(", ", names))
                        .orElse("not known: the worker has not said"),
                time);
    }

    /// Since the start, or since the restore from a snapshot.
    static Check uptime(long seconds, Instant time) {
        return new Check(
                "process:uptime",
                "system",
                OptionalLong.of(seconds),
                "s",
                Optional.of(Status.PASS),
                "",
                time);
    }

    /// The worst of them.
    static Status overall(List<Check> checks) {
        return checks.stream()
                .flatMap(check -> check.status().stream())
                .reduce(Status.PASS, Status::worseOf);
    }

    private Check schema(OptionalLong version, Instant time) {
        boolean current = version.isPresent() && version.getAsLong() >= schemaVersionRequired;
        return new Check(
                "schema:version",
                DATASTORE,
                version,
                "",
                Optional.of(current ? Status.PASS : Status.FAIL),
                current ? "" : "older than " + schemaVersionRequired,
                time);
    }

    /// Drop may well work with what somebody changed by hand; it must not stay so.
    private static Check drift(OptionalLong age, String drift, Instant time) {
        String key = "schema:drift";
        return drift.isEmpty()
                ? aged(key, age, DRIFT_AGE_MAX_SECONDS, Status.WARN, time)
                : new Check(key, DATASTORE, age, "s", Optional.of(Status.WARN), drift, time);
    }

    /// A worker that was never seen is a warning: it may not have run yet.
    private static Check worker(OptionalLong age, Instant time) {
        return aged("worker:heartbeatAge", age, HEARTBEAT_AGE_MAX_SECONDS, Status.FAIL, time);
    }

    private static Check backup(OptionalLong age, Instant time) {
        return aged("backup:verifiedAge", age, BACKUP_AGE_MAX_SECONDS, Status.WARN, time);
    }

    /// Drop works without any of them, and says 503 for what needs one that rests.
    private static Check providers(String resting, Instant time) {
        return new Check(
                "providers:resting",
                COMPONENT,
                OptionalLong.empty(),
                "",
                Optional.of(resting.isEmpty() ? Status.PASS : Status.WARN),
                resting,
                time);
    }

    private static Check aged(
            String key, OptionalLong age, long maxSeconds, Status whenOlder, Instant time) {
        Status status = Status.WARN;
        String output = "never seen";
        if (age.isPresent()) {
            boolean young = age.getAsLong() <= maxSeconds;
            status = young ? Status.PASS : whenOlder;
            output = young ? "" : "older than " + maxSeconds + " s";
        }
        return new Check(key, COMPONENT, age, "s", Optional.of(status), output, time);
    }

    private static Optional<Status> status(DataApiProbe.Outcome outcome) {
        return switch (outcome) {
            case ANSWERED -> Optional.of(Status.PASS);
            case DATABASE_DOWN -> Optional.of(Status.FAIL);
            case UNKNOWN -> Optional.of(Status.WARN);
            case NOT_CONFIGURED -> Optional.empty();
        };
    }
}
