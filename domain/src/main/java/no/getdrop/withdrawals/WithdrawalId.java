package no.getdrop.withdrawals;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a withdrawal; `wdr_…` outside Drop.
public record WithdrawalId(UUID value) {
    private static final String PREFIX = "wdr";

    public WithdrawalId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<WithdrawalId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(WithdrawalId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
