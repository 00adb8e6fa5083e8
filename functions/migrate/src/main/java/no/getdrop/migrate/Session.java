package no.getdrop.migrate;

import no.getdrop.migrate.sql.Statement;
import no.getdrop.runtime.Tokens;

import java.time.Duration;
import java.util.HexFormat;

/// Another session at the server, as one is told of it: nothing that its rows hold is shown.
///
/// @param backend its process id
/// @param application the name it gave itself
/// @param state what it does, as `pg_stat_activity` has it
/// @param age of its transaction
/// @param query what it ran last, without literals, and a digest to find it by in the logs
record Session(int backend, String application, String state, Duration age, String query) {
    private static final int DIGEST_BYTES = 4;

    /// @param sql what the session ran last, as it was sent
    static Session of(int backend, String application, String state, Duration age, String sql) {
        return new Session(backend, application, state, age, digest(sql));
    }

    private static String digest(String sql) {
        String outline = Statement.outline(sql);
        return HexFormat.of().formatHex(Tokens.sha256(outline), 0, DIGEST_BYTES) + ": " + outline;
    }

    @Override
    public String toString() {
        return "backend %d ('%s', %s, transaction %d s old, query %s)"
                .formatted(backend, application, state, age.toSeconds(), query);
    }
}
