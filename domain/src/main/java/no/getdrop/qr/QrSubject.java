package no.getdrop.qr;

import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;

/// What a QR code is for.
public sealed interface QrSubject {
    /// Whatever the payer wants to pay a merchant: the code that hangs in the shop.
    record Merchant(MerchantId id) implements QrSubject {}

    /// What a merchant asks for, once.
    record Request(PaymentRequestId id) implements QrSubject {}
}
