package no.getdrop.cards;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a card; `crd_…` outside Drop.
public record CardId(UUID value) {
    private static final String PREFIX = "crd";

    public CardId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<CardId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(CardId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
