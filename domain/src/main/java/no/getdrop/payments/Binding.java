package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;
import no.getdrop.runtime.Tokens;

import org.jspecify.annotations.Nullable;

import java.util.UUID;

/// What a strong authentication is bound to: payer, payee, amounts and what they are for (RTS Art.
/// 5).
///
/// Any change to one of them gives another digest, and the authentication is void.
///
/// @param subject the quote, or the merchant with its request
/// @param creditorIban the payee's account as it is when asked
record Binding(
        UUID userId,
        UUID bankAccountId,
        String subject,
        String creditorIban,
        long totalMinor,
        String currency,
        long receivedMinor,
        String receivedCurrency) {
    /// For money abroad, as the quote says.
    static Binding ofRemittance(
            UserId userId,
            AccountId accountId,
            QuoteId quoteId,
            String creditorIban,
            Money total,
            Money received) {
        return new Binding(
                userId.value(),
                accountId.value(),
                quoteId.value().toString(),
                creditorIban,
                total.amountMinor(),
                total.currency().getCurrencyCode(),
                received.amountMinor(),
                received.currency().getCurrencyCode());
    }

    /// For a merchant here, who is sent what the payer pays.
    static Binding ofQrPayment(
            UserId userId,
            AccountId accountId,
            MerchantId merchantId,
            @Nullable PaymentRequestId requestId,
            String creditorIban,
            Money amount) {
        return new Binding(
                userId.value(),
                accountId.value(),
                merchantId.value() + "/" + (requestId == null ? "" : requestId.value()),
                creditorIban,
                amount.amountMinor(),
                amount.currency().getCurrencyCode(),
                amount.amountMinor(),
                amount.currency().getCurrencyCode());
    }

    /// SHA-256 over all parts, each on its own line; no part can hold a line break.
    byte[] sha256() {
        return Tokens.sha256(
                String.join(
                        "\n",
                        userId.toString(),
                        bankAccountId.toString(),
                        subject,
                        creditorIban,
                        Long.toString(totalMinor),
                        currency,
                        Long.toString(receivedMinor),
                        receivedCurrency));
    }

    @Override
    public String toString() {
        return "Binding[" + subject + "]";
    }
}
