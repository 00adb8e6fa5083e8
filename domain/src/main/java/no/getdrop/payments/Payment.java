package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;
import no.getdrop.recipients.RecipientId;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// A payment from a customer's own bank account, as its customer sees it.
public record Payment(
        PaymentId id, Type type, Stage stage, Amounts amounts, Parties parties, Progress progress) {
    public Payment {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(stage, "stage");
        Objects.requireNonNull(amounts, "amounts");
        Objects.requireNonNull(parties, "parties");
        Objects.requireNonNull(progress, "progress");
    }

    /// The kinds of payments.
    public enum Type implements Spelled {
        REMITTANCE,
        QR_PAYMENT;

        /// The type that a client or a row named.
        public static Optional<Type> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// What a client acts on; the stage tells more.
    public enum Status implements Spelled {
        PROCESSING,
        COMPLETED,
        FAILED;

        /// The status that a client named.
        public static Optional<Status> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// How far a payment is; moves go down this list only, and each leaves an event.
    ///
    /// Rows know one more, `held`, for a payment that waits for a decision by Drop. It is none
    /// here: to its customer such a payment is as any that the bank does not have yet
    /// (hvitvaskingsloven § 28).
    public enum Stage implements Spelled {
        /// Committed here, not yet known to the bank.
        INSTRUCTED(Status.PROCESSING),
        /// The bank has the order.
        SUBMITTED(Status.PROCESSING),
        /// The bank has paid; final.
        SETTLED(Status.COMPLETED),
        /// The bank has refused; final.
        REJECTED(Status.FAILED),
        /// Taken back before the bank had it; final.
        CANCELLED(Status.FAILED);

        private final Status status;

        Stage(Status status) {
            this.status = status;
        }

        /// What the stage means to a client.
        public Status status() {
            return status;
        }

        /// The stage of a row, as its customer sees it.
        static Stage parse(String text) {
            return text.equals(Holding.STAGE) ? INSTRUCTED : valueOf(text.toUpperCase(Locale.ROOT));
        }
    }

    /// What is paid and what arrives.
    ///
    /// @param amount what the payer sends
    /// @param fee what Drop takes from the payer
    /// @param total what leaves the payer's account
    /// @param received what the payee gets
    /// @param rate units of the received currency for 1 NOK; `null` without an exchange
    public record Amounts(
            Money amount, Money fee, Money total, Money received, @Nullable BigDecimal rate) {
        public Amounts {
            Objects.requireNonNull(amount, "amount");
            Objects.requireNonNull(fee, "fee");
            Objects.requireNonNull(total, "total");
            Objects.requireNonNull(received, "received");
        }

        /// What a payer gives and a payee gets, without a fee for the payer.
        public static Amounts free(Money amount) {
            return new Amounts(amount, new Money(0, amount.currency()), amount, amount, null);
        }
    }

    /// Who pays from where to whom.
    public record Parties(AccountId bankAccountId, Payee payee) {
        public Parties {
            Objects.requireNonNull(bankAccountId, "bankAccountId");
            Objects.requireNonNull(payee, "payee");
        }
    }

    /// Who is paid, and for what.
    public sealed interface Payee {
        /// Someone abroad, as a quote said.
        ///
        /// @param name `null` where it was not asked for
        record Recipient(RecipientId id, @Nullable String name, QuoteId quoteId) implements Payee {}

        /// A merchant here, for a code or a request of its.
        ///
        /// @param name that it trades under
        /// @param legalName that it has in the register of entities; `null` for who registered
        ///   before it was kept
        record Merchant(
                MerchantId id,
                String name,
                @Nullable String legalName,
                @Nullable PaymentRequestId requestId)
                implements Payee {}
    }

    /// When what happened.
    ///
    /// @param bankReference the bank's id of the order
    /// @param failureCode why it failed
    public record Progress(
            Instant createdAt,
            @Nullable Instant submittedAt,
            @Nullable Instant completedAt,
            @Nullable String bankReference,
            @Nullable String failureCode) {
        public Progress {
            Objects.requireNonNull(createdAt, "createdAt");
        }

        /// Of a payment that is made at this moment.
        static Progress begun(Instant now) {
            return new Progress(now, null, null, null, null);
        }
    }

    /// One move of a payment.
    ///
    /// @param at when it became true in the world
    public record Event(int sequence, Stage stage, Instant at) {}
}
