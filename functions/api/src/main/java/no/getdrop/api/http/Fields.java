package no.getdrop.api.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.money.Money;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.OutsideText;

import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/// The fields of a JSON body, read one by one; what is wrong with them is collected, and [#check]
/// refuses the request with all of it at once.
///
/// A field that is wrong reads as empty until then. Fields that nobody asks for are ignored.
public final class Fields {
    /// Control characters, and those that turn the direction of a text around.
    private static final Pattern UNPRINTABLE =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\p{Co}\\p{Cn}\\u202A-\\u202E\\u2066-\\u2069\\uFEFF]");

    /// The same as [#UNPRINTABLE], between line feeds.
    private static final Pattern WITHIN_LINES = Pattern.compile("(?!\n)" + UNPRINTABLE.pattern());

    private static final Pattern LINE_END = Pattern.compile("\r\n?");

    private static final TypeReference<Map<String, Object>> FIELDS = new TypeReference<>() {};

    private final ObjectNode body;
    private final List<Detail> details = new ArrayList<>();

    private Fields(ObjectNode body) {
        this.body = body;
    }

    /// Reads a body, which must be a JSON object.
    public static Fields parse(byte[] bytes) {
        try {
            JsonNode node = Json.mapper().readTree(bytes);
            if (node instanceof ObjectNode object) {
                return new Fields(object);
            }
            throw RefusedException.of(ApiError.INVALID_JSON);
        } catch (IOException e) {
            throw RefusedException.of(ApiError.INVALID_JSON);
        }
    }

    /// Whether the body says anything for a field.
    public boolean has(String name) {
        return present(name).isPresent();
    }

    /// Whether the body has a member of that name, be it null.
    public boolean names(String name) {
        return body.has(name);
    }

    /// A text of `min` to `max` characters, without spaces at its ends, in Unicode form C.
    public Optional<String> text(String name, int min, int max) {
        Optional<JsonNode> node = present(name);
        return node.isEmpty() ? missing(name) : text(name, node.get(), min, max);
    }

    /// Like [#text], of a field that may be absent or null.
    public Optional<String> optionalText(String name, int max) {
        return present(name).flatMap(node -> text(name, node, 1, max));
    }

    /// Like [#text], of the name of a person or a business: two names that look the same must not
    /// differ in letters that nobody sees.
    public Optional<String> name(String name, int min, int max) {
        Optional<JsonNode> node = present(name);
        return node.isEmpty() ? missing(name) : seen(name, node.get(), min, max);
    }

    /// Like [#name], of a field that may be absent or null.
    public Optional<String> optionalName(String name, int max) {
        return present(name).flatMap(node -> seen(name, node, 1, max));
    }

    /// Like [#text], of several lines.
    public Optional<String> paragraphs(String name, int min, int max) {
        Optional<JsonNode> node = present(name);
        return node.isEmpty() ? missing(name) : paragraphs(name, node.get(), min, max);
    }

    /// Like [#paragraphs], of a field that may be absent or null.
    public Optional<String> optionalParagraphs(String name, int max) {
        return present(name).flatMap(node -> paragraphs(name, node, 1, max));
    }

    /// An amount in kroner from `min` to `max`, as a JSON number or a text, with two decimals at
    /// most.
    public Optional<Money> nok(String name, Money min, Money max) {
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            return missing(name);
        }
        Optional<BigDecimal> decimal = decimal(node.get());
        if (decimal.isEmpty()) {
            return wrong(name, "amount");
        }
        Optional<Money> amount = Money.exactly(decimal.get(), Money.NOK);
        if (amount.isEmpty()) {
            return wrong(name, "amount");
        }
        long minor = amount.get().amountMinor();
        return minor < min.amountMinor() || minor > max.amountMinor()
                ? wrong(
                        name,
                        "amount_out_of_range",
                        min.decimal().toPlainString(),
                        max.decimal().toPlainString())
                : amount;
    }

    /// A whole number from `min` to `max`, of a field that may be absent or null.
    public Optional<Integer> optionalNumber(String name, int min, int max) {
        return present(name)
                .flatMap(node -> {
                    boolean fits =
                            node.isIntegralNumber()
                                    && node.canConvertToInt()
                                    && node.intValue() >= min
                                    && node.intValue() <= max;
                    return fits
                            ? Optional.of(node.intValue())
                            : wrong(name, "number", Integer.toString(min), Integer.toString(max));
                });
    }

    /// A value that `parse` understands; `expected` names what it may be.
    public <T> Optional<T> value(
            String name, Function<String, Optional<T>> parse, String expected) {
        Optional<JsonNode> node = present(name);
        return node.isEmpty() ? missing(name) : value(name, node.get(), parse, "value", expected);
    }

    /// A value that `parse` understands; `code`, a key of the texts, says what it may be.
    public <T> Optional<T> coded(String name, Function<String, Optional<T>> parse, String code) {
        Optional<JsonNode> node = present(name);
        return node.isEmpty() ? missing(name) : value(name, node.get(), parse, code);
    }

    /// Like [#value], of a field that may be absent or null.
    public <T> Optional<T> optionalValue(
            String name, Function<String, Optional<T>> parse, String expected) {
        return present(name).flatMap(node -> value(name, node, parse, "value", expected));
    }

    /// `true` or `false`, of a field that may be absent or null.
    public Optional<Boolean> optionalFlag(String name) {
        return present(name)
                .flatMap(node ->
                        node.isBoolean() ? Optional.of(node.asBoolean()) : wrong(name, "flag"));
    }

    /// A list of 1 to `max` values that `parse` understands; a wrong one is named with its place,
    /// such as `ids[2]`.
    public <T> Optional<List<T>> values(
            String name, Function<String, Optional<T>> parse, String expected, int max) {
        Optional<JsonNode> node = present(name);
        if (node.isEmpty()) {
            return missing(name);
        }
        if (!node.get().isArray() || node.get().isEmpty() || node.get().size() > max) {
            return wrong(name, "list", Integer.toString(max));
        }
        List<T> values = new ArrayList<>();
        for (int i = 0; i < node.get().size(); i++) {
            value(name + '[' + i + ']', node.get().get(i), parse, "value", expected)
                    .ifPresent(values::add);
        }
        return Optional.of(List.copyOf(values));
    }

    /// Adds what a rule over several fields found.
    public void add(Detail detail) {
        details.add(detail);
    }

    /// Refuses the request when any field read so far was wrong.
    public void check() {
        if (!details.isEmpty()) {
            throw RefusedException.invalid(details);
        }
    }

    /// The body in a form in which order and spaces make no difference, without its key.
    public String canonical() {
        try {
            Map<String, Object> sorted = Json.mapper().treeToValue(body, FIELDS);
            sorted.remove("idempotencyKey");
            // Numbers as they are: 1e9999999 written out would fill the memory.
            return Json.mapper()
                    .writer(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
                    .without(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
                    .writeValueAsString(sorted);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was read as JSON can be written as JSON", e);
        }
    }

    private Optional<String> text(String name, JsonNode node, int min, int max) {
        return node.isTextual()
                ? printable(name, node.asText(), UNPRINTABLE, min, max)
                : wrong(name, "text");
    }

    private Optional<String> seen(String name, JsonNode node, int min, int max) {
        return node.isTextual()
                ? printable(name, node.asText(), OutsideText.UNSEEN, min, max)
                : wrong(name, "text");
    }

    /// Lines may end as they do anywhere; what is kept ends them with a line feed.
    private Optional<String> paragraphs(String name, JsonNode node, int min, int max) {
        return node.isTextual()
                ? printable(
                        name,
                        LINE_END.matcher(node.asText()).replaceAll("\n"),
                        WITHIN_LINES,
                        min,
                        max)
                : wrong(name, "text");
    }

    private Optional<String> printable(
            String name, String given, Pattern unprintable, int min, int max) {
        String text = OutsideText.normal(given);
        if (unprintable.matcher(text).find()) {
            return wrong(name, "unprintable");
        }
        int length = text.codePointCount(0, text.length());
        return length < min || length > max
                ? wrong(name, "length", Integer.toString(min), Integer.toString(max))
                : Optional.of(text);
    }

    private <T> Optional<T> value(
            String name,
            JsonNode node,
            Function<String, Optional<T>> parse,
            String code,
            String... arguments) {
        if (!node.isTextual()) {
            return wrong(name, "text");
        }
        Optional<T> value = parse.apply(node.asText());
        return value.isEmpty() ? wrong(name, code, arguments) : value;
    }

    private static Optional<BigDecimal> decimal(JsonNode node) {
        if (node.isNumber()) {
            return Optional.of(node.decimalValue());
        }
        if (node.isTextual() && node.asText().matches("-?[0-9]{1,12}(\\.[0-9]{1,6})?")) {
            return Optional.of(new BigDecimal(node.asText()));
        }
        return Optional.empty();
    }

    private Optional<JsonNode> present(String name) {
        JsonNode node = body.get(name);
        return node == null || node.isNull() ? Optional.empty() : Optional.of(node);
    }

    private <T> Optional<T> missing(String name) {
        return wrong(name, "required");
    }

    private <T> Optional<T> wrong(String name, String code, String... arguments) {
        details.add(Detail.of(name, code, arguments));
        return Optional.empty();
    }
}
