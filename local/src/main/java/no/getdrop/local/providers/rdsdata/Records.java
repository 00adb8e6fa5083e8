package no.getdrop.local.providers.rdsdata;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Json;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Rows as the service writes them: fields that name their type, or one text of JSON.
final class Records {
    private final boolean decimalsAsNumbers;
    private final boolean longsAsTexts;

    /// @param options the request's `resultSetOptions`
    Records(JsonNode options) {
        decimalsAsNumbers = options.path("decimalReturnType").asText().equals("DOUBLE_OR_LONG");
        longsAsTexts = options.path("longReturnType").asText().equals("STRING");
    }

    List<List<Map<String, Object>>> fields(ResultSet rows) throws SQLException {
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

    /// A JSON array of objects, `formattedRecords`.
    String formatted(ResultSet rows) throws SQLException {
        List<Map<String, @Nullable Object>> records = new ArrayList<>();
        while (rows.next()) {
            Map<String, @Nullable Object> record = new LinkedHashMap<>();
            for (int column = 1; column <= rows.getMetaData().getColumnCount(); column++) {
                Map<String, Object> field = field(rows, column);
                record.put(
                        rows.getMetaData().getColumnLabel(column),
                        field.containsKey("isNull") ? null : field.values().iterator().next());
            }
            records.add(record);
        }
        return Json.text(records);
    }

    static List<Map<String, Object>> metadata(ResultSetMetaData columns) throws SQLException {
        List<Map<String, Object>> metadata = new ArrayList<>();
        for (int column = 1; column <= columns.getColumnCount(); column++) {
            Map<String, Object> each = new LinkedHashMap<>();
            each.put("name", columns.getColumnName(column));
            each.put("label", columns.getColumnLabel(column));
            each.put("schemaName", columns.getSchemaName(column));
            each.put("tableName", columns.getTableName(column));
            each.put("type", columns.getColumnType(column));
            each.put("typeName", columns.getColumnTypeName(column));
            each.put("nullable", columns.isNullable(column));
            each.put("precision", columns.getPrecision(column));
            each.put("scale", columns.getScale(column));
            each.put("isSigned", columns.isSigned(column));
            each.put("isAutoIncrement", columns.isAutoIncrement(column));
            each.put("isCaseSensitive", columns.isCaseSensitive(column));
            each.put("isCurrency", columns.isCurrency(column));
            each.put("arrayBaseColumnType", 0);
            metadata.add(each);
        }
        return metadata;
    }

    private Map<String, Object> field(ResultSet rows, int column) throws SQLException {
        String text = rows.getString(column);
        if (text == null) {
            return Map.of("isNull", true);
        }
        String type = rows.getMetaData().getColumnTypeName(column);
        return switch (type) {
            case "bool" -> Map.of("booleanValue", rows.getBoolean(column));
            case "int2", "int4", "int8", "oid", "serial", "bigserial" ->
                    longsAsTexts
                            ? Map.of("stringValue", text)
                            : Map.of("longValue", rows.getLong(column));
            case "float4", "float8" -> Map.of("doubleValue", rows.getDouble(column));
            case "numeric" -> decimal(rows.getBigDecimal(column), text);
            case "bytea" -> Map.of("blobValue", rows.getBytes(column));
            // In UTC, without saying so.
            case "timestamptz" -> Map.of("stringValue", text.replaceFirst("\\+00$", ""));
            default ->
                    type.startsWith("_")
                            ? Map.of("arrayValue", array(rows.getArray(column)))
                            : Map.of("stringValue", text);
        };
    }

    private Map<String, Object> decimal(BigDecimal value, String text) {
        if (!decimalsAsNumbers) {
            return Map.of("stringValue", text);
        }
        return value.scale() <= 0
                ? Map.of("longValue", value.longValue())
                : Map.of("doubleValue", value.doubleValue());
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
