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
import java.text.Normalizer;
import java.text.Normalizer.Form;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

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

    /// What Unicode 16 calls a control, a format character, unassigned, a surrogate, private or
    /// ignorable, and what else leaves no mark.
    @Test
    void inANameNothingIsUnseen() {
        List<int[]> unseen =
                List.of(
                        new int[] {0x00, 0x1F},
                        new int[] {0x7F, 0x9F},
                        new int[] {0xAD, 0xAD},
                        new int[] {0x34F, 0x34F},
                        new int[] {0x61C, 0x61C},
                        new int[] {0x115F, 0x1160},
                        new int[] {0x17B4, 0x17B5},
                        new int[] {0x180B, 0x180F},
                        new int[] {0x200B, 0x200F},
                        new int[] {0x2028, 0x202E},
                        new int[] {0x2060, 0x206F},
                        new int[] {0x2800, 0x2800},
                        new int[] {0x3164, 0x3164},
                        new int[] {0xD800, 0xDFFF},
                        new int[] {0xE000, 0xF8FF},
                        new int[] {0xFE00, 0xFE0F},
                        new int[] {0xFEFF, 0xFEFF},
                        new int[] {0xFFA0, 0xFFA0},
                        new int[] {0xFFF0, 0xFFFC},
                        new int[] {0x1BCA0, 0x1BCA3},
                        new int[] {0x1D173, 0x1D17A},
                        new int[] {0xE0000, 0xE0FFF});
        for (int[] range : unseen) {
            for (int point = range[0]; point <= range[1]; point++) {
                String text = "{\"t\":\"a%sb\"}".formatted(escaped(point));
                assertThat(detail(text, f -> f.name("t", 1, 10)))
                        .as(Integer.toHexString(point))
                        .extracting(Detail::code)
                        .isEqualTo("unprintable");
                assertThat(detail(text, f -> f.optionalName("t", 10)).code())
                        .isEqualTo("unprintable");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Željko Đurić-Łęcki",
                "Ayşe Gül Şahin",
                "Siân O’Brien-O'Neill",
                "محمد علی",
                "Blåbærhagen & Sønn ÅS",
                "Žana 2 (kiosk), nr. 5/7 «Nord» – Oslo",
                "Kaffe☕",
                "Ñ́amé"
            })
    void realNamesAreTaken(String name) {
        Fields fields = fields("{\"t\":\"" + name + "\"}");
        assertThat(fields.name("t", 1, 70)).contains(Normalizer.normalize(name, Form.NFC));
        fields.check();
    }

    private static String escaped(int point) {
        return Character.toString(point)
                .chars()
                .mapToObj("\\u%04x"::formatted)
                .collect(Collectors.joining());
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
