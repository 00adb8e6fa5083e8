package no.getdrop.local.demo;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/// A merchant's first customer: registration, QR code, payment, dashboard; then a forged code.
final class MerchantJourney {
    private static final BigDecimal AMOUNT = new BigDecimal("129.50");
    private static final BigDecimal FEE = new BigDecimal("1.30");

    private final Person merchant;
    private final Person payer;
    private final Transcript transcript;

    MerchantJourney(Person merchant, Person payer, Transcript transcript) {
        this.merchant = merchant;
        this.payer = payer;
        this.transcript = transcript;
    }

    /// Runs all of it.
    ///
    /// @param organisationNumber of a business that nobody has registered
    /// @param accountId that the payer pays from
    /// @param image where the merchant's code is kept
    /// @throws UnmetException at the first answer that is not what it must be
    void run(String organisationNumber, String accountId, Path image)
            throws IOException, InterruptedException, UnmetException {
        merchant.login();
        String code = register(organisationNumber);
        show(image);
        String paymentId = pay(code, accountId);
        dashboard(paymentId);
        forged(code, accountId);
    }

    private String register(String organisationNumber)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Register a coffee bar as a merchant");
        Reply registered =
                merchant.drop()
                        .post(
                                "/v1/merchants/register",
                                Map.of(
                                        "businessName", "Lies Kaffebar",
                                        "orgNumber", organisationNumber,
                                        "category", "cafe",
                                        "address", "Storgata 1, 0155 Oslo",
                                        "bankAccount", "60100007919"))
                        .expect(201);
        transcript.note("merchant " + registered.text("/id"));
        return registered.text("/qrCode");
    }

    private void show(Path image) throws IOException, InterruptedException, UnmetException {
        transcript.part("Hang up its QR code");
        String svg = merchant.drop().text("/v1/merchants/me/qr", "image/svg+xml");
        if (!svg.startsWith("<svg")) {
            throw new UnmetException("an SVG image", svg);
        }
        Files.createDirectories(image.toAbsolutePath().getParent());
        Files.writeString(image, svg);
        transcript.note("saved as " + image);
    }

    private String pay(String code, String accountId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("A customer scans it, authorises " + AMOUNT + " NOK and pays");
        Reply session =
                payer.drop()
                        .post(
                                "/v1/payment-sessions",
                                Map.of(
                                        "qrCode", code,
                                        "bankAccountId", accountId,
                                        "amount", AMOUNT))
                        .expect(201);
        payer.drop().follow(payer.bankId(session.text("/redirectUrl"))).location();
        Reply paid =
                payer.drop()
                        .post(
                                "/v1/transactions/qr-payment",
                                Map.of(
                                        "qrCode", code,
                                        "bankAccountId", accountId,
                                        "paymentSessionId", session.text("/id"),
                                        "amount", AMOUNT),
                                UUID.randomUUID().toString())
                        .expect(201);
        if (!paid.text("/status").equals("completed")) {
            throw new UnmetException("a QR payment to be completed at once", paid.seen());
        }
        transcript.note(
                "payment %s to %s is completed"
                        .formatted(paid.text("/id"), paid.text("/merchantName")));
        return paid.text("/id");
    }

    private void dashboard(String paymentId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("The merchant's day");
        Reply day = merchant.drop().get("/v1/merchants/me/dashboard").expect(200);
        boolean right =
                day.text("/transactions/data/0/id").equals(paymentId)
                        && new BigDecimal(day.text("/completed/amount")).compareTo(AMOUNT) == 0
                        && new BigDecimal(day.text("/completed/fee")).compareTo(FEE) == 0;
        if (!right) {
            throw new UnmetException("one sale of " + AMOUNT + " with a fee of " + FEE, day.seen());
        }
        transcript.note(
                "%s payment, %s NOK, fee %s NOK, net %s NOK"
                        .formatted(
                                day.text("/completed/count"),
                                day.text("/completed/amount"),
                                day.text("/completed/fee"),
                                day.text("/completed/net")));
    }

    private void forged(String code, String accountId)
            throws IOException, InterruptedException, UnmetException {
        transcript.part("Somebody glues another code over it: refused");
        String forged = code.substring(0, code.length() - 5) + "AAAAA";
        payer.drop()
                .post(
                        "/v1/payment-sessions",
                        Map.of("qrCode", forged, "bankAccountId", accountId, "amount", AMOUNT))
                .expectError(422, "qr_code_forged");
        transcript.note("qr_code_forged");
    }
}
