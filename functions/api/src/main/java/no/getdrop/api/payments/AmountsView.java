package no.getdrop.api.payments;

import no.getdrop.payments.Payment;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;

/// What a payment costs and what arrives, in decimals.
///
/// @param rate units of `receivedCurrency` for 1 NOK
record AmountsView(
        BigDecimal amount,
        BigDecimal fee,
        BigDecimal total,
        String currency,
        BigDecimal receivedAmount,
        String receivedCurrency,
        @Nullable BigDecimal rate) {
    static AmountsView of(Payment.Amounts amounts) {
        return new AmountsView(
                amounts.amount().decimal(),
                amounts.fee().decimal(),
                amounts.total().decimal(),
                amounts.amount().currency().getCurrencyCode(),
                amounts.received().decimal(),
                amounts.received().currency().getCurrencyCode(),
                amounts.rate());
    }
}
