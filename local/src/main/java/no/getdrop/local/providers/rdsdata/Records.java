package no.getdrop.local.providers.rdsdata;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Rows as the service writes them: fields that name their type.
final class Records {
    private Records() {}

    static List<List<Map<String, Object>>> fields(ResultSet rows) throws SQLException {
        List<List<Map<String, Object>>> records = new ArrayList<>();
        while (rows.next()) {
            List<Map<String, Object>> record = new ArrayList<>();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                record.add(field(rows, column));
            }
            records.add(record);
        }
        return records;
    }

    private static Map<String, Object> field(ResultSet rows, int column) throws SQLException {
        String text = rows.getString(column);
        if (text == null) {
            return Map.of("isNull", true);
        }
        String type = rows.getMetaData().getColumnTypeName(column);
        return switch (type) {
            case "bool" -> Map.of("booleanValue", rows.getBoolean(column));
            case "int2", "int4", "int8", "oid", "serial", "bigserial" ->
                    Map.of("longValue", rows.getLong(column));
            case "float4", "float8" -> Map.of("doubleValue", rows.getDouble(column));
            case "bytea" -> Map.of("blobValue", rows.getBytes(column));
            // In UTC, without saying so.
            case "timestamptz" -> Map.of("stringValue", text.replaceFirst("\\+00$", ""));
            default ->
                    type.startsWith("_")
                            ? Map.of("arrayValue", array(rows.getArray(column)))
                            : Map.of("stringValue", text);
        };
    }

    private static Map<String, Object> array(Array array) throws SQLException {
        Object[] values = (Object[]) array.getArray();
        String name =
                switch (array.getBaseTypeName()) {
                    case "bool" -> "booleanValues";
                    case "int2", "int4", "int8" -> "longValues";
                    case "float4", "float8" -> "doubleValues";
                    default -> "stringValues";
                };
        return Map.of(
                name,
                name.equals("stringValues")
                        ? Arrays.stream(values).map(String::valueOf).toList()
                        : Arrays.asList(values));
    }
}
