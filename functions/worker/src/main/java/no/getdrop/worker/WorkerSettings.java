package no.getdrop.worker;

import no.getdrop.payments.Delivery;
import no.getdrop.payments.Lanes;
import no.getdrop.runtime.Environment;

import java.time.Duration;
import java.util.Objects;

/// The bounds of one invocation.
///
/// @param version of what is deployed, for the heartbeat
/// @param lanes how many payments are delivered, or asked for, at once
/// @param outboxLimit payments delivered at most
/// @param statusLimit payments asked for at most
/// @param followLimit messages acted on, consents followed, and customers screened anew, at most
/// @param sweepLimit rows deleted from each table at most
/// @param resealLimit values sealed anew at most
/// @param attemptsMax failures after which a payment or a message is set aside
/// @param reconcileDays days before today whose orders are compared with the banks'
/// @param reconcilePages parts of the banks' lists read at most
/// @param chainRows rows in a block of the chain, about
/// @param ratesMaxAge older rates are read anew
/// @param reserveMs kept free of jobs to finish what was begun and to answer, in milliseconds
record WorkerSettings(
        String version,
        Lanes lanes,
        int outboxLimit,
        int statusLimit,
        int followLimit,
        int sweepLimit,
        int resealLimit,
        int attemptsMax,
        int reconcileDays,
        int reconcilePages,
        int chainRows,
        Duration ratesMaxAge,
        int reserveMs) {
    WorkerSettings {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(lanes, "lanes");
        Objects.requireNonNull(ratesMaxAge, "ratesMaxAge");
    }

    /// Reads `BUILD_ID` (development), `WORKER_LANES` (8; a provider's gate lets 16 through at
    /// once), `WORKER_OUTBOX_LIMIT` (2 000), `WORKER_STATUS_LIMIT` (2 000), `WORKER_FOLLOW_LIMIT`
    /// (200), `WORKER_SWEEP_LIMIT` (5 000), `WORKER_RESEAL_LIMIT` (5 000), `WORKER_MAX_ATTEMPTS`
    /// (20), `WORKER_RECONCILE_DAYS` (3), `WORKER_RECONCILE_PAGES` (50), `WORKER_CHAIN_ROWS` (1
    /// 000), `WORKER_RATES_MAX_AGE_SECONDS` (3 600) and `WORKER_RESERVE_MS` (10 000).
    static WorkerSettings from(Environment environment) {
        return new WorkerSettings(
                environment.text("BUILD_ID", "development"),
                new Lanes(environment.integer("WORKER_LANES", 8, 1, 16)),
                environment.integer("WORKER_OUTBOX_LIMIT", 2_000, 1, 10_000),
                environment.integer("WORKER_STATUS_LIMIT", 2_000, 1, 10_000),
                environment.integer("WORKER_FOLLOW_LIMIT", 200, 1, 10_000),
                environment.integer("WORKER_SWEEP_LIMIT", 5_000, 1, 100_000),
                environment.integer("WORKER_RESEAL_LIMIT", 5_000, 1, 100_000),
                environment.integer("WORKER_MAX_ATTEMPTS", Delivery.FAULTS_MAX, 1, 1_000),
                environment.integer("WORKER_RECONCILE_DAYS", 3, 1, 31),
                environment.integer("WORKER_RECONCILE_PAGES", 50, 1, 1_000),
                environment.integer("WORKER_CHAIN_ROWS", 1_000, 1, 20_000),
                Duration.ofSeconds(
                        environment.integer("WORKER_RATES_MAX_AGE_SECONDS", 3_600, 60, 86_400)),
                environment.integer("WORKER_RESERVE_MS", 10_000, 500, 60_000));
    }
}
