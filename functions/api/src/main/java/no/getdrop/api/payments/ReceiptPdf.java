package no.getdrop.api.payments;

import no.getdrop.api.http.Texts;
import no.getdrop.money.Money;
import no.getdrop.payments.Payment;

import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.springframework.stereotype.Component;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// A payment's receipt as one page of PDF (PSD2 Art. 49), in Norwegian or English.
///
/// The same payment gives the same bytes: the document's id is the payment's, and the time in it is
/// the payment's too.
@Component
final class ReceiptPdf {
    /// Liberation Sans, which PDFBox brings; it has the letters of all countries that Drop sends
    /// to.
    private static final String FONT =
            "/org/apache/pdfbox/resources/ttf/LiberationSans-Regular.ttf";

    private static final ZoneId OSLO = ZoneId.of("Europe/Oslo");
    private static final float LEFT = 72;
    private static final float VALUES = 240;
    private static final float WIDTH = PDRectangle.A4.getWidth() - 2 * LEFT;
    private static final float LINE = 22;
    private static final float TEXT_SIZE = 11;
    private static final float SMALL_SIZE = 9;
    private static final float TITLE_SIZE = 22;

    private final Texts texts;

    private record Line(String name, String value) {}

    /// Receipts in the words of `texts`.
    ReceiptPdf(Texts texts) {
        this.texts = texts;
    }

    /// The receipt of a payment.
    byte[] of(Payment payment, Locale language) {
        try (PDDocument document = new PDDocument();
                ByteArrayOutputStream bytes = new ByteArrayOutputStream()) {
            document.setDocumentId(payment.id().value().getLeastSignificantBits());
            document.getDocument().setVersion(1.7f);
            document.getDocumentCatalog().setLanguage(language.toLanguageTag());
            document.getDocumentInformation()
                    .setTitle(texts.line("receipt.title", language) + ' ' + payment.id());
            PDPage page = new PDPage(PDRectangle.A4);
            document.addPage(page);
            PDFont font = font(document);
            try (PDPageContentStream content = new PDPageContentStream(document, page)) {
                write(new Sheet(content, font), payment, language);
            }
            document.save(bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(Sheet sheet, Payment payment, Locale language) throws IOException {
        float y = PDRectangle.A4.getHeight() - LEFT;
        sheet.text("Drop", LEFT, y, TITLE_SIZE);
        y -= 2 * LINE;
        sheet.text(texts.line("receipt.title", language), LEFT, y, TITLE_SIZE);
        sheet.rule(y - LINE / 2);
        y -= 2 * LINE;
        for (Line line : lines(payment, language)) {
            sheet.text(line.name(), LEFT, y, TEXT_SIZE);
            for (String part : sheet.wrapped(line.value(), LEFT + WIDTH - VALUES, TEXT_SIZE)) {
                sheet.text(part, VALUES, y, TEXT_SIZE);
                y -= LINE;
            }
        }
        sheet.rule(y);
        y -= LINE;
        for (String part :
                sheet.wrapped(texts.line("receipt.footer", language), WIDTH, SMALL_SIZE)) {
            sheet.text(part, LEFT, y, SMALL_SIZE);
            y -= LINE / 2 + 2;
        }
    }

    private List<Line> lines(Payment payment, Locale language) {
        Payment.Amounts amounts = payment.amounts();
        Payment.Progress progress = payment.progress();
        Payment.Status status = payment.stage().status();
        List<Line> lines = new ArrayList<>();
        add(lines, language, "status." + status.text(), "");
        add(lines, language, "payee", payee(payment));
        add(lines, language, "amount", money(amounts.amount(), language));
        add(lines, language, "fee", money(amounts.fee(), language));
        add(lines, language, "total", money(amounts.total(), language));
        add(lines, language, "received", money(amounts.received(), language));
        if (amounts.rate() != null) {
            add(
                    lines,
                    language,
                    "rate",
                    texts.line(
                            "receipt.rate.value",
                            language,
                            amounts.amount().currency().getCurrencyCode(),
                            amounts.rate().toPlainString(),
                            amounts.received().currency().getCurrencyCode()));
        }
        add(lines, language, "instructed", time(progress.createdAt(), language));
        Optional.ofNullable(progress.completedAt())
                .ifPresent(at -> add(lines, language, "completed", time(at, language)));
        add(lines, language, "reference", payment.id().toString());
        Optional.ofNullable(progress.bankReference())
                .ifPresent(reference -> add(lines, language, "bank_reference", reference));
        Optional.ofNullable(progress.failureCode())
                .ifPresent(code -> add(lines, language, "failure", code));
        return lines;
    }

    private void add(List<Line> lines, Locale language, String key, String value) {
        lines.add(new Line(texts.line("receipt." + key, language), value));
    }

    private static String payee(Payment payment) {
        return switch (payment.parties().payee()) {
            case Payment.Payee.Recipient recipient ->
                    Objects.requireNonNullElse(recipient.name(), "");
            case Payment.Payee.Merchant merchant ->
                    merchant.legalName() == null
                            ? merchant.name()
                            : "%s (%s)".formatted(merchant.name(), merchant.legalName());
        };
    }

    private static String money(Money money, Locale language) {
        NumberFormat format = NumberFormat.getNumberInstance(language);
        int decimals = money.currency().getDefaultFractionDigits();
        format.setMinimumFractionDigits(decimals);
        format.setMaximumFractionDigits(decimals);
        return format.format(money.decimal()) + ' ' + money.currency().getCurrencyCode();
    }

    private static String time(Instant at, Locale language) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                .withLocale(language)
                .format(at.atZone(OSLO));
    }

    private static PDFont font(PDDocument document) throws IOException {
        try (InputStream file =
                Objects.requireNonNull(PDDocument.class.getResourceAsStream(FONT), FONT)) {
            return PDType0Font.load(document, file, true);
        }
    }
}
