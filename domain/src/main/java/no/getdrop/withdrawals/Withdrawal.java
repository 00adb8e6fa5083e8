package no.getdrop.withdrawals;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// A customer's word that the agreement with Drop is to end (angrerettloven, finansavtaleloven §
/// 3-45).
public record Withdrawal(
        WithdrawalId id,
        Reason reason,
        @Nullable String comment,
        Status status,
        Instant createdAt) {
    /// Longest comment, in characters.
    public static final int COMMENT_MAX = 1_000;

    public Withdrawal {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(createdAt, "createdAt");
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
    public enum Status {
        PENDING,
        PROCESSING,
        COMPLETED,
        REJECTED;

        /// As it stands in rows and answers.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
