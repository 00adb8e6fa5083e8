package no.getdrop.tests.contract;

import no.getdrop.tests.journeys.Suite.Drop;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/// What the database holds, looked at over one connection of the test's own.
final class Rows implements AutoCloseable {
    private final Connection connection;
    private final String digests;

    Rows(Drop drop) {
        try {
            connection = DriverManager.getConnection(drop.host().postgres().jdbcUrl("postgres"));
            digests = digests(tables());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Number and digest of the rows of every table but the counters of limits.
    Map<String, String> digests() {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(digests)) {
            Map<String, String> digests = new TreeMap<>();
            while (rows.next()) {
                digests.put(rows.getString(1), rows.getString(2) + " rows, " + rows.getString(3));
            }
            return digests;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The tables that differ.
    static List<String> changed(Map<String, String> before, Map<String, String> after) {
        return new TreeSet<>(after.keySet())
                .stream()
                        .filter(table -> !Objects.equals(after.get(table), before.get(table)))
                        .map(table -> table + ": " + before.get(table) + " → " + after.get(table))
                        .toList();
    }

    /// Forgets how often anything was asked.
    void clearLimits() {
        execute("DELETE FROM rate_limits");
    }

    /// A key that another request holds until [#letGo].
    void hold(String userId, String key) {
        try {
            connection.setAutoCommit(false);
            execute(
                    """
                    INSERT INTO idempotency_keys (user_id, idempotency_key, route,
                                                  fingerprint_sha256, response_status,
                                                  response_body)
                    VALUES ('%s', '%s', 'held', sha256('held'), 201, '{}')
                    """
                            .formatted(userId.substring("usr_".length()), key));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The request that held it did nothing.
    void letGo() {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void execute(String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> tables() throws SQLException {
        List<String> tables = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT tablename FROM pg_tables
                                WHERE schemaname = 'public' AND tablename <> 'rate_limits'
                                """)) {
            while (rows.next()) {
                tables.add(rows.getString(1));
            }
        }
        return tables;
    }

    private static String digests(List<String> tables) {
        return String.join(
                " UNION ALL ",
                tables.stream()
                        .map(table ->
                                """
                                SELECT '%1$s', count(*),
                                       coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)
                                FROM %1$s t
                                """
                                        .formatted(table))
                        .toList());
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
