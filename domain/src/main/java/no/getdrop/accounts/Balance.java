package no.getdrop.accounts;

import no.getdrop.money.Money;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;

/// What an account held when the bank was last asked.
///
/// @param readAt when that was
/// @param cached whether it was before this request
/// @param consentEndsAt until when it can be asked again
public record Balance(
        Money amount, Instant readAt, boolean cached, @Nullable Instant consentEndsAt) {
    public Balance {
        Objects.requireNonNull(amount, "amount");
        Objects.requireNonNull(readAt, "readAt");
    }

    /// How old it is.
    public Duration age(Instant now) {
        return readAt.isAfter(now) ? Duration.ZERO : Duration.between(readAt, now);
    }
}
