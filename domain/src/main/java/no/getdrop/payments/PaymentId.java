package no.getdrop.payments;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a payment; `txn_…` outside Drop.
public record PaymentId(UUID value) {
    private static final String PREFIX = "txn";

    public PaymentId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<PaymentId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(PaymentId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
