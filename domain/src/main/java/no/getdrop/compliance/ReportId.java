package no.getdrop.compliance;

import no.getdrop.runtime.PublicId;

import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The id of a suspicious transaction report; `str_…` outside Drop.
public record ReportId(UUID value) {
    private static final String PREFIX = "str";

    public ReportId {
        Objects.requireNonNull(value, "value");
    }

    /// The id that a client wrote; empty when it is none of this kind.
    public static Optional<ReportId> parse(String text) {
        return PublicId.parse(PREFIX, text).map(ReportId::new);
    }

    @Override
    public String toString() {
        return PublicId.format(PREFIX, value);
    }
}
