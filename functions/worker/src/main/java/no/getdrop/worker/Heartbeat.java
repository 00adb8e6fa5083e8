package no.getdrop.worker;

import com.fasterxml.jackson.core.JsonProcessingException;

import no.getdrop.database.Database;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.ProviderSecrets;
import no.getdrop.runtime.Secrets;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/// The worker's sign of life: one row with the time of the database, which readiness compares with
/// that same clock, and with the names of the providers' secrets that nobody filled in, which the
/// health function may not read.
final class Heartbeat {
    private static final String BEAT =
            """
            INSERT INTO worker_heartbeats (name, beat_at, version, details, missing_secrets)
            VALUES ('worker', now(), :version, CAST(:details AS jsonb), :missing)
            ON CONFLICT (name) DO UPDATE
            SET beat_at = excluded.beat_at, version = excluded.version,
                details = excluded.details, missing_secrets = excluded.missing_secrets
            """;

    private final Database database;
    private final Secrets secrets;

    Heartbeat(Database database, Secrets secrets) {
        this.database = database;
        this.secrets = secrets;
    }

    /// Writes the row.
    ///
    /// @param version of the function that works
    /// @param details what the jobs did, as it is answered too
    void beat(String version, Object details) {
        String @Nullable [] missing = missing();
        database.call(handle ->
                handle.createUpdate(BEAT)
                        .bind("version", version)
                        .bind("details", text(details))
                        .bind("missing", missing)
                        .execute());
    }

    /// @return `null` while no secret can be read: the worker lives for all that
    private String @Nullable [] missing() {
        try {
            return ProviderSecrets.missing(secrets.view()).toArray(String[]::new);
        } catch (RuntimeException e) {
            LoggerFactory.getLogger(Heartbeat.class)
                    .atError()
                    .setCause(e)
                    .log("the heartbeat cannot say which secrets are missing");
            return null;
        }
    }

    private static String text(Object details) {
        try {
            return Json.mapper().writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }
}
