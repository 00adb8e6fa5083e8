package no.getdrop.accounts;

import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;

/// Whether Drop may still read the accounts of a consent.
public enum ConsentStatus implements Spelled {
    VALID,
    /// For less than seven days more; the customer should renew it.
    EXPIRING,
    /// It ran out, or was withdrawn at the bank.
    EXPIRED;

    /// From how long before its end the customer is warned.
    static final Duration WARNING = Duration.ofDays(7);

    /// The status at a time.
    ///
    /// @param endsAt when the consent runs out or was withdrawn; `null` when the bank set no end
    public static ConsentStatus at(Instant now, @Nullable Instant endsAt) {
        if (endsAt == null || endsAt.isAfter(now.plus(WARNING))) {
            return VALID;
        }
        return endsAt.isAfter(now) ? EXPIRING : EXPIRED;
    }
}
