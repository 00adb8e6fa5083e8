package no.getdrop.withdrawals;

import no.getdrop.deadlines.Deadlines;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/// A customer's word that the agreement with Drop is to end (angrerettloven, finansavtaleloven §
/// 3-45).
///
/// @param answer why it was rejected
/// @param completedAt when it was completed or rejected
public record Withdrawal(
        WithdrawalId id,
        Reason reason,
        @Nullable String comment,
        Status status,
        @Nullable String answer,
        Instant createdAt,
        @Nullable Instant completedAt) {
    /// Longest comment, in characters.
    public static final int COMMENT_MAX = 1_000;

    public Withdrawal {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /// By when the agreement is to be over.
    public Instant dueAt() {
        return Deadlines.withdrawalDue(createdAt);
    }

    /// Why; the law asks for no reason, so none may be given.
    public enum Reason {
        UNSTATED(""),
        NOT_NEEDED("not_needed"),
        ALTERNATIVE("alternative"),
        NOT_SATISFIED("not_satisfied"),
        OTHER("other");

        private final String text;

        Reason(String text) {
            this.text = text;
        }

        /// As it stands in rows and answers.
        public String text() {
            return text;
        }

        /// The reason that a client named; an empty text names none.
        public static Optional<Reason> parse(String text) {
            return Arrays.stream(values()).filter(reason -> reason.text.equals(text)).findFirst();
        }
    }

    /// How far a withdrawal is.
    public enum Status implements Spelled {
        /// Kept, and nobody has looked at it yet.
        PENDING,
        /// It holds, and the agreement is about to end; the customer is told.
        PROCESSING,
        /// The agreement is over.
        COMPLETED,
        /// The agreement goes on, for a reason that the customer is told.
        REJECTED;

        /// From where a withdrawal comes to this status.
        public Set<Status> sources() {
            return switch (this) {
                case PENDING -> Set.of();
                case PROCESSING -> Set.of(PENDING);
                case COMPLETED -> Set.of(PROCESSING);
                case REJECTED -> Set.of(PENDING, PROCESSING);
            };
        }

        /// The status that a client or a row named.
        public static Optional<Status> parse(String text) {
            return Spelled.find(values(), text);
        }
    }
}
