package no.getdrop.api.payments;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import no.getdrop.payments.Payment;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A payment as its customer sees it.
record PaymentView(
        String id,
        String type,
        String status,
        String stage,
        @JsonUnwrapped AmountsView amounts,
        @JsonUnwrapped PartiesView parties,
        @JsonUnwrapped ProgressView progress) {
    record PartiesView(
            String bankAccountId,
            @Nullable String recipientId,
            @Nullable String recipientName,
            @Nullable String quoteId) {}

    record ProgressView(
            Instant createdAt,
            @Nullable Instant submittedAt,
            @Nullable Instant completedAt,
            @Nullable String bankReference,
            @Nullable String failureCode) {}

    static PaymentView of(Payment payment) {
        Payment.Parties parties = payment.parties();
        Payment.Progress progress = payment.progress();
        return new PaymentView(
                payment.id().toString(),
                payment.type().text(),
                payment.stage().status().text(),
                payment.stage().text(),
                AmountsView.of(payment.amounts()),
                new PartiesView(
                        parties.bankAccountId().toString(),
                        text(parties.recipientId()),
                        parties.recipientName(),
                        text(parties.quoteId())),
                new ProgressView(
                        progress.createdAt(),
                        progress.submittedAt(),
                        progress.completedAt(),
                        progress.bankReference(),
                        progress.failureCode()));
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }
}
