package no.getdrop.api.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.accounts.AccountId;
import no.getdrop.api.http.Texts;
import no.getdrop.merchants.MerchantId;
import no.getdrop.money.Money;
import no.getdrop.payments.Payment;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.QuoteId;
import no.getdrop.recipients.RecipientId;

import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.Locale;
import java.util.UUID;

class ReceiptPdfTest {
    private static final Locale NORWEGIAN = Locale.forLanguageTag("nb");
    private static final Instant AT = Instant.parse("2026-07-01T22:30:00Z");

    private final ReceiptPdf receipts = new ReceiptPdf(new Texts());

    @Test
    void aPaymentAbroadIsToldInNorwegian() throws IOException {
        String text = text(receipts.of(remittance("Željko Đurić-Łęcki"), NORWEGIAN));

        assertThat(text)
                .contains("Kvittering", "Betalt", "Željko Đurić-Łęcki", "Årsak")
                .contains("2 000,00 NOK", "10,00 NOK", "2 010,00 NOK", "20 160,50 RSD")
                .contains("1 NOK = 10.08025 RSD", "2. juli 2026", "00:30")
                .contains("txn_00000000000000010000000000000002", "bank-4711", "aldri pengene dine")
                .doesNotContain("?");
    }

    @Test
    void aQrPaymentIsToldInEnglish() throws IOException {
        String text = text(receipts.of(qrPayment("Blåbærhagen & Sønn ÅS"), Locale.ENGLISH));

        assertThat(text)
                .contains("Receipt", "Paid to", "Blåbærhagen & Sønn ÅS", "1,129.50 NOK")
                .contains("Taken from your account", "July 2, 2026")
                .doesNotContain("Exchange rate", "?");
    }

    @Test
    void aMerchantIsToldByTheNameThatItCannotChooseToo() throws IOException {
        Payment payment = qrPayment("Skatteetaten", "LIES KAFFEBAR AS");

        assertThat(text(receipts.of(payment, NORWEGIAN)))
                .contains("Skatteetaten (LIES KAFFEBAR AS)");
    }

    @Test
    void theSamePaymentIsTheSameBytes() {
        assertThat(receipts.of(remittance("Ana Petrović"), NORWEGIAN))
                .isEqualTo(receipts.of(remittance("Ana Petrović"), NORWEGIAN));
    }

    @Test
    void aNameWithoutLettersForItAndALongOneAreNoFault() throws IOException {
        assertThat(text(receipts.of(qrPayment("漢字 😀 Kafé"), NORWEGIAN))).contains("?? ? Kafé");
        String long140 = "Ø".repeat(140);
        assertThat(text(receipts.of(qrPayment(long140), NORWEGIAN)).replaceAll("[^Ø]", ""))
                .isEqualTo(long140);
    }

    private static String text(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            assertThat(document.getNumberOfPages()).isEqualTo(1);
            return new PDFTextStripper().getText(document).replace('\u00A0', ' ');
        }
    }

    private static Payment remittance(String name) {
        return new Payment(
                new PaymentId(new UUID(1, 2)),
                Payment.Type.REMITTANCE,
                Payment.Stage.SETTLED,
                new Payment.Amounts(
                        Money.nok(2_000_00),
                        Money.nok(10_00),
                        Money.nok(2_010_00),
                        new Money(20_160_50, Currency.getInstance("RSD")),
                        new BigDecimal("10.08025")),
                new Payment.Parties(
                        new AccountId(new UUID(1, 3)),
                        new Payment.Payee.Recipient(
                                new RecipientId(new UUID(1, 4)),
                                name,
                                new QuoteId(new UUID(1, 5)))),
                new Payment.Progress(AT, AT, AT, "bank-4711", "AM04"));
    }

    private static Payment qrPayment(String name) {
        return qrPayment(name, null);
    }

    private static Payment qrPayment(String name, @Nullable String legalName) {
        return new Payment(
                new PaymentId(new UUID(1, 2)),
                Payment.Type.QR_PAYMENT,
                Payment.Stage.SETTLED,
                Payment.Amounts.free(Money.nok(1_129_50)),
                new Payment.Parties(
                        new AccountId(new UUID(1, 3)),
                        new Payment.Payee.Merchant(
                                new MerchantId(new UUID(1, 4)), name, legalName, null)),
                new Payment.Progress(AT, AT, AT, "bank-4711", null));
    }
}
