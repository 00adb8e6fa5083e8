package no.getdrop.recipients;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a recipient; `rcp_…` outside Drop.
public record RecipientId(UUID value) {
    private static final String PREFIX = "rcp";

    public RecipientId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<RecipientId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(RecipientId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
