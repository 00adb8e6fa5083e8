package no.getdrop.local.status;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/// What the database says of payments: how many stand where, and the newest ones without a word on
/// who paid whom.
final class PaymentsSeen {
    private static final String STAGES =
            """
            SELECT type, stage, count(*) AS payments, sum(total_minor) AS "totalMinor"
            FROM transactions
            GROUP BY type, stage
            ORDER BY type, stage
            """;

    private static final String NEWEST =
            """
            SELECT id::text AS id, type, stage, total_minor AS "totalMinor", currency,
                   to_char(created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')
                       AS "createdAt",
                   (SELECT string_agg(stage, ' → ' ORDER BY sequence)
                    FROM transaction_events
                    WHERE transaction_id = transactions.id) AS events
            FROM transactions
            ORDER BY id DESC
            LIMIT 10
            """;

    private static final String OUTBOX =
            """
            SELECT count(*) AS waiting,
                   coalesce(max(extract(epoch FROM now() - created_at))::bigint, 0)
                       AS "oldestSeconds"
            FROM outbox
            WHERE delivered_at IS NULL
            """;

    private static final int LIMIT_S = 2;

    private final String jdbcUrl;

    /// @param jdbcUrl of a role that may read
    PaymentsSeen(String jdbcUrl) {
        this.jdbcUrl = jdbcUrl;
    }

    /// Adds what there is to `page`, or the field `database` with the reason why there is nothing.
    void addTo(ObjectNode page) {
        Properties limits = new Properties();
        limits.setProperty("connectTimeout", Integer.toString(LIMIT_S));
        limits.setProperty("socketTimeout", Integer.toString(LIMIT_S));
        try (Connection connection = DriverManager.getConnection(jdbcUrl, limits);
                Statement statement = connection.createStatement()) {
            rows(statement, STAGES, page.putArray("stages"));
            rows(statement, NEWEST, page.putArray("newest"));
            rows(statement, OUTBOX, page.putArray("outbox"));
        } catch (SQLException e) {
            page.put("database", String.valueOf(e.getMessage()));
        }
    }

    private static void rows(Statement statement, String query, ArrayNode into)
            throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                ObjectNode row = into.addObject();
                for (int column = 1; column <= columns.getColumnCount(); column++) {
                    row.putPOJO(columns.getColumnLabel(column), rows.getObject(column));
                }
            }
        }
    }
}
