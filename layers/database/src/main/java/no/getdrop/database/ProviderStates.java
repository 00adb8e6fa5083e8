package no.getdrop.database;

import com.fasterxml.jackson.databind.node.ArrayNode;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.ProviderChanges;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;

/// Writes down which providers rest, for readiness. Each environment knows of its own requests
/// alone: what stands there is what one of them learned last.
public final class ProviderStates {
    private static final Logger log = LoggerFactory.getLogger(ProviderStates.class);

    private static final String WRITE =
            """
            INSERT INTO provider_states (provider, resting, changed_at)
            SELECT change.provider, change.resting, now()
            FROM jsonb_to_recordset(CAST(:changes AS jsonb))
                AS change (provider text, resting boolean)
            ON CONFLICT (provider) DO UPDATE
            SET resting = excluded.resting, changed_at = excluded.changed_at
            """;

    private ProviderStates() {}

    /// Writes what changed since the last time; nothing is asked of the database where nothing did.
    /// Without a database it is kept for the next time.
    public static void write(Database database) {
        Map<String, Boolean> changes = ProviderChanges.take();
        if (changes.isEmpty()) {
            return;
        }
        ArrayNode rows = Json.mapper().createArrayNode();
        changes.forEach((provider, resting) ->
                rows.addObject().put("provider", provider).put("resting", resting));
        try {
            database.call(handle ->
                    handle.createUpdate(WRITE).bind("changes", rows.toString()).execute());
        } catch (RuntimeException e) {
            ProviderChanges.putBack(changes);
            log.atWarn().setCause(e).log("states of providers could not be written");
        }
    }
}
