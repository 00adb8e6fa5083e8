package no.getdrop.payments;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a payment session; `pss_…` outside Drop.
public record PaymentSessionId(UUID value) {
    private static final String PREFIX = "pss";

    public PaymentSessionId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<PaymentSessionId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(PaymentSessionId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
