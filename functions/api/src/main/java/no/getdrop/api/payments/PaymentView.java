package no.getdrop.api.payments;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.payments.Payment;
import no.getdrop.payments.QuoteId;
import no.getdrop.recipients.RecipientId;

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
    /// Who pays whom: a recipient for a quote, or a merchant.
    record PartiesView(
            String bankAccountId,
            @Nullable String recipientId,
            @Nullable String recipientName,
            @Nullable String quoteId,
            @Nullable String merchantId,
            @Nullable String merchantName,
            @Nullable String merchantLegalName,
            @Nullable String paymentRequestId) {
        static PartiesView of(Payment.Parties parties) {
            String accountId = parties.bankAccountId().toString();
            return switch (parties.payee()) {
                case Payment.Payee.Recipient(
                                RecipientId id,
                                @Nullable String name,
                                QuoteId quoteId) ->
                        new PartiesView(
                                accountId,
                                id.toString(),
                                name,
                                quoteId.toString(),
                                null,
                                null,
                                null,
                                null);
                case Payment.Payee.Merchant(
                                MerchantId id,
                                String name,
                                @Nullable String legalName,
                                @Nullable PaymentRequestId requestId) ->
                        new PartiesView(
                                accountId,
                                null,
                                null,
                                null,
                                id.toString(),
                                name,
                                legalName,
                                requestId == null ? null : requestId.toString());
            };
        }
    }

    record ProgressView(
            Instant createdAt,
            @Nullable Instant submittedAt,
            @Nullable Instant completedAt,
            @Nullable String bankReference,
            @Nullable String failureCode) {}

    static PaymentView of(Payment payment) {
        Payment.Progress progress = payment.progress();
        return new PaymentView(
                payment.id().toString(),
                payment.type().text(),
                payment.stage().status().text(),
                payment.stage().text(),
                AmountsView.of(payment.amounts()),
                PartiesView.of(payment.parties()),
                new ProgressView(
                        progress.createdAt(),
                        progress.submittedAt(),
                        progress.completedAt(),
                        progress.bankReference(),
                        progress.failureCode()));
    }
}
