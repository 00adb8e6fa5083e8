package no.getdrop.identity;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;

/// Whom BankID vouches for, and when it asked them.
///
/// @param nationalId 11 digits; never stored or logged
/// @param authenticatedAt when the person proved who they are
public record BankIdPerson(
        String nationalId,
        String firstName,
        String lastName,
        LocalDate birthDate,
        @Nullable String email,
        Instant authenticatedAt) {
    private static final int ADULT_YEARS = 18;

    public BankIdPerson {
        Objects.requireNonNull(nationalId, "nationalId");
        Objects.requireNonNull(firstName, "firstName");
        Objects.requireNonNull(lastName, "lastName");
        Objects.requireNonNull(birthDate, "birthDate");
        Objects.requireNonNull(authenticatedAt, "authenticatedAt");
    }

    /// Whether the person is 18 on the day of `now`.
    boolean isAdult(Instant now) {
        LocalDate today = now.atZone(ZoneOffset.UTC).toLocalDate();
        return !birthDate.plusYears(ADULT_YEARS).isAfter(today);
    }

    @Override
    public String toString() {
        return "BankIdPerson[redacted]";
    }
}
