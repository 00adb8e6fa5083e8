package no.getdrop.administrators;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a change of roles; `rch_…` outside Drop.
public record RoleChangeId(UUID value) {
    private static final String PREFIX = "rch";

    public RoleChangeId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<RoleChangeId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(RoleChangeId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
