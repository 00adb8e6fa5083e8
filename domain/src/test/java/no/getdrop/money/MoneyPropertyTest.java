package no.getdrop.money;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Currency;
import java.util.List;
import java.util.Random;

/// What holds for every amount and rate; a failure is repeated with the seed that it prints.
class MoneyPropertyTest {
    private static final int ROUNDS = 20_000;
    private static final List<Currency> TARGETS =
            List.of(
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
    void aTotalIsAmountAndFee() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount();
            Money fee = amount.share(50);
            assertThat(amount.plus(fee).amountMinor() - amount.amountMinor())
                    .isEqualTo(fee.amountMinor());
        }
    }

    @Test
    void aConversionNeverExceedsTheExactProductAndMissesLessThanOneMinorUnit() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = amount();
            BigDecimal rate = rate();
            Currency target = target();
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
            Money more = Money.nok(less.amountMinor() + random.nextInt(1_000));
            BigDecimal rate = rate();
            Currency target = target();
            assertThat(more.convert(rate, target).amountMinor())
                    .isGreaterThanOrEqualTo(less.convert(rate, target).amountMinor());
            assertThat(more.share(50).amountMinor())
                    .isGreaterThanOrEqualTo(less.share(50).amountMinor());
        }
    }

    @Test
    void aDecimalComesBackAsTheSameAmount() {
        for (int round = 0; round < ROUNDS; round++) {
            Money amount = new Money(random.nextLong(), target());
            assertThat(Money.exactly(amount.decimal(), amount.currency())).contains(amount);
        }
    }

    private Money amount() {
        return Money.nok(random.nextLong(1, 10_000_000));
    }

    /// 10 decimals, as rates are kept.
    private BigDecimal rate() {
        return BigDecimal.valueOf(random.nextLong(1, 500_0000000000L), 10);
    }

    private Currency target() {
        return TARGETS.get(random.nextInt(TARGETS.size()));
    }

    private static BigInteger times(long left, long right) {
        return big(left).multiply(big(right));
    }

    private static BigInteger big(long value) {
        return BigInteger.valueOf(value);
    }
}
