package no.getdrop.tests.contract;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import no.getdrop.tests.contract.WrongRequest.Expected;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;

/// Makes of a right request many that are wrong in one place each, as the contract tells.
///
/// What a schema refuses must be refused with the field named; characters that no text may have are
/// refused in every text; what is odd and yet allowed must do no harm.
final class WrongRequests {
    /// As the api keeps what the client wrote: escapes, so that a lone surrogate survives.
    private static final JsonMapper ESCAPING =
            JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

    private static final List<String> ODD_HEADERS =
            List.of("Accept", "Accept-Language", "Cookie", "X-Request-Id", "traceparent");

    private final Request right;
    private final Random random;
    private final List<WrongRequest> found = new ArrayList<>();

    private WrongRequests(Request right, Random random) {
        this.right = right;
        this.random = random;
    }

    /// All of them for one operation.
    static List<WrongRequest> of(Request right, Random random) {
        WrongRequests wrong = new WrongRequests(right, random);
        wrong.parameters();
        wrong.body();
        return wrong.found;
    }

    private void parameters() {
        Operation operation = right.operation();
        String body = text(right.body());
        for (JsonNode parameter : operation.parametersIn("path")) {
            String name = parameter.path("name").asText();
            for (String value : Values.paths(parameter.path("schema"), random)) {
                add(name, value, right.withPath(name, value), body, Expected.REFUSED);
            }
        }
        for (JsonNode parameter : operation.parametersIn("query")) {
            String name = parameter.path("name").asText();
            for (String value : Values.texts(random)) {
                // An empty parameter that has a default may stand for it.
                boolean wrong =
                        !Schemas.errors(
                                                parameter.path("schema"),
                                                Values.typed(parameter.path("schema"), value))
                                        .isEmpty()
                                && !(value.isEmpty() && parameter.path("schema").has("default"));
                add(
                        name,
                        value,
                        right.withQuery(name, value),
                        body,
                        wrong ? Expected.NAMED : Expected.UNHARMED);
            }
        }
        if (operation.takesIdempotencyKey()) {
            for (String key : List.of("x".repeat(256), "two words", "\"un quoted\"")) {
                Request request = right.withHeader("Idempotency-Key", key);
                add("Idempotency-Key", key, request, body, Expected.NAMED);
            }
        }
        for (String header : ODD_HEADERS) {
            String odd = "x;q=,\"" + "é".repeat(200);
            add(header, "odd", right.withHeader(header, odd), body, Expected.UNHARMED);
        }
    }

    private void body() {
        if (right.operation().body().isEmpty() || !(right.body() instanceof ObjectNode whole)) {
            return;
        }
        JsonNode schema = right.operation().body().get().path("schema");
        fields(whole, schema, List.of());
        String text = Objects.requireNonNull(text(whole));
        String inside = text.substring(1);
        Map<String, String> raw = new LinkedHashMap<>();
        raw.put("truncated", text.substring(0, text.length() - 1));
        raw.put("an array", "[1]");
        raw.put("null", "null");
        raw.put("a text", "\"text\"");
        raw.put("nothing", "");
        raw.put("two objects", text + text);
        raw.put("deeply nested", "{\"a\":" + "[".repeat(5_000) + "]".repeat(5_000) + ",");
        raw.put("a number of 10,000 digits", "{\"a\":" + "9".repeat(10_000) + "," + inside);
        String huge = "{\"a\":1e9999999," + inside;
        Request keyed =
                right.operation().takesIdempotencyKey()
                        ? right.withHeader("Idempotency-Key", "huge-" + random.nextLong())
                        : right;
        add("body", "an unknown field with a huge number", keyed, huge, Expected.UNHARMED);
        if (!whole.isEmpty()) {
            String name = whole.fieldNames().next();
            raw.put("a field twice", "{\"" + name + "\":" + whole.get(name) + "," + inside);
        }
        raw.forEach((change, sent) -> add("body", change, right, sent, Expected.REFUSED));
        String large = "{\"a\":\"" + "x".repeat(257 * 1024) + "\"," + inside;
        add("body", "too large", right, large, Expected.REFUSED);
        Request otherType = right.withHeader("Content-Type", "text/plain");
        add("body", "as text/plain", otherType, text, Expected.REFUSED);
    }

    private void fields(ObjectNode whole, JsonNode schema, List<String> above) {
        for (var property : schema.path("properties").properties()) {
            List<String> path = new ArrayList<>(above);
            path.add(property.getKey());
            field(whole, path, property.getValue());
            if (property.getValue().has("properties")
                    && at(whole, path) instanceof ObjectNode object
                    && !object.isEmpty()) {
                fields(whole, property.getValue(), path);
            }
        }
    }

    private void field(ObjectNode whole, List<String> path, JsonNode schema) {
        for (var value : Values.nodes(schema, random).entrySet()) {
            ObjectNode changed = whole.deepCopy();
            ObjectNode parent = parent(changed, path);
            parent.set(path.getLast(), value.getValue());
            expect(path, value.getKey(), changed, value.getValue());
        }
        ObjectNode without = whole.deepCopy();
        parent(without, path).remove(path.getLast());
        expect(path, "missing", without, null);
    }

