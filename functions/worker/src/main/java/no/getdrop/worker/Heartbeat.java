package no.getdrop.worker;

import com.fasterxml.jackson.core.JsonProcessingException;

import no.getdrop.database.Database;
import no.getdrop.runtime.Json;

/// The worker's sign of life: one row with the time of the database, which readiness compares with
/// that same clock.
final class Heartbeat {
    private static final String BEAT =
            """
            INSERT INTO worker_heartbeats (name, beat_at, version, details)
            VALUES ('worker', now(), :version, CAST(:details AS jsonb))
            ON CONFLICT (name) DO UPDATE
            SET beat_at = excluded.beat_at, version = excluded.version,
                details = excluded.details
            """;

    private final Database database;

    Heartbeat(Database database) {
        this.database = database;
    }

    /// Writes the row.
    ///
    /// @param version of the function that works
    /// @param details what the jobs did, as it is answered too
    void beat(String version, Object details) {
        database.call(handle ->
                handle.createUpdate(BEAT)
                        .bind("version", version)
                        .bind("details", text(details))
                        .execute());
    }

    private static String text(Object details) {
        try {
            return Json.mapper().writeValueAsString(details);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a report is always JSON", e);
        }
    }
}
