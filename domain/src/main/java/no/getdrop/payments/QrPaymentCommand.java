package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.idempotency.IdempotencyKey;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.qr.QrSubject;

import org.jspecify.annotations.Nullable;

import java.util.Objects;

/// A customer's order to pay a merchant.
///
/// @param subject what the scanned code is for
/// @param amount what the payer pays; of a request it must be the request's
public record QrPaymentCommand(
        UserId userId,
        String idempotencyKey,
        QrSubject subject,
        AccountId bankAccountId,
        @Nullable PaymentSessionId paymentSessionId,
        Money amount)
        implements PaymentCommand {
    /// The route that a key of this command belongs to.
    private static final String ROUTE = "POST /v1/transactions/qr-payment";

    public QrPaymentCommand {
        Objects.requireNonNull(userId, "userId");
        Objects.requireNonNull(idempotencyKey, "idempotencyKey");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(bankAccountId, "bankAccountId");
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
                        subject.toString(),
                        bankAccountId.toString(),
                        String.valueOf(paymentSessionId),
                        amount.toString()));
    }
}
