package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.idempotency.IdempotencyKey;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.recipients.RecipientId;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A customer's order to send money abroad.
///
/// @param amount as the customer repeats it; must be the quote's
/// @param paymentSessionId the authentication for it; without one the payment is refused
public record RemittanceCommand(
        UserId userId,
        String idempotencyKey,
        RecipientId recipientId,
        AccountId bankAccountId,
        QuoteId quoteId,
        @Nullable PaymentSessionId paymentSessionId,
        Money amount)
        implements PaymentCommand {
    /// The route that a key of this command belongs to.
    private static final String ROUTE = "POST /v1/transactions/remittance";

    public RemittanceCommand {
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(idempotencyKey, "idempotencyKey");
        Objects.requireNonNull(recipientId, "recipientId");
        Objects.requireNonNull(bankAccountId, "bankAccountId");
        Objects.requireNonNull(quoteId, "quoteId");
        Objects.requireNonNull(amount, "amount");
    }

    @Override
    public IdempotencyKey key() {
        return new IdempotencyKey(
                userId,
                idempotencyKey,
                ROUTE,
                String.join(
                        "\n",
                        recipientId.toString(),
                        bankAccountId.toString(),
                        quoteId.toString(),
                        String.valueOf(paymentSessionId),
                        amount.toString()));
    }
}
