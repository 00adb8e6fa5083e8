package no.getdrop.merchants;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a payment request; `prq_…` outside Drop.
public record PaymentRequestId(UUID value) {
    private static final String PREFIX = "prq";

    public PaymentRequestId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<PaymentRequestId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(PaymentRequestId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
