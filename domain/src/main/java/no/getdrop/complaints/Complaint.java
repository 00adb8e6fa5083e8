package no.getdrop.complaints;

import no.getdrop.payments.PaymentId;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// What a customer finds wrong, with the deadlines that were set when it came in.
///
/// @param paymentId the payment that it is about; the kinds that dispute a payment always have one
/// @param answer Drop's answer, once there is one
public record Complaint(
        ComplaintId id,
        Kind kind,
        Status status,
        @Nullable PaymentId paymentId,
        String description,
        @Nullable String answer,
        Times times) {
    /// Longest description, in characters.
    public static final int DESCRIPTION_MAX = 4_000;

    public Complaint {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(description, "description");
        Objects.requireNonNull(times, "times");
    }

    /// What a complaint is about.
    public enum Kind implements Spelled {
        UNAUTHORISED(true),
        WRONG_AMOUNT(true),
        DUPLICATE(true),
        NOT_RECEIVED(true),
        FEE(false),
        SERVICE(false),
        OTHER(false);

        private final boolean dispute;

        Kind(boolean dispute) {
            this.dispute = dispute;
        }

        /// Whether it says that a payment was not authorised or not carried out as ordered, and so
        /// is about one payment and bound to its time limit (PSD2 Art. 71(1)).
        public boolean isDispute() {
            return dispute;
        }

        /// The kind that a client or a row named.
        public static Optional<Kind> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// How far a complaint is.
    public enum Status implements Spelled {
        /// Kept, and nobody has looked at it yet.
        RECEIVED,
        /// Somebody works on it.
        INVESTIGATING,
        /// Answered: the customer is right.
        UPHELD,
        /// Answered: the customer is not right.
        REJECTED,
        /// The customer took it to Finansklagenemnda (PSD2 Art. 102); final here.
        ESCALATED;

        /// From where a complaint comes to this status.
        public Set<Status> sources() {
            return switch (this) {
                case RECEIVED -> Set.of();
                case INVESTIGATING -> Set.of(RECEIVED);
                case UPHELD, REJECTED -> Set.of(RECEIVED, INVESTIGATING);
                case ESCALATED -> Set.of(RECEIVED, INVESTIGATING, UPHELD, REJECTED);
            };
        }

        /// The status that a client or a row named.
        public static Optional<Status> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// When a complaint came in and what it is due.
    ///
    /// @param refundDueAt for an unauthorised payment alone
    public record Times(
            Instant createdAt,
            Instant answerDueAt,
            @Nullable Instant refundDueAt,
            @Nullable Instant answeredAt,
            @Nullable Instant refundedAt) {
        public Times {
            Objects.requireNonNull(createdAt, "createdAt");
            Objects.requireNonNull(answerDueAt, "answerDueAt");
        }
    }

    /// What a customer says.
    ///
    /// @param description 1 to [#DESCRIPTION_MAX] characters
    public record Draft(Kind kind, @Nullable PaymentId paymentId, String description) {
        public Draft {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(description, "description");
            if (kind.isDispute() && paymentId == null) {
                throw new IllegalArgumentException("a dispute is about a payment: " + kind);
            }
        }
    }
}
