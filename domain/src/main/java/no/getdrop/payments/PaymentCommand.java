package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.idempotency.IdempotencyKey;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;

import org.jspecify.annotations.Nullable;

/// A customer's order to pay, of either kind.
public sealed interface PaymentCommand permits RemittanceCommand, QrPaymentCommand {
    /// Who pays.
    UserId userId();

    /// What the payer's client named the order.
    String idempotencyKey();

    /// Where the money comes from.
    AccountId bankAccountId();

    /// The authentication for it; without one the payment is refused.
    @Nullable PaymentSessionId paymentSessionId();

    /// What the payer says is paid, before a fee.
    Money amount();

    /// The key with what it stands for.
    IdempotencyKey key();
}
