package no.getdrop.recipients;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;

/// Someone abroad whom a customer sends money to.
///
/// @param iban full account number; shown to its owner only in the detail, masked in lists
public record Recipient(
        RecipientId id,
        String name,
        Corridor corridor,
        @Nullable String bankName,
        String iban,
        Instant createdAt) {
    public Recipient {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(corridor, "corridor");
        Objects.requireNonNull(iban, "iban");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /// The account with all but its ends hidden, such as `RS35••••1379`.
    public String maskedIban() {
        return iban.substring(0, 4) + "••••" + iban.substring(iban.length() - 4);
    }

    @Override
    public String toString() {
        return "Recipient[" + id + "]";
    }

    /// What a customer says of a recipient.
    ///
    /// @param iban valid in `corridor`
    public record Draft(String name, Corridor corridor, @Nullable String bankName, String iban) {
        public Draft {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(corridor, "corridor");
            Objects.requireNonNull(iban, "iban");
        }

        @Override
        public String toString() {
            return "Draft[redacted]";
        }
    }
}
