package no.getdrop.runtime.logging;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.event.Level;
import org.slf4j.event.LoggingEvent;
import org.slf4j.helpers.LegacyAbstractLogger;
import org.slf4j.helpers.MessageFormatter;
import org.slf4j.spi.LoggingEventAware;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Writes each log event as one line of JSON, redacted, to standard output.
///
/// Fields: `timestamp`, `level`, `logger`, `message`, the context of the request (`requestId`,
/// `traceparent`), the event's own key-value pairs, `exception`.
final class JsonLogger extends LegacyAbstractLogger implements LoggingEventAware {
    private static final long serialVersionUID = 1L;
    private static final JsonFactory JSON = new JsonFactory();

    private final transient Level threshold;
    private final transient Consumer<String> output;
    private final transient Optional<ErrorReports> reports;

    JsonLogger(
            String name, Level threshold, Consumer<String> output, Optional<ErrorReports> reports) {
        this.name = name;
        this.threshold = threshold;
        this.output = output;
        this.reports = reports;
    }

    @Override
    public void log(LoggingEvent event) {
        report(event.getLevel(), event.getMessage(), event.getThrowable());
        write(
                event.getLevel(),
                format(event.getMessage(), event.getArgumentArray()),
                event.getKeyValuePairs(),
                event.getThrowable());
    }

    @Override
    protected void handleNormalizedLoggingCall(
            Level level,
            @Nullable Marker marker,
            String message,
            Object @Nullable [] arguments,
            @Nullable Throwable throwable) {
        report(level, message, throwable);
        write(level, format(message, arguments), null, throwable);
    }

    private void report(Level level, @Nullable String message, @Nullable Throwable throwable) {
        if (level == Level.ERROR) {
            reports.ifPresent(to -> to.note(name, String.valueOf(message), throwable));
        }
    }

    private void write(
            Level level,
            @Nullable String message,
            @Nullable List<KeyValuePair> pairs,
            @Nullable Throwable throwable) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("timestamp", Instant.now().toString());
        fields.put("level", level.name());
        fields.put("logger", name);
        fields.put("message", String.valueOf(message));
        Map<String, String> context = MDC.getCopyOfContextMap();
        if (context != null) {
            context.forEach((key, value) -> put(fields, key, value));
        }
        if (pairs != null) {
            pairs.forEach(pair -> put(fields, pair.key, pair.value));
        }
        if (throwable != null) {
            put(fields, "exception", stackTrace(throwable));
        }
        String line = json(fields);
        if (isWritten(level)) {
            output.accept(line);
        }
    }

    private boolean isWritten(Level level) {
        return MDC.get(JsonLoggerProvider.REHEARSAL) == null
                || level.toInt() > Level.INFO.toInt()
                || isDebugEnabled();
    }

    /// Adds a field; one whose name is taken gets a `_` behind it, so that each name stands once.
    private static void put(Map<String, @Nullable Object> fields, String key, Object value) {
        String free = Redaction.redact(key);
        while (fields.containsKey(free)) {
            free += '_';
        }
        // The name that was given decides, not the one that was free.
        fields.put(free, Redaction.isSecretName(key) ? Redaction.REDACTED : value);
    }

    private static @Nullable String format(
            @Nullable String message, Object @Nullable [] arguments) {
        if (message == null || arguments == null) {
            return message;
        }
        // As JSON a collection's fields are redacted by name, whatever characters a value has.
        Object[] shown =
                Arrays.stream(arguments)
                        .map(value ->
                                value instanceof Map || value instanceof Iterable
                                        ? json(value)
                                        : value)
                        .toArray();
        return MessageFormatter.basicArrayFormat(message, shown);
    }

    private static String json(Object value) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator json = JSON.createGenerator(text)) {
            writeValue(json, "", value);
        } catch (IOException e) {
            throw new UncheckedIOException("a StringWriter does not fail", e);
        }
        return text.toString();
    }

    private static void writeField(JsonGenerator json, String key, @Nullable Object value)
            throws IOException {
        json.writeFieldName(Redaction.redact(key));
        writeValue(json, key, value);
    }

    private static void writeValue(JsonGenerator json, String key, @Nullable Object value)
            throws IOException {
        if (value != null && Redaction.isSecretName(key)) {
            json.writeString(Redaction.REDACTED);
            return;
        }
        switch (value) {
            case null -> json.writeNull();
            case Integer number -> json.writeNumber(number);
            case Long number when String.valueOf(number).length() != 11 -> json.writeNumber(number);
            case Boolean flag -> json.writeBoolean(flag);
            case Map<?, ?> map -> {
                json.writeStartObject();
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    writeField(json, String.valueOf(entry.getKey()), entry.getValue());
                }
                json.writeEndObject();
            }
            case Iterable<?> items -> {
                json.writeStartArray();
                for (Object item : items) {
                    writeValue(json, key, item);
                }
                json.writeEndArray();
            }
            default -> json.writeString(Redaction.redact(text(value)));
        }
    }

    private static String text(Object value) {
        try {
            return String.valueOf(value);
        } catch (RuntimeException e) {
            // A value that cannot be shown must not fail the work that is logged.
            return "[" + value.getClass().getName() + " without a text]";
        }
    }

    private static String stackTrace(Throwable throwable) {
        StringWriter text = new StringWriter();
        throwable.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    @Override
    protected @Nullable String getFullyQualifiedCallerName() {
        return null;
    }

    @Override
    public boolean isTraceEnabled() {
        return isEnabled(Level.TRACE);
    }

    @Override
    public boolean isDebugEnabled() {
        return isEnabled(Level.DEBUG);
    }

    @Override
    public boolean isInfoEnabled() {
        return isEnabled(Level.INFO);
    }

    @Override
    public boolean isWarnEnabled() {
        return isEnabled(Level.WARN);
    }

    @Override
    public boolean isErrorEnabled() {
        return isEnabled(Level.ERROR);
    }

    private boolean isEnabled(Level level) {
        return level.toInt() >= threshold.toInt();
    }
}
