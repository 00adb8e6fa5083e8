package no.getdrop.money;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Optional;

/// Whatever number stands for an amount is one, or is refused; and an amount written is the same
/// amount read.
public final class MoneyFuzzTest {
    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(MoneyFuzzTest.class, MoneyFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, MoneyFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        Lines lines = new Lines(input);
        BigDecimal decimal;
        Currency currency;
        try {
            decimal = new BigDecimal(lines.next());
            currency = Currency.getInstance(lines.next());
        } catch (IllegalArgumentException e) {
            return;
        }
        Optional<Money> amount = Money.exactly(decimal, currency);
        if (amount.isPresent()) {
            BigDecimal written = amount.get().decimal();
            assertThat(written).isEqualByComparingTo(decimal);
            assertThat(Money.exactly(new BigDecimal(written.toPlainString()), currency))
                    .isEqualTo(amount);
            assertThat(amount.get().toString()).endsWith(currency.toString());
        }
    }
}
