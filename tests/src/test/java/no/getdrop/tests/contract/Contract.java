package no.getdrop.tests.contract;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;

import no.getdrop.tests.Repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// docs/api/openapi.yaml with every reference resolved and every `allOf` merged.
final class Contract {
    /// The one contract.
    static final Contract DROP = read();

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "patch", "head", "options");

    private final JsonNode document;

    private Contract(JsonNode document) {
        this.document = document;
    }

    private static Contract read() {
        ObjectMapper yaml =
                new ObjectMapper(new YAMLFactory())
                        .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                        .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY);
        try {
            return new Contract(
                    yaml.readTree(Repository.ROOT.resolve("docs/api/openapi.yaml").toFile()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// All operations, in the order of the document.
    List<Operation> operations() {
        List<Operation> operations = new ArrayList<>();
        for (var path : document.path("paths").properties()) {
            JsonNode item = resolve(path.getValue());
            for (var method : item.properties()) {
                if (METHODS.contains(method.getKey())) {
                    List<JsonNode> parameters = new ArrayList<>();
                    item.path("parameters").forEach(parameters::add);
                    method.getValue().path("parameters").forEach(parameters::add);
                    operations.add(
                            Operation.of(
                                    method.getKey(), path.getKey(), method.getValue(), parameters));
                }
            }
        }
        return List.copyOf(operations);
    }

    /// The operation of that id.
    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the contract has no operation " + id));
    }

    /// Error codes that any operation may answer.
    Set<String> errorsEverywhere() {
        Set<String> codes = new TreeSet<>();
        document.path("x-errors-everywhere").forEach(code -> codes.add(code.asText()));
        return codes;
    }

    /// The schema of every problem.
    JsonNode problem() {
        return resolve(document.path("components").path("schemas").path("Problem"));
    }

    /// Named components of a kind, resolved.
    JsonNode components(String kind) {
        return resolve(document.path("components").path(kind));
    }

    /// The areas.
    JsonNode tags() {
        return document.path("tags");
    }

    private JsonNode resolve(JsonNode node) {
        return switch (node) {
            case ObjectNode object -> resolve(object);
            case ArrayNode array -> {
                ArrayNode copy = array.arrayNode();
                array.forEach(item -> copy.add(resolve(item)));
                yield copy;
            }
            default -> node;
        };
    }

    private JsonNode resolve(ObjectNode object) {
        ObjectNode copy = object.objectNode();
        if (object.path("$ref").isTextual()) {
            String reference = object.path("$ref").asText();
            JsonNode target = document.at(reference.substring(1));
            if (target.isMissingNode()) {
                throw new AssertionError("the contract refers to " + reference + ", which is none");
            }
            merge(copy, resolve(target));
        }
        for (var field : object.properties()) {
            switch (field.getKey()) {
                case "$ref" -> {}
                case "allOf" -> field.getValue().forEach(part -> merge(copy, resolve(part)));
                default -> mergeField(copy, field.getKey(), resolve(field.getValue()));
            }
        }
        return copy;
    }

    private static void merge(ObjectNode into, JsonNode part) {
        part.properties().forEach(field -> mergeField(into, field.getKey(), field.getValue()));
    }

    private static void mergeField(ObjectNode into, String name, JsonNode value) {
        JsonNode before = into.path(name);
        if (before instanceof ObjectNode object && value.isObject()) {
            ObjectNode both = object.deepCopy();
            merge(both, value);
            into.set(name, both);
        } else if (name.equals("required") && before instanceof ArrayNode array) {
            ArrayNode both = array.deepCopy();
            value.forEach(both::add);
            into.set(name, both);
        } else {
            into.set(name, value);
        }
    }
}
