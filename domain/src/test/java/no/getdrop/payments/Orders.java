package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.money.Money;
import no.getdrop.recipients.RecipientId;

import org.jspecify.annotations.Nullable;

/// Orders that differ from another one in a single part.
final class Orders {
    private Orders() {}

    static RemittanceCommand withKey(RemittanceCommand order, String key) {
        return new RemittanceCommand(
                order.userId(),
                key,
                order.recipientId(),
                order.bankAccountId(),
                order.quoteId(),
                order.paymentSessionId(),
                order.amount());
    }

    static RemittanceCommand withRecipient(RemittanceCommand order, RecipientId recipient) {
        return new RemittanceCommand(
                order.userId(),
                order.idempotencyKey(),
                recipient,
                order.bankAccountId(),
                order.quoteId(),
                order.paymentSessionId(),
                order.amount());
    }

    static RemittanceCommand withAccount(RemittanceCommand order, AccountId account) {
        return new RemittanceCommand(
                order.userId(),
                order.idempotencyKey(),
                order.recipientId(),
                account,
                order.quoteId(),
                order.paymentSessionId(),
                order.amount());
    }

    static RemittanceCommand withQuote(RemittanceCommand order, QuoteId quote) {
        return new RemittanceCommand(
                order.userId(),
                order.idempotencyKey(),
                order.recipientId(),
                order.bankAccountId(),
                quote,
                order.paymentSessionId(),
                order.amount());
    }

    static RemittanceCommand withSession(
            RemittanceCommand order, @Nullable PaymentSessionId session) {
        return new RemittanceCommand(
                order.userId(),
                order.idempotencyKey(),
                order.recipientId(),
                order.bankAccountId(),
                order.quoteId(),
                session,
                order.amount());
    }

    static RemittanceCommand withAmount(RemittanceCommand order, Money amount) {
        return new RemittanceCommand(
                order.userId(),
                order.idempotencyKey(),
                order.recipientId(),
                order.bankAccountId(),
                order.quoteId(),
                order.paymentSessionId(),
                amount);
    }
}
