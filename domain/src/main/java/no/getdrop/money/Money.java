package no.getdrop.money;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Currency;
import java.util.Objects;
import java.util.Optional;

/// An amount in the minor units of its currency: 12900 NOK minor is 129 kroner.
///
/// @param amountMinor in units of the currency's exponent (ISO 4217)
/// @param currency ISO 4217 currency
public record Money(long amountMinor, Currency currency) {
    /// Norwegian krone, in which every payer pays.
    public static final Currency NOK = Currency.getInstance("NOK");

    public Money {
        Objects.requireNonNull(currency, "currency");
    }

    /// Kroner, given in øre.
    public static Money nok(long amountMinor) {
        return new Money(amountMinor, NOK);
    }

    /// The amount that `decimal` stands for; empty when it has more decimals than the currency or
    /// does not fit 64 bits.
    public static Optional<Money> exactly(BigDecimal decimal, Currency currency) {
        try {
            // Only the exponent changes: moving the point writes out every digit of 1e30000000.
            long minor =
                    decimal.scaleByPowerOfTen(currency.getDefaultFractionDigits()).longValueExact();
            return Optional.of(new Money(minor, currency));
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
    }

    /// The amount with the currency's decimals, such as `129.00`.
    public BigDecimal decimal() {
        return BigDecimal.valueOf(amountMinor, currency.getDefaultFractionDigits());
    }

    /// The sum of two amounts of one currency; overflow and mixed currencies are bugs.
    public Money plus(Money other) {
        requireSameCurrency(other);
        return new Money(Math.addExact(amountMinor, other.amountMinor), currency);
    }

    /// What is left of this amount without another of its currency; overflow is a bug, too.
    public Money minus(Money other) {
        requireSameCurrency(other);
        return new Money(Math.subtractExact(amountMinor, other.amountMinor), currency);
    }

    /// This amount times `basisPoints` / 10 000, a half øre and more rounded up.
    public Money share(int basisPoints) {
        long minor =
                BigDecimal.valueOf(amountMinor)
                        .multiply(BigDecimal.valueOf(basisPoints))
                        .movePointLeft(4)
                        .setScale(0, RoundingMode.HALF_UP)
                        .longValueExact();
        return new Money(minor, currency);
    }

    /// This amount in another currency at `rate` units of it for one of this; a part of a minor
    /// unit is dropped, so that no more is promised than the rate gives.
    public Money convert(BigDecimal rate, Currency target) {
        long minor =
                decimal()
                        .multiply(rate)
                        .movePointRight(target.getDefaultFractionDigits())
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact();
        return new Money(minor, target);
    }

    private void requireSameCurrency(Money other) {
        if (!currency.equals(other.currency)) {
            throw new IllegalArgumentException(
                    "amounts of " + currency + " and " + other.currency + " do not add up");
        }
    }

    @Override
    public String toString() {
        return decimal().toPlainString() + ' ' + currency;
    }
}
