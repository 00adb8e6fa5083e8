package no.getdrop.payments;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a quote; `quo_…` outside Drop.
public record QuoteId(UUID value) {
    private static final String PREFIX = "quo";

    public QuoteId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<QuoteId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(QuoteId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
