package no.getdrop.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/// What an invocation asks for, in field `action` of its payload.
sealed interface Request {
    /// The actions, for error messages.
    String ACTIONS = "tick, nightly, pre-deploy, snapshot, plan, report, restore, restore-to-time";

    /// Looks after everything: `tick` and `nightly`, which differ in their schedule alone.
    ///
    /// @param scheduledAt the time that the schedule meant, field `scheduledAt`; a person's
    ///   invocation means now
    record Reconcile(String action, Instant scheduledAt) implements Request {}

    /// A snapshot of every database before a deployment.
    ///
    /// @param commit that is deployed, field `commit`; once for each
    record PreDeploy(String commit) implements Request {}

    /// A snapshot because a person wants one.
    ///
    /// @param reason field `reason`, kept in a tag
    record TakeSnapshot(String reason) implements Request {}

    /// What the next tick would do and why; changes nothing.
    record ShowPlan(Instant scheduledAt) implements Request {}

    /// All snapshots, the figures and whether they meet their targets.
    record ShowReport() implements Request {}

    /// A new database of a snapshot.
    ///
    /// @param target its name
    /// @param confirm the same name once more; without it nothing happens
    record Restore(String snapshot, String target, Optional<String> confirm) implements Request {}

    /// A new database as the old one was at a moment.
    ///
    /// @param database the old one; the first of the settings when it is not named
    record RestoreToTime(
            Optional<String> database, Instant time, String target, Optional<String> confirm)
            implements Request {}

    /// Reads the invocation's payload; none at all is a tick.
    ///
    /// @throws IllegalArgumentException when it does not fit; the message says what does
    static Request read(byte[] payload, Instant now) {
        String text = new String(payload, StandardCharsets.UTF_8);
        if (text.isBlank()) {
            return new Reconcile("tick", now);
        }
        JsonNode json = object(text);
        String action = field(json, "action").orElse("tick");
        return switch (action) {
            case "tick", "nightly" -> new Reconcile(action, time(json, "scheduledAt").orElse(now));
            case "pre-deploy" -> new PreDeploy(commit(json));
            case "snapshot" -> new TakeSnapshot(required(json, "reason", "why, in a few words"));
            case "plan" -> new ShowPlan(time(json, "scheduledAt").orElse(now));
            case "report" -> new ShowReport();
            case "restore" ->
                    new Restore(
                            required(json, "snapshot", "the identifier of a snapshot"),
                            required(json, "target", "the name of the new database"),
                            field(json, "confirm"));
            case "restore-to-time" ->
                    new RestoreToTime(
                            field(json, "database"),
                            time(json, "time")
                                    .orElseThrow(() ->
                                            wrong(
                                                    "time",
                                                    "is missing",
                                                    "a time such as " + "2026-11-25T14:03:00Z")),
                            required(json, "target", "the name of the new database"),
                            field(json, "confirm"));
            default -> throw wrong("action", "is '" + action + "'", "one of: " + ACTIONS);
        };
    }

    private static JsonNode object(String text) {
        String expected = "expected an object such as {\"action\":\"tick\"}";
        try {
            JsonNode json = Json.mapper().readTree(text);
            if (!json.isObject()) {
                throw new IllegalArgumentException("the payload is no JSON object, " + expected);
            }
            return json;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the payload is no JSON, " + expected, e);
        }
    }

    private static String commit(JsonNode json) {
        String expected = "a commit or build: 1 to 64 letters, digits, '.', '_' and '-'";
        String commit = required(json, "commit", expected);
        if (!commit.matches("[A-Za-z0-9._-]{1,64}")) {
            throw wrong("commit", "is '" + commit + "'", expected);
        }
        return commit;
    }

    private static Optional<Instant> time(JsonNode json, String name) {
        String expected = "a time in UTC such as 2026-11-25T02:00:00Z";
        try {
            return field(json, name).map(Instant::parse);
        } catch (DateTimeParseException e) {
            throw wrong(name, "is " + json.path(name), expected);
        }
    }

    private static String required(JsonNode json, String name, String expected) {
        return field(json, name).orElseThrow(() -> wrong(name, "is missing", expected));
    }

    private static Optional<String> field(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (!value.isTextual()) {
            throw wrong(name, "is " + value, "a text");
        }
        return Optional.of(value.textValue().strip()).filter(each -> !each.isEmpty());
    }

    private static IllegalArgumentException wrong(String name, String is, String expected) {
        return new IllegalArgumentException(
                "field '" + name + "' " + is + ", expected " + expected);
    }
}
