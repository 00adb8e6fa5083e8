package no.getdrop.bench;

import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.QuoteId;

/// A payment that is ready to be ordered: quoted and authorised.
///
/// @param key its `Idempotency-Key`
public record Order(
        Customer customer, QuoteId quoteId, PaymentSessionId paymentSessionId, String key) {
    /// What every order here is about: 2,000 kroner.
    public static final long AMOUNT_MINOR = 200_000;
}
