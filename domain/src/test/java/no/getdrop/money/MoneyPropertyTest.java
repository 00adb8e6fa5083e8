package no.getdrop.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.List;
import java.util.Random;

/// What holds for every amount, rate and currency, whether it has no, two or three decimals; a
/// failure is repeated with the seed that it prints.
///
/// A share is rounded half up, a conversion down.
class MoneyPropertyTest {
    private static final int ROUNDS = 20_000;
    private static final List<Currency> CURRENCIES =
            List.of(
                    Money.NOK,
                    Currency.getInstance("RSD"),
                    Currency.getInstance("JPY"),
                    Currency.getInstance("KWD"));

    private final long seed = Long.getLong("drop.seed", System.nanoTime());
    private final Random random = new Random(seed);

    @AfterEach
    void tellTheSeed() {
        System.out.println("MoneyPropertyTest: -Ddrop.seed=" + seed);
    }

    @Test
    void aShareIsAtMostHalfAMinorUnitFromTheExactOne() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount();
            int basisPoints = random.nextInt(10_001);
            BigInteger exact = times(amount.amountMinor(), basisPoints);
            BigInteger rounded = times(amount.share(basisPoints).amountMinor(), 10_000);
            // Half up: -5000 < exact - rounded < 5000, and the tie goes to the larger.
            BigInteger difference = exact.subtract(rounded);
            assertThat(difference)
                    .as(amount + " " + basisPoints)
                    .isBetween(big(-5_000), big(4_999));
        }
    }

    @Test
    void everyExponentIsAmongTheCurrencies() {
        assertThat(CURRENCIES.stream().map(Currency::getDefaultFractionDigits)).contains(0, 2, 3);
    }

    @Test
    void aTotalIsAmountAndFee() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount();
            Money fee = amount.share(50);
            Money total = amount.plus(fee);
            assertThat(total.amountMinor() - amount.amountMinor()).isEqualTo(fee.amountMinor());
            assertThat(total.decimal()).isEqualByComparingTo(amount.decimal().add(fee.decimal()));
        }
    }

    @Test
    void theOrderOfASumMakesNoDifference() {
        for (int round = 0; round < ROUNDS; round++) {
            Currency currency = currency();
            Money a = amount(currency);
            Money b = amount(currency);
            Money c = amount(currency);
            assertThat(a.plus(b).plus(c)).isEqualTo(c.plus(a.plus(b))).isEqualTo(b.plus(c).plus(a));
        }
    }

    @Test
    void nothingAndAllAreSharesWithoutRounding() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount();
            assertThat(amount.share(0).amountMinor()).isZero();
            assertThat(amount.share(10_000)).isEqualTo(amount);
        }
    }

    @Test
    void aConversionAtOneBetweenCurrenciesOfOneExponentChangesNothing() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount();
            assertThat(amount.convert(BigDecimal.ONE, amount.currency())).isEqualTo(amount);
        }
    }

    @Test
    void whatDoesNotFitOrDoesNotBelongTogetherIsNeverASum() {
        Money most = new Money(Long.MAX_VALUE, Money.NOK);
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount(Money.NOK);
            assertThatThrownBy(() -> most.plus(amount)).isInstanceOf(ArithmeticException.class);
            Money other = amount(CURRENCIES.get(1 + random.nextInt(CURRENCIES.size() - 1)));
            assertThatThrownBy(() -> amount.plus(other))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aConversionNeverExceedsTheExactProductAndMissesLessThanOneMinorUnit() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount();
            BigDecimal rate = rate();
            Currency target = currency();
            BigDecimal exact = amount.decimal().multiply(rate);
            BigDecimal unit = BigDecimal.ONE.movePointLeft(target.getDefaultFractionDigits());
            BigDecimal missing = exact.subtract(amount.convert(rate, target).decimal());
            assertThat(missing)
                    .as(amount + " at " + rate + " " + target)
                    .isGreaterThanOrEqualTo(BigDecimal.ZERO)
                    .isLessThan(unit);
        }
    }

    @Test
    void whoSendsMoreNeverGetsLess() {
        for (int round = 0; round < ROUNDS; round++) {
            Money less = amount();
            Money more = new Money(less.amountMinor() + random.nextInt(1_000), less.currency());
            BigDecimal rate = rate();
            Currency target = currency();
            assertThat(more.convert(rate, target).amountMinor())
                    .isGreaterThanOrEqualTo(less.convert(rate, target).amountMinor());
            assertThat(more.share(50).amountMinor())
                    .isGreaterThanOrEqualTo(less.share(50).amountMinor());
        }
    }

    @Test
    void aDecimalComesBackAsTheSameAmount() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = new Money(random.nextLong(), currency());
            assertThat(Money.exactly(amount.decimal(), amount.currency())).contains(amount);
        }
    }

    private Money amount() {
        return amount(currency());
    }

    private Money amount(Currency currency) {
        return new Money(random.nextLong(1, 10_000_000), currency);
    }

    /// 10 decimals, as rates are kept.
    private BigDecimal rate() {
        return BigDecimal.valueOf(random.nextLong(1, 500_0000000000L), 10);
    }

    private Currency currency() {
        return CURRENCIES.get(random.nextInt(CURRENCIES.size()));
    }

    private static BigInteger times(long left, long right) {
        return big(left).multiply(big(right));
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}
