package no.getdrop.withdrawals;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.UUID;

/// The id of a withdrawal; `wdr_…` outside Drop.
public record WithdrawalId(UUID value) {
    private static final String PREFIX = "wdr";

    public WithdrawalId {
        Objects.requireNonNull(value, "value");
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
