package no.getdrop.backup.plan;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Objects;

/// The night that a snapshot stands for: 02:00 UTC of a day. Whatever is invoked late, twice or by
/// another schedule comes to the same slot, and with it to the same identifier.
///
/// @param at when it begins
public record Slot(Instant at) {
    /// Daily, by UTC: no summer time moves or doubles it.
    private static final LocalTime NIGHT = LocalTime.of(2, 0);

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd't'HHmm'z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    public Slot {
        Objects.requireNonNull(at, "at");
    }

    /// The newest night that had begun at `scheduledAt`.
    public static Slot before(Instant scheduledAt) {
        OffsetDateTime time = scheduledAt.atOffset(ZoneOffset.UTC);
        OffsetDateTime night = time.with(NIGHT);
        return new Slot((night.isAfter(time) ? night.minusDays(1) : night).toInstant());
    }

    /// As it stands in identifiers and tags: `20261125t0200z`.
    public String stamp() {
        return STAMP.format(at);
    }

    /// Whether `now` is in its day. What comes later would hold another day's data.
    public boolean isCurrent(Instant now) {
        return !now.isBefore(at) && now.isBefore(at.plus(Duration.ofDays(1)));
    }
}
