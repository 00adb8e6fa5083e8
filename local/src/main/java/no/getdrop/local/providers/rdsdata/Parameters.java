package no.getdrop.local.providers.rdsdata;

import com.fasterxml.jackson.databind.JsonNode;

import org.postgresql.util.PGobject;

import java.io.IOException;
import java.math.BigDecimal;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The values of a statement's parameters, each typed by its field and its hint.
final class Parameters {
    private final Map<String, JsonNode> byName = new HashMap<>();

    /// @param parameters the request's `parameters`
    Parameters(JsonNode parameters) {
        parameters.forEach(each -> byName.put(each.path("name").asText(), each));
    }

    /// Gives the statement its values.
    void bind(PreparedStatement statement, List<String> names)
            throws DataApiException, SQLException {
        for (int i = 0; i < names.size(); i++) {
            JsonNode parameter = byName.get(names.get(i));
            if (parameter == null) {
                throw DataApiException.badRequest("Cannot find parameter: " + names.get(i));
            }
            try {
                bind(statement, i + 1, parameter);
            } catch (IOException | IllegalArgumentException e) {
                throw DataApiException.badRequest(
                        "The value of parameter %s does not fit".formatted(names.get(i)));
            }
        }
    }

    private static void bind(PreparedStatement statement, int position, JsonNode parameter)
            throws DataApiException, SQLException, IOException {
        JsonNode value = parameter.path("value");
        if (value.path("isNull").asBoolean()) {
            statement.setNull(position, Types.NULL);
        } else if (value.has("booleanValue")) {
            statement.setBoolean(position, value.path("booleanValue").booleanValue());
        } else if (value.has("longValue")) {
            statement.setLong(position, value.path("longValue").longValue());
        } else if (value.has("doubleValue")) {
            statement.setDouble(position, value.path("doubleValue").doubleValue());
        } else if (value.has("blobValue")) {
            statement.setBytes(position, value.path("blobValue").binaryValue());
        } else if (value.has("stringValue")) {
            statement.setObject(
                    position,
                    typed(
                            value.path("stringValue").textValue(),
                            parameter.path("typeHint").asText("")));
        } else {
            throw DataApiException.badRequest("Array parameters are not supported.");
        }
    }

    private static Object typed(String text, String hint) throws SQLException {
        return switch (hint) {
            case "UUID" -> UUID.fromString(text);
            case "DECIMAL" -> new BigDecimal(text);
            case "TIMESTAMP" -> Timestamp.valueOf(text);
            case "DATE" -> Date.valueOf(text);
            case "TIME" -> Time.valueOf(text);
            case "JSON" -> {
                PGobject json = new PGobject();
                json.setType("jsonb");
                json.setValue(text);
                yield json;
            }
            default -> text;
        };
    }
}
