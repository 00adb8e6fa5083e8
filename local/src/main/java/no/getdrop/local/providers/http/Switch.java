package no.getdrop.local.providers.http;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// A fault to show at one operation of a provider, for its next calls.
///
/// @param operation the operation's name, as the provider's class lists it
/// @param delay how long to wait before the call is looked at
/// @param status answer this status at once and do nothing else
/// @param dropConnection close the connection without an answer and without doing anything
/// @param acceptThenTimeout do what is asked, then let the caller wait `delay` (60 s when none is
///   given) and close the connection: the caller never learns the outcome; with a `status` it gets
///   that instead
/// @param effect what the operation itself is to do differently; its class names the values
/// @param times how many calls it holds for
public record Switch(
        String operation,
        Duration delay,
        OptionalInt status,
        boolean dropConnection,
        boolean acceptThenTimeout,
        Optional<String> effect,
        int times) {

    public Switch {
        Objects.requireNonNull(operation, "operation");
        if (delay.isNegative()) {
            throw new IllegalArgumentException("delayMs is " + delay.toMillis() + ", want >= 0");
        }
        if (status.isPresent() && (status.getAsInt() < 200 || status.getAsInt() > 599)) {
            throw new IllegalArgumentException(
                    "status is " + status.getAsInt() + ", want 200..599");
        }
        if (times < 1) {
            throw new IllegalArgumentException("times is " + times + ", want >= 1");
        }
    }

    /// A switch that changes nothing yet, for the next call.
    public static Switch on(String operation) {
        return new Switch(
                operation, Duration.ZERO, OptionalInt.empty(), false, false, Optional.empty(), 1);
    }

    /// Waits before the call is looked at.
    public Switch delayed(Duration by) {
        return new Switch(operation, by, status, dropConnection, acceptThenTimeout, effect, times);
    }

    /// Answers a status instead.
    public Switch answering(int code) {
        return new Switch(
                operation,
                delay,
                OptionalInt.of(code),
                dropConnection,
                acceptThenTimeout,
                effect,
                times);
    }

    /// Closes the connection instead of answering.
    public Switch dropping() {
        return new Switch(operation, delay, status, true, acceptThenTimeout, effect, times);
    }

    /// Does the work and then never answers.
    public Switch acceptingThenSilent() {
        return new Switch(operation, delay, status, dropConnection, true, effect, times);
    }

    /// Has the operation itself behave differently.
    public Switch causing(String other) {
        return new Switch(
                operation,
                delay,
                status,
                dropConnection,
                acceptThenTimeout,
                Optional.of(other),
                times);
    }

    /// Holds for this many calls.
    public Switch times(int calls) {
        return new Switch(
                operation, delay, status, dropConnection, acceptThenTimeout, effect, calls);
    }

    /// Reads `{"operation", "delayMs", "status", "drop", "acceptThenTimeout", "effect", "times"}`;
    /// only `operation` is required.
    ///
    /// @throws IllegalArgumentException naming the field that is wrong
    public static Switch fromJson(JsonNode json) {
        if (!json.path("operation").isTextual()) {
            throw new IllegalArgumentException("operation is missing, want the operation's name");
        }
        return new Switch(
                json.path("operation").textValue(),
                Duration.ofMillis(json.path("delayMs").asLong(0)),
                json.has("status")
                        ? OptionalInt.of(json.path("status").asInt())
                        : OptionalInt.empty(),
                json.path("drop").asBoolean(false),
                json.path("acceptThenTimeout").asBoolean(false),
                Optional.ofNullable(json.path("effect").textValue()),
                json.path("times").asInt(1));
    }
}
