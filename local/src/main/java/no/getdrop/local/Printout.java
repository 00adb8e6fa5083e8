package no.getdrop.local;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/// What a function answered, laid out for a terminal.
final class Printout {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Printout() {}

    /// JSON over several lines; anything else as it is.
    static String indented(String answer) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter()
                    .writeValueAsString(MAPPER.readTree(answer));
        } catch (JsonProcessingException e) {
            return answer;
        }
    }

    /// The sentences of an answer that has some, in field `summary`, or of an error.
    static String sentences(String answer) {
        try {
            JsonNode json = MAPPER.readTree(answer);
            if (json.path("summary").isArray()) {
                StringBuilder lines = new StringBuilder();
                json.path("summary").forEach(line -> lines.append(line.asText()).append('\n'));
                return lines.toString().stripTrailing();
            }
            return json.has("errorMessage")
                    ? json.path("errorMessage").asText().replace("; ", "\n  ")
                    : indented(answer);
        } catch (JsonProcessingException e) {
            return answer;
        }
    }
}
