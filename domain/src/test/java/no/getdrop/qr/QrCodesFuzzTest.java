package no.getdrop.qr;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.fuzz.Fuzz;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// Whatever a camera reads is a code of Drop or is not, and only what Drop printed is one.
public final class QrCodesFuzzTest {
    private static final QrCodes CODES =
            new QrCodes(
                    URI.create("https://app.getdrop.no"),
                    Secrets.from(
                            Environment.of(
                                    Map.of(
                                            "QR_SIGNING_KEY",
                                            "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")),
                            InstantSource.system()));

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(QrCodesFuzzTest.class, QrCodesFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, QrCodesFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        String text = new String(input, StandardCharsets.UTF_8);
        if (CODES.read(text) instanceof QrCodes.Scanned.Genuine(QrSubject subject)) {
            assertThat(CODES.link(subject)).endsWith(text);
        }
        UUID id = UUID.nameUUIDFromBytes(input);
        for (QrSubject subject :
                new QrSubject[] {
                    new QrSubject.Merchant(new MerchantId(id)),
                    new QrSubject.Request(new PaymentRequestId(id))
                }) {
            assertThat(CODES.read(CODES.link(subject)))
                    .isEqualTo(new QrCodes.Scanned.Genuine(subject));
        }
    }
}
