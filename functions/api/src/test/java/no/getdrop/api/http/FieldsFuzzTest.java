package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.merchants.NorwegianAccount;
import no.getdrop.money.Money;
import no.getdrop.testing.fuzz.Fuzz;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Whatever a body is, its fields are read or the request is refused; and the form in which bodies
/// are compared is the same for itself.
public final class FieldsFuzzTest {
    private static final Money MIN = Money.nok(100);
    private static final Money MAX = Money.nok(5_000_000);

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(FieldsFuzzTest.class, FieldsFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, FieldsFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        Fields fields;
        try {
            fields = Fields.parse(input);
        } catch (RefusedException e) {
            return;
        }
        String canonical = fields.canonical();
        // What is no whole character has no bytes to be read again by.
        if (StandardCharsets.UTF_8.newEncoder().canEncode(canonical)) {
            Fields again = Fields.parse(canonical.getBytes(StandardCharsets.UTF_8));
            assertThat(again.canonical()).isEqualTo(canonical);
        }
        Optional<String> text = fields.text("text", 1, 100);
        text.ifPresent(known -> {
            assertThat(known.codePointCount(0, known.length())).isBetween(1, 100);
            assertThat(known).isEqualTo(known.strip()).doesNotContain("\0", "\n");
        });
        fields.optionalText("text", 20);
        fields.paragraphs("paragraphs", 0, 500)
                .ifPresent(known -> assertThat(known).doesNotContain("\r", "\0"));
        fields.nok("amount", MIN, MAX)
                .ifPresent(amount ->
                        assertThat(amount.amountMinor())
                                .isBetween(MIN.amountMinor(), MAX.amountMinor()));
        fields.optionalNumber("number", 1, 50);
        fields.value("value", NorwegianAccount::iban, "account");
        fields.optionalFlag("flag");
        fields.values("values", NorwegianAccount::iban, "account", 10);
        try {
            fields.check();
        } catch (RefusedException e) {
            assertThat(e).isNotNull();
        }
    }
}
