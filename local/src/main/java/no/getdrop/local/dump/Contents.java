package no.getdrop.local.dump;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a database holds, counted: by this a restored one is compared with its dump.
///
/// @param schemaVersion of the newest migration, `none` before the first
/// @param rows of each table of Drop
record Contents(String schemaVersion, Map<String, Long> rows) {
    private static final int FORMAT = 1;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TABLES =
            """
            SELECT quote_ident(table_name) AS name
            FROM information_schema.tables
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE'
            ORDER BY table_name
            """;
    private static final String HISTORY = "flyway_schema_history";
    private static final String VERSION =
            """
            SELECT coalesce(max(version), 'none') AS version
            FROM flyway_schema_history
            WHERE success
            """;

    Contents {
        rows = Map.copyOf(rows);
    }

    /// Counts.
    static Contents of(String jdbcUrl) throws SQLException {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            Map<String, Long> rows = new TreeMap<>();
            for (String table : texts(statement, TABLES)) {
                String count = "SELECT count(*) AS rows FROM " + table;
                rows.put(table, Long.parseLong(texts(statement, count).getFirst()));
            }
            String version =
                    rows.containsKey(HISTORY) ? texts(statement, VERSION).getFirst() : "none";
            return new Contents(version, rows);
        }
    }

    /// Reads what [#json()] wrote.
    ///
    /// @throws IOException when it is not that
    static Contents parse(String json) throws IOException {
        JsonNode node = JSON.readTree(json);
        if (node.path("format").asInt() != FORMAT || !node.path("rows").isObject()) {
            throw new IOException("its manifest is not one of format " + FORMAT);
        }
        return new Contents(
                node.path("schemaVersion").asText(),
                JSON.convertValue(node.path("rows"), new TypeReference<Map<String, Long>>() {}));
    }

    String json() {
        ObjectNode node = JSON.createObjectNode();
        node.put("format", FORMAT);
        node.put("postgresql", 16);
        node.put("schemaVersion", schemaVersion);
        node.set("rows", JSON.valueToTree(new TreeMap<>(rows)));
        return node.toPrettyString() + "\n";
    }

    /// In one line, for people.
    String text() {
        return "schema %s, %d rows in %d tables"
                .formatted(
                        schemaVersion,
                        rows.values().stream().mapToLong(Long::longValue).sum(),
                        rows.size());
    }

    private static List<String> texts(Statement statement, String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (ResultSet found = statement.executeQuery(sql)) {
            while (found.next()) {
                texts.add(found.getString(1));
            }
        }
        return texts;
    }
}
