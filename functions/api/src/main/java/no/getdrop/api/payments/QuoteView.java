package no.getdrop.api.payments;

import com.fasterxml.jackson.annotation.JsonUnwrapped;

import no.getdrop.payments.Quote;

import java.math.BigDecimal;
import java.time.Instant;

/// What the payer is told before the payment (PSD2 Art. 45 and 46).
///
/// @param referenceRate what the source observed
/// @param markupPercent by how much the customer's rate is less
record QuoteView(
        String quoteId,
        String recipientId,
        @JsonUnwrapped AmountsView amounts,
        BigDecimal referenceRate,
        String rateSource,
        BigDecimal markupPercent,
        int executionTimeMinutes,
        Instant expiresAt) {
    static QuoteView of(Quote quote) {
        return new QuoteView(
                quote.id().toString(),
                quote.recipientId().toString(),
                AmountsView.of(quote.amounts()),
                quote.rate().reference(),
                quote.rate().source(),
                BigDecimal.valueOf(quote.rate().markupBasisPoints(), 2),
                quote.rate().executionTimeMinutes(),
                quote.expiresAt());
    }
}