    private void expect(
            List<String> path, String change, ObjectNode changed, @Nullable JsonNode value) {
        JsonNode schema = right.operation().body().orElseThrow().path("schema");
        boolean refused = !Schemas.errors(schema, changed).isEmpty();
        boolean unprintable = value instanceof TextNode node && Values.isUnprintable(node.asText());
        Expected expected = refused || unprintable ? Expected.NAMED : Expected.UNHARMED;
        add(path.getFirst(), change, right, text(changed), expected);
    }

    private void add(
            String field,
            String change,
            Request request,
            @Nullable String text,
            Expected expected) {
        String shown = change.length() > 60 ? change.substring(0, 60) + "…" : change;
        found.add(new WrongRequest(field, shown, request, text, expected));
    }

    private static ObjectNode parent(ObjectNode whole, List<String> path) {
        JsonNode node = whole;
        for (String name : path.subList(0, path.size() - 1)) {
            node = node.path(name);
        }
        return (ObjectNode) node;
    }

    private static JsonNode at(ObjectNode whole, List<String> path) {
        return parent(whole, path).path(path.getLast());
    }

    private static @Nullable String text(@Nullable JsonNode body) {
        try {
            return body == null ? null : ESCAPING.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The values that are tried.
    static final class Values {
        private static final String ARABIC = "\u0645\u0631\u062d\u0628\u0627";

        private Values() {}

        /// For a field of a body, each with what it is.
        static Map<String, JsonNode> nodes(JsonNode schema, Random random) {
            Map<String, JsonNode> values = new LinkedHashMap<>();
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            values.put("null", nodes.nullNode());
            values.put("a boolean", nodes.booleanNode(true));
            values.put("a number", nodes.numberNode(7));
            values.put("an object", nodes.objectNode().put("a", 1));
            values.put("an array", nodes.arrayNode().add(1));
            values.put("an empty array", nodes.arrayNode());
            values.put("minus one", nodes.numberNode(-1));
            values.put("zero", nodes.numberNode(0));
            values.put("a thousandth", nodes.numberNode(new BigDecimal("100.001")));
            values.put("a billion", nodes.numberNode(1_000_000_000));
            values.put("1e400", nodes.numberNode(new BigDecimal("1e400")));
            values.put("60 digits", nodes.numberNode(new BigInteger(190, random).setBit(190)));
            for (String text : texts(random)) {
                values.put("text " + text, TextNode.valueOf(text));
            }
            if (schema.path("maxLength").isInt()) {
                String longer = "x".repeat(schema.path("maxLength").asInt() + 1);
                values.put("one too long", TextNode.valueOf(longer));
            }
            if (schema.has("items")
                    && schema.path("items").path("type").asText().equals("string")) {
                ArrayNode many = nodes.arrayNode();
                for (int i = 0; i < 5_000; i++) {
                    many.add("x" + random.nextInt());
                }
                values.put("5,000 texts", many);
            }
            return values;
        }

        /// Texts that hardly anything may be, or that are odd.
        static List<String> texts(Random random) {
            return List.of(
                    "",
                    " ",
                    "zzz" + random.nextInt(1_000_000),
                    "0",
                    "-1",
                    "1.5",
                    "9".repeat(60),
                    "x".repeat(5_000),
                    "A\u0000B",
                    "A\u202eB",
                    "e\u0301".repeat(3),
                    ARABIC,
                    "\ud83e\udd8a",
                    "'; DROP TABLE users; --",
                    "<script>alert(1)</script>");
        }

        /// Values of a path's parameter that name nothing.
        static List<String> paths(JsonNode schema, Random random) {
            List<String> values = new ArrayList<>(texts(random));
            // An empty segment, or one of spaces, is another address.
            values.remove("");
            values.remove(" ");
            values.add("../users");
            values.add("%2e%2e%2f");
            String form = schema.path("pattern").asText();
            if (form.matches("\\^[a-z]{2,4}_.*")) {
                String prefix = form.substring(1, form.indexOf('_') + 1);
                values.add(prefix + "0".repeat(32));
                values.add(prefix + "0".repeat(31));
                values.add(prefix.toUpperCase(Locale.ROOT) + "0".repeat(32));
            }
            return values;
        }

        /// A parameter's text as its schema sees it.
        static JsonNode typed(JsonNode schema, String text) {
            boolean integer = schema.path("type").asText().equals("integer");
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            return integer && text.matches("[0-9]{1,9}|-[0-9]{1,9}")
                    ? nodes.numberNode(Integer.parseInt(text))
                    : TextNode.valueOf(text);
        }

        static boolean isUnprintable(String text) {
            return text.indexOf('\u0000') >= 0 || text.indexOf('\u202e') >= 0;
        }
    }
}
