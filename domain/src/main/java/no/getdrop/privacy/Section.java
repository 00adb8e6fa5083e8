package no.getdrop.privacy;

import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.PublicId;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.sql.Date;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;

/// One table's share of an export: the rows that are about one person, oldest first.
///
/// Columns become fields in camel case, ids the public ones, sealed columns what they hold; what
/// has no value is left out.
///
/// @param name of the field that holds the rows
/// @param prefix of the rows' public ids; empty when they have none
/// @param table rows with `id` and `user_id`
/// @param columns what is told of a row
/// @param opener opens the row's sealed column, whose name ends in `_encrypted`
record Section(String name, String prefix, String table, String columns, Opener opener) {
    private static final String SEALED = "_encrypted";

    /// What a reference to another table's row begins with outside Drop.
    private static final Map<String, String> REFERENCES =
            Map.ofEntries(
                    Map.entry("bank_account_id", "acc"),
                    Map.entry("card_id", "crd"),
                    Map.entry("consent_id", "con"),
                    Map.entry("merchant_id", "mer"),
                    Map.entry("payment_request_id", "prq"),
                    Map.entry("payment_session_id", "pss"),
                    Map.entry("quote_id", "quo"),
                    Map.entry("recipient_id", "rcp"),
                    Map.entry("transaction_id", "txn"));

    private static final String ROWS =
            """
            SELECT id AS export_key, {columns}
            FROM {table}
            WHERE user_id = :userId AND (CAST(:after AS uuid) IS NULL OR id > :after)
            ORDER BY id
            LIMIT :limit
            """;

    /// Opens what is sealed in a row of a person.
    @FunctionalInterface
    interface Opener {
        String open(UUID id, UserId userId, byte[] sealed);
    }

    /// @param key by which the next rows are asked for
    record Row(UUID key, ObjectNode fields) {
        Row {
            Objects.requireNonNull(key, "key");
            Objects.requireNonNull(fields, "fields");
        }
    }

    Section {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(opener, "opener");
    }

    /// A section without sealed columns.
    static Section of(String name, String prefix, String table, String columns) {
        return new Section(
                name,
                prefix,
                table,
                columns,
                (id, userId, sealed) -> {
                    throw new IllegalStateException("nothing is sealed in " + table);
                });
    }

    /// A section with a sealed column.
    static Section sealed(String name, String prefix, String table, String columns, Opener opener) {
        return new Section(name, prefix, table, columns, opener);
    }

    /// At most so many rows, those after `after`.
    Read<List<Row>> rows(UserId userId, @Nullable UUID after, int limit) {
        return Read.list(
                        ROWS.replace("{columns}", columns).replace("{table}", table),
                        (row, context) -> row(row, userId))
                .with("userId", userId.value())
                .with("after", after)
                .with("limit", limit);
    }

    private Row row(ResultSet row, UserId userId) throws SQLException {
        UUID rowKey = row.getObject("export_key", UUID.class);
        ObjectNode fields = Json.mapper().createObjectNode();
        ResultSetMetaData columnsOfRow = row.getMetaData();
        for (int i = 1; i <= columnsOfRow.getColumnCount(); i++) {
            String column = columnsOfRow.getColumnLabel(i);
            Object value = row.getObject(i);
            // A statement that carries this question has columns of its own.
            if (value != null && !column.equals("export_key") && !column.startsWith("admission_")) {
                put(fields, column, value, rowKey, userId);
            }
        }
        return new Row(rowKey, fields);
    }

    private void put(ObjectNode fields, String column, Object value, UUID rowKey, UserId userId) {
        String field = camelCase(column);
        switch (value) {
            case UUID id -> fields.put(field, PublicId.format(prefixOf(column), id));
            case Timestamp time -> fields.put(field, time.toInstant().toString());
            case Date day -> fields.put(field, day.toLocalDate().toString());
            case Boolean flag -> fields.put(field, flag);
            case Integer number -> fields.put(field, number);
            case Long number -> fields.put(field, number);
            case BigDecimal number -> fields.put(field, number.stripTrailingZeros());
            case byte[] sealed when sealed.length == 0 -> {}
            case byte[] sealed ->
                    fields.put(
                            camelCase(column.replace(SEALED, "")),
                            opener.open(rowKey, userId, sealed));
            default -> fields.put(field, value.toString());
        }
    }

    private String prefixOf(String column) {
        return column.equals("id") ? prefix : Objects.requireNonNull(REFERENCES.get(column));
    }

    private static String camelCase(String column) {
        StringBuilder name = new StringBuilder();
        for (String word : column.split("_", -1)) {
            name.append(
                    name.isEmpty() || word.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return name.toString();
    }
}
