package no.getdrop.api.admin;

import com.fasterxml.jackson.annotation.JsonRawValue;

import no.getdrop.compliance.Alert;
import no.getdrop.payments.PaymentId;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/// An alert as an administrator sees it.
record AlertView(
        String id,
        String rule,
        String severity,
        String status,
        @JsonRawValue String details,
        CustomerView customer,
        @Nullable PaymentView payment,
        Instant createdAt,
        @Nullable FirstReleaseView firstRelease,
        @Nullable DecisionView decision) {
    record CustomerView(String id, String name, @Nullable LocalDate birthDate, String riskLevel) {}

    record PaymentView(
            String id,
            String type,
            String stage,
            BigDecimal amount,
            String currency,
            String payeeName,
            @Nullable String country,
            Instant createdAt) {}

    record FirstReleaseView(String by, Instant at, String reason) {}

    record DecisionView(String decidedBy, Instant decidedAt, String reason) {}

    static AlertView of(Alert alert) {
        Alert.Customer customer = alert.customer();
        return new AlertView(
                alert.id().toString(),
                alert.rule().text(),
                alert.severity().text(),
                alert.status().text(),
                alert.details(),
                new CustomerView(
                        customer.id().toString(),
                        customer.name(),
                        customer.birthDate(),
                        customer.riskLevel()),
                payment(alert.payment()),
                alert.createdAt(),
                firstRelease(alert.firstRelease()),
                decision(alert.decision()));
    }

    private static @Nullable PaymentView payment(Alert.@Nullable HeldPayment payment) {
        return payment == null
                ? null
                : new PaymentView(
                        new PaymentId(payment.id()).toString(),
                        payment.type(),
                        payment.stage(),
                        payment.amount().decimal(),
                        payment.amount().currency().getCurrencyCode(),
                        payment.payeeName(),
                        payment.country(),
                        payment.createdAt());
    }

    private static @Nullable FirstReleaseView firstRelease(Alert.@Nullable Decision first) {
        return first == null
                ? null
                : new FirstReleaseView(first.by().toString(), first.at(), first.reason());
    }

    private static @Nullable DecisionView decision(Alert.@Nullable Decision decision) {
        return decision == null
                ? null
                : new DecisionView(decision.by().toString(), decision.at(), decision.reason());
    }
}
