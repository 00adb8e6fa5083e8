package no.getdrop.merchants;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a merchant; `mer_…` outside Drop.
public record MerchantId(UUID value) {
    private static final String PREFIX = "mer";

    public MerchantId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<MerchantId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(MerchantId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
