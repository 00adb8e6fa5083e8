package no.getdrop.identity;

import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;
import java.util.Objects;

/// A customer, without the national id: only its keyed hash is kept, and that stays inside.
///
/// @param birthDate as BankID gave it; a demo user has none
public record User(
        UserId id,
        String firstName,
        String lastName,
        @Nullable String email,
        @Nullable LocalDate birthDate,
        KycStatus kycStatus,
        Role role) {
    public User {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(firstName, "firstName");
        Objects.requireNonNull(lastName, "lastName");
        Objects.requireNonNull(kycStatus, "kycStatus");
        Objects.requireNonNull(role, "role");
    }

    /// How far Drop knows the customer; payments need `APPROVED`.
    public enum KycStatus implements Spelled {
        PENDING,
        APPROVED,
        REJECTED
    }

    /// What the customer may do.
    public enum Role implements Spelled {
        USER,
        MERCHANT,
        ADMIN
    }
}
