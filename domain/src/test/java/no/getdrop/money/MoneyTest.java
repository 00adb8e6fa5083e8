package no.getdrop.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;

class MoneyTest {
    private static final Currency YEN = Currency.getInstance("JPY");
    private static final Currency DINAR = Currency.getInstance("KWD");

    @ParameterizedTest
    @CsvSource({
        "NOK, 129, 12900",
        "NOK, 129.5, 12950",
        "NOK, 129.50, 12950",
        "NOK, 1.2950E2, 12950",
        "NOK, -0.01, -1",
        "JPY, 500, 500",
        "KWD, 1.234, 1234",
        "NOK, 92233720368547758.07, 9223372036854775807",
    })
    void aDecimalWithNoMoreDecimalsThanTheCurrencyIsExact(
            String currency, BigDecimal decimal, long amountMinor) {
        assertThat(Money.exactly(decimal, Currency.getInstance(currency)))
                .contains(new Money(amountMinor, Currency.getInstance(currency)));
    }

    @ParameterizedTest
    @CsvSource({
        "NOK, 0.001",
        "NOK, 129.501",
        "JPY, 0.5",
        "KWD, 0.0001",
        "NOK, 92233720368547758.08",
        "NOK, 1E30",
    })
    void aDecimalThatDoesNotFitIsNoAmount(String currency, BigDecimal decimal) {
        assertThat(Money.exactly(decimal, Currency.getInstance(currency))).isEmpty();
    }

    @Test
    void anAmountIsWrittenWithTheDecimalsOfItsCurrency() {
        assertThat(Money.nok(12_900)).hasToString("129.00 NOK");
        assertThat(new Money(500, YEN)).hasToString("500 JPY");
        assertThat(new Money(5, DINAR)).hasToString("0.005 KWD");
        assertThat(Money.nok(-1).decimal()).isEqualTo(new BigDecimal("-0.01"));
    }

    @ParameterizedTest
    @CsvSource({
        // Exactly half an øre goes up, less goes down.
        "100, 50, 1",
        "99, 50, 0",
        "299, 50, 1",
        "300, 50, 2",
        "10000, 50, 50",
        "12950, 50, 65",
        "5000000, 50, 25000",
        "1, 10000, 1",
        "5000000, 0, 0",
    })
    void aShareIsRoundedHalfUp(long amountMinor, int basisPoints, long shareMinor) {
        assertThat(Money.nok(amountMinor).share(basisPoints)).isEqualTo(Money.nok(shareMinor));
    }

    @ParameterizedTest
    @CsvSource({
        "10000, 10.99999, RSD, 109999",
        "10000, 0.1, BAM, 1000",
        "1, 0.9999999999, EUR, 0",
        "10000, 13.7, JPY, 1370",
        "10000, 13.7999, JPY, 1379",
        "10000, 0.02912345, KWD, 2912",
    })
    void aConversionDropsWhatIsLessThanAMinorUnit(
            long amountMinor, BigDecimal rate, String currency, long convertedMinor) {
        assertThat(Money.nok(amountMinor).convert(rate, Currency.getInstance(currency)))
                .isEqualTo(new Money(convertedMinor, Currency.getInstance(currency)));
    }

    @Test
    void aConversionMovesBetweenExponents() {
        assertThat(new Money(500, YEN).convert(new BigDecimal("0.07"), Money.NOK))
                .isEqualTo(Money.nok(35_00));
        assertThat(new Money(1_234, DINAR).convert(new BigDecimal("34.5"), Money.NOK))
                .isEqualTo(Money.nok(42_57));
    }

    @Test
    void amountsOfTwoCurrenciesDoNotAddUp() {
        assertThatThrownBy(() -> Money.nok(1).plus(new Money(1, YEN)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("amounts of NOK and JPY do not add up");
    }

    @Test
    void aSumOrConversionThatOverflowsIsAnError() {
        assertThatThrownBy(() -> Money.nok(Long.MAX_VALUE).plus(Money.nok(1)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Money.nok(Long.MAX_VALUE).convert(BigDecimal.TWO, DINAR))
                .isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e3000000",
                "1e300000000",
                "1e2147483647",
                "-1e99999999",
                "1e-99999999",
                "1e-2147483647",
                "123e-2147483647",
                "0.1e-99999999"
            })
    void anExponentOfManyDigitsIsRefusedAtOnce(String decimal) {
        assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> assertThat(Money.exactly(new BigDecimal(decimal), Money.NOK)).isEmpty());
    }
}
