package no.getdrop.cards;

import no.getdrop.money.Money;

import java.util.Objects;

/// How much may be spent with a card in a period.
///
/// @param period `transaction`, `day`, `week`, `month` or `year`
public record SpendingLimit(String period, Money amount) {
    public SpendingLimit {
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(amount, "amount");
    }
}
