package no.getdrop.accounts;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a bank account; `acc_…` outside Drop.
public record AccountId(UUID value) {
    private static final String PREFIX = "acc";

    public AccountId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<AccountId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(AccountId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
