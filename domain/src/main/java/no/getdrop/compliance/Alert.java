package no.getdrop.compliance;

import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Something that a person at Drop has to look at; its customer never learns of it
/// (hvitvaskingsloven § 28).
///
/// @param details what was found, as JSON
/// @param payment the payment that waits for it; `null` for one about a customer
/// @param firstRelease of the two that a release needs; `null` while nobody made it, and while
///   whoever made it is no administrator any more
public record Alert(
        AlertId id,
        Concern.Rule rule,
        Concern.Severity severity,
        Status status,
        String details,
        Customer customer,
        @Nullable HeldPayment payment,
        Instant createdAt,
        @Nullable Decision firstRelease,
        @Nullable Decision decision) {
    public Alert {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(details, "details");
        Objects.requireNonNull(customer, "customer");
        Objects.requireNonNull(createdAt, "createdAt");
    }

    /// How far an alert is.
    public enum Status implements Spelled {
        /// Nobody has decided.
        OPEN,
        /// There is a report to Økokrim; the payment waits until it is sent.
        REPORTED,
        /// Nothing was wrong; final.
        RELEASED,
        /// The payment was not made; final.
        REJECTED;

        /// The status that a client or a row named.
        public static Optional<Status> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// Whom an alert is about.
    public record Customer(
            UserId id, String name, @Nullable LocalDate birthDate, String riskLevel) {}

    /// The payment that an alert is about.
    ///
    /// @param id of the payment; its public form is the payments' own
    /// @param stage as the payment has it, `held` while it waits
    /// @param payeeName recipient or merchant
    /// @param country the recipient's; `null` for a merchant
    public record HeldPayment(
            UUID id,
            String type,
            String stage,
            Money amount,
            String payeeName,
            @Nullable String country,
            Instant createdAt) {}

    /// What a person made of it.
    public record Decision(UserId by, Instant at, String reason) {}
}
