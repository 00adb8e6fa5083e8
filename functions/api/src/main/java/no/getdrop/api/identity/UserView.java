package no.getdrop.api.identity;

import no.getdrop.identity.User;

import org.jspecify.annotations.Nullable;

import java.time.LocalDate;

/// A customer as the customer sees it.
record UserView(
        String id,
        String firstName,
        String lastName,
        @Nullable String email,
        @Nullable LocalDate birthDate,
        String kycStatus,
        String role) {
    static UserView of(User user) {
        return new UserView(
                user.id().toString(),
                user.firstName(),
                user.lastName(),
                user.email(),
                user.birthDate(),
                user.kycStatus().text(),
                user.role().text());
    }
}
