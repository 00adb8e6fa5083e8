package no.getdrop.runtime.logging;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;

import org.slf4j.Logger;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// A provider of loggers whose lines are kept instead of printed.
final class LogLines {
    private final List<String> lines = new ArrayList<>();
    private final JsonLoggerProvider provider = new JsonLoggerProvider();

    LogLines(String level) {
        provider.initialize(Environment.of(Map.of("LOG_LEVEL", level)), lines::add);
    }

    Logger logger(String name) {
        return provider.getLoggerFactory().getLogger(name);
    }

    List<String> lines() {
        return lines;
    }

    String lastLine() {
        return lines.getLast();
    }

    /// The last line as the strict mapper reads it: a name that stands twice fails.
    JsonNode last() {
        try {
            return Json.mapper().readTree(lastLine());
        } catch (JsonProcessingException e) {
            throw new AssertionError("not one JSON text: " + lastLine(), e);
        }
    }
}
