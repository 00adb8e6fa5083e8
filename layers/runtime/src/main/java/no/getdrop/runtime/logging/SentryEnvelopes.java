package no.getdrop.runtime.logging;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;

/// Errors as Sentry takes them (https://develop.sentry.dev/sdk/data-model/envelopes/): a line about
/// the envelope, a line about the event in it, and the event.
///
/// Only what is named here leaves Drop: the words of the message as they stand in the source, the
/// logger, the request's id, and of exceptions their classes and frames. What exceptions say, and
/// all that was logged beside the message, may be about a person and stays in the log.
///
/// @param environment name of the stage
/// @param release number of the build
/// @param function name of the function
record SentryEnvelopes(String environment, String release, String function) {
    /// Sentry shows no more of one exception, and no more exceptions of a chain.
    private static final int FRAMES_MAX = 100;

    private static final int CAUSES_MAX = 10;

    static SentryEnvelopes from(Environment environment) {
        return new SentryEnvelopes(
                environment.text("DROP_ENVIRONMENT", "development"),
                environment.text("BUILD_ID", "development"),
                environment.text("AWS_LAMBDA_FUNCTION_NAME", "drop"));
    }

    /// The envelope of one error.
    String of(
            Instant at,
            String logger,
            String message,
            @Nullable String requestId,
            @Nullable Throwable throwable) {
        String id = Ids.next().toString().replace("-", "");
        ObjectNode head = Json.mapper().createObjectNode();
        head.put("event_id", id).put("sent_at", at.toString());
        ObjectNode event = Json.mapper().createObjectNode();
        event.put("event_id", id)
                .put("timestamp", at.toString())
                .put("platform", "java")
                .put("level", "error")
                .put("logger", logger)
                .put("environment", environment)
                .put("release", release)
                .put("server_name", function);
        event.putObject("logentry").put("formatted", Redaction.redact(message));
        if (requestId != null) {
            event.putObject("tags").put("requestId", Redaction.redact(requestId));
        }
        if (throwable != null) {
            ArrayNode values = event.putObject("exception").putArray("values");
            innermostFirst(throwable).forEach(each -> exception(values.addObject(), each));
        }
        String payload = event.toString();
        ObjectNode item = Json.mapper().createObjectNode();
        item.put("type", "event")
                .put("content_type", "application/json")
                .put("length", payload.getBytes(StandardCharsets.UTF_8).length);
        return head + "\n" + item + "\n" + payload + "\n";
    }

    private static Deque<Throwable> innermostFirst(Throwable throwable) {
        Deque<Throwable> chain = new ArrayDeque<>();
        for (Throwable each = throwable;
                each != null && chain.size() < CAUSES_MAX;
                each = each.getCause()) {
            chain.addFirst(each);
        }
        return chain;
    }

    /// Sentry wants the frame that failed last.
    private static void exception(ObjectNode value, Throwable throwable) {
        Class<?> type = throwable.getClass();
        value.put("type", type.getName().replace(type.getPackageName() + ".", ""))
                .put("module", type.getPackageName());
        ArrayNode frames = value.putObject("stacktrace").putArray("frames");
        StackTraceElement[] trace = throwable.getStackTrace();
        for (int i = Math.min(trace.length, FRAMES_MAX) - 1; i >= 0; i--) {
            frames.addObject()
                    .put("module", trace[i].getClassName())
                    .put("function", trace[i].getMethodName())
                    .put("lineno", trace[i].getLineNumber())
                    .put("in_app", trace[i].getClassName().startsWith("no.getdrop."));
        }
    }
}
