package no.getdrop.administrators;

import no.getdrop.identity.User;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/// A proposal to give somebody the role of an administrator or to take it, and what became of it.
///
/// @param role that the person is to have
/// @param expiresAt from then on nobody decides on it any more
public record RoleChange(
        RoleChangeId id,
        Person person,
        User.Role role,
        Status status,
        String reason,
        UserId proposedBy,
        Instant proposedAt,
        Instant expiresAt,
        @Nullable Decision decision) {
    public RoleChange {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(person, "person");
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(proposedBy, "proposedBy");
        Objects.requireNonNull(proposedAt, "proposedAt");
        Objects.requireNonNull(expiresAt, "expiresAt");
    }

    /// The role that a client named, which can be given and taken so; a merchant's cannot.
    public static Optional<User.Role> parseRole(String text) {
        return Spelled.find(User.Role.values(), text).filter(role -> role != User.Role.MERCHANT);
    }

    /// How far a change of roles is.
    public enum Status implements Spelled {
        /// It waits for another administrator.
        PROPOSED,
        /// It was carried out; final.
        APPROVED,
        /// It was not; final.
        REJECTED,
        /// Nobody decided in time, or its proposer is no administrator any more, or the person has
        /// left; final.
        LAPSED;

        /// The status that a client or a row named.
        public static Optional<Status> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// Whose role it is.
    public record Person(UserId id, String name) {}

    /// Who approved or rejected it.
    public record Decision(UserId by, Instant at) {}
}
