package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import no.getdrop.money.Money;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

final class FieldsTest {
    private static final Money MIN = Money.nok(100_00);
    private static final Money MAX = Money.nok(50_000_00);

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "[]", "1", "null", "\"a\"", "{\"a\":1,\"a\":2}", "{\"a\":1} x"})
    void aBodyThatIsNotOneObjectIsInvalidJson(String body) {
        RefusedException refused =
                Objects.requireNonNull(
                        catchThrowableOfType(RefusedException.class, () -> fields(body)));
        assertThat(refused.error()).isEqualTo(ApiError.INVALID_JSON);
    }

    @ParameterizedTest
    @CsvSource({
        "129,12900",
        "129.5,12950",
        "129.50,12950",
        "50000,5000000",
        "100,10000",
        "100.00,10000"
    })
    void anAmountIsReadToTheOre(String decimal, long minor) {
        Fields fields = fields("{\"n\":" + decimal + ",\"t\":\"" + decimal + "\"}");
        assertThat(fields.nok("n", MIN, MAX)).contains(Money.nok(minor));
        assertThat(fields.nok("t", MIN, MAX)).contains(Money.nok(minor));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100.001|amount",
                "true|amount",
                "{}|amount",
                "[]|amount",
                "\"1e3\"|amount",
                "\"12,50\"|amount",
                "\"\"|amount",
                "0|amount_out_of_range",
                "-1|amount_out_of_range",
                "99.99|amount_out_of_range",
                "50000.01|amount_out_of_range",
                "1e400|amount",
                "null|required"
            })
    void anAmountThatDoesNotFitIsNamed(String value, String code) {
        assertThat(detail("{\"amount\":" + value + "}", f -> f.nok("amount", MIN, MAX)))
                .extracting(Detail::field, Detail::code)
                .containsExactly("amount", code);
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Fields fields = fields("{\"name\":7,\"note\":\"" + "x".repeat(11) + "\"}");
        fields.text("name", 1, 10);
        fields.optionalText("note", 10);
        fields.text("missing", 1, 10);
        RefusedException refused =
                Objects.requireNonNull(catchThrowableOfType(RefusedException.class, fields::check));
        assertThat(refused.details())
                .extracting(Detail::field, Detail::code)
                .containsExactly(
                        tuple("name", "text"),
                        tuple("note", "length"),
                        tuple("missing", "required"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"one\\r\\ntwo", "one\\ntwo", "one\\rtwo", " one\\ntwo\\n"})
    void severalLinesAreKeptWithOneKindOfEnd(String text) {
        Fields fields = fields("{\"text\":\"" + text + "\"}");
        assertThat(fields.paragraphs("text", 1, 7)).contains("one\ntwo");
        assertThat(fields.optionalParagraphs("none", 7)).isEmpty();
        fields.check();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\u202Eb", "a\\tb", "a\\n\\u0007b"})
    void betweenLinesNothingIsHidden(String text) {
        assertThat(detail("{\"text\":\"" + text + "\"}", f -> f.paragraphs("text", 1, 100)))
                .extracting(Detail::code)
                .isEqualTo("unprintable");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\\u0000b", "a\\u202Eb", "a\\nb", "\\uFEFFa", "\\uD800"})
    void aTextThatCannotBeShownIsRefused(String escaped) {
        assertThat(detail("{\"t\":\"" + escaped + "\"}", f -> f.text("t", 1, 10)))
                .extracting(Detail::code)
                .isEqualTo("unprintable");
    }

    @Test
    void aTextIsNormalisedAndCountedInCharacters() {
        Fields fields = fields("{\"t\":\"  A\\u030Ase \\uD83D\\uDE00 \"}");
        assertThat(fields.text("t", 1, 5)).contains("Åse 😀");
        fields.check();
    }

    @Test
    void orderAndSpacesMakeNoDifferenceToTheCanonicalForm() {
        assertThat(
                        fields("{\"b\": 1.50, \"a\": {\"d\":1,\"c\":2}, \"idempotencyKey\":\"k\"}")
                                .canonical())
                .isEqualTo(fields("{\"a\":{\"c\":2,\"d\":1},\"b\":1.50}").canonical())
                .isNotEqualTo(fields("{\"a\":{\"c\":2,\"d\":1},\"b\":1.51}").canonical());
    }

    @Test
    void aHugeNumberIsNotWrittenOut() {
        assertThat(fields("{\"a\":1e9999999}").canonical()).hasSizeLessThan(30).contains("E+");
    }

    @Test
    void aRightBodyPasses() {
        Fields fields = fields("{\"name\":\"Ana\",\"extra\":true}");
        assertThat(fields.text("name", 1, 10)).contains("Ana");
        assertThat(fields.optionalText("nothing", 5)).isEmpty();
        fields.check();
        assertThatThrownBy(
                () -> fields.value("name", text -> Optional.<String>empty(), "x").orElseThrow());
    }

    private interface Reading {
        Optional<?> of(Fields fields);
    }

    private static Detail detail(String body, Reading reading) {
        Fields fields = fields(body);
        assertThat(reading.of(fields)).isEmpty();
        RefusedException refused =
                Objects.requireNonNull(catchThrowableOfType(RefusedException.class, fields::check));
        assertThat(refused.error()).isEqualTo(ApiError.VALIDATION_ERROR);
        List<Detail> details = refused.details();
        assertThat(details).hasSize(1);
        return details.getFirst();
    }

    private static Fields fields(String body) {
        return Fields.parse(body.getBytes(StandardCharsets.UTF_8));
    }
}
