package no.getdrop.cases;

import no.getdrop.identity.UserId;

import java.util.Objects;

/// What a customer brought before Drop's staff, and whose it is.
public record Case<T>(T subject, UserId customerId) {
    public Case {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(customerId, "customerId");
    }
}
