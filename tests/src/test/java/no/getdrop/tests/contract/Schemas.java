package no.getdrop.tests.contract;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;

import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BinaryOperator;

/// Judges JSON by JSON Schema 2020-12, which OpenAPI 3.1 uses.
final class Schemas {
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final IdentityHashMap<JsonNode, Schema> COMPILED = new IdentityHashMap<>();

    /// Of JSON Schema and OpenAPI, those that Drop's contract uses.
    private static final Set<String> KEYWORDS =
            Set.of(
                    "type",
                    "description",
                    "enum",
                    "const",
                    "format",
                    "pattern",
                    "default",
                    "required",
                    "properties",
                    "additionalProperties",
                    "items",
                    "anyOf",
                    "oneOf",
                    "minLength",
                    "maxLength",
                    "minimum",
                    "maximum",
                    "exclusiveMinimum",
                    "multipleOf",
                    "minItems",
                    "maxItems",
                    "uniqueItems",
                    "contentEncoding",
                    "contentMediaType",
                    "example",
                    "x-fixture");

    private Schemas() {}

    /// What is wrong with `instance`, each with the place; formats such as `date-time` count.
    static List<String> errors(JsonNode schema, JsonNode instance) {
        Schema compiled;
        synchronized (COMPILED) {
            compiled =
                    COMPILED.computeIfAbsent(
                            schema, known -> REGISTRY.getSchema(withoutNotes(known)));
        }
        return compiled
                .validate(
                        instance,
                        context ->
                                context.executionConfig(
                                        config -> config.formatAssertionsEnabled(true)))
                .stream()
                .map(Error::toString)
                .toList();
    }

    /// What in a schema is no keyword that is known here.
    static Set<String> unknownKeywords(JsonNode schema) {
        Set<String> unknown = new TreeSet<>();
        for (var field : schema.properties()) {
            switch (field.getKey()) {
                case "properties" ->
                        field.getValue().forEach(part -> unknown.addAll(unknownKeywords(part)));
                case "items", "additionalProperties" ->
                        unknown.addAll(unknownKeywords(field.getValue()));
                case "anyOf", "oneOf" ->
                        field.getValue().forEach(part -> unknown.addAll(unknownKeywords(part)));
                default -> {
                    if (!KEYWORDS.contains(field.getKey())) {
                        unknown.add(field.getKey());
                    }
                }
            }
        }
        return unknown;
    }

    /// The names of all fields that a schema describes, at any depth.
    static Set<String> fields(JsonNode schema) {
        Set<String> fields = new TreeSet<>();
        for (var property : schema.path("properties").properties()) {
            fields.add(property.getKey());
            fields.addAll(fields(property.getValue()));
        }
        for (String nested : List.of("items", "additionalProperties")) {
            if (schema.path(nested).isObject()) {
                fields.addAll(fields(schema.path(nested)));
            }
        }
        for (String alternatives : List.of("anyOf", "oneOf")) {
            schema.path(alternatives).forEach(part -> fields.addAll(fields(part)));
        }
        return fields;
    }

    /// The example of a schema with other values in it.
    ///
    /// @param value given a value's schema and the value, both as the contract has them
    static JsonNode filled(JsonNode schema, JsonNode example, BinaryOperator<JsonNode> value) {
        return switch (example) {
            case ObjectNode object -> {
                ObjectNode copy = object.objectNode();
                object.properties()
                        .forEach(field -> {
                            JsonNode part = schema.path("properties").path(field.getKey());
                            copy.set(field.getKey(), filled(part, field.getValue(), value));
                        });
                yield copy;
            }
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(item -> copy.add(filled(schema.path("items"), item, value)));
                yield copy;
            }
            default -> value.apply(schema, example);
        };
    }

    /// The schema without what only our tests read.
    private static JsonNode withoutNotes(JsonNode schema) {
        JsonNode copy = schema.deepCopy();
        copy.findParents("x-fixture").forEach(parent -> ((ObjectNode) parent).remove("x-fixture"));
        return copy;
    }

    /// The schema that also refuses every field it does not describe.
    static JsonNode closed(JsonNode schema) {
        ObjectNode copy = schema.deepCopy();
        close(copy);
        return copy;
    }

    private static void close(JsonNode schema) {
        if (!(schema instanceof ObjectNode object)) {
            return;
        }
        object.path("properties").forEach(Schemas::close);
        close(object.path("items"));
        close(object.path("additionalProperties"));
        for (String alternatives : List.of("anyOf", "oneOf")) {
            if (object.path(alternatives) instanceof ArrayNode array) {
                array.forEach(Schemas::close);
            }
        }
        if (object.has("properties") && !object.has("additionalProperties")) {
            object.put("additionalProperties", false);
        }
    }
}
