package no.getdrop.qr;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.qr.QrCodes.Scanned;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyRing;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

class QrCodesTest {
    private static final String KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
    private static final String NEXT_KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=";
    private static final URI APP = URI.create("https://app.getdrop.no");

    private final QrSubject merchant = new QrSubject.Merchant(new MerchantId(Ids.next()));
    private final QrSubject request = new QrSubject.Request(new PaymentRequestId(Ids.next()));
    private final QrCodes codes = codes(Map.of("QR_SIGNING_KEY", KEY));

    @Test
    void whatDropMadeIsGenuineAsALinkAndWithoutTheLink() {
        for (QrSubject subject : new QrSubject[] {merchant, request}) {
            String link = codes.link(subject);
            assertThat(link).startsWith("https://app.getdrop.no/q/1.").hasSizeLessThan(100);
            assertThat(codes.read(link)).isEqualTo(new Scanned.Genuine(subject));
            assertThat(codes.read(link.substring("https://app.getdrop.no/q/".length())))
                    .isEqualTo(new Scanned.Genuine(subject));
        }
        assertThat(codes.link(merchant))
                .as("no time or chance in it")
                .isEqualTo(codes.link(merchant));
    }

    @Test
    void noOtherLetterAnywhereInTheCodeIsGenuine() {
        String link = codes.link(merchant);
        for (int i = "https://app.getdrop.no/q/".length(); i < link.length(); i++) {
            for (char other : new char[] {'0', '1', 'a', 'A', 'Q', '_', '.', '~'}) {
                if (link.charAt(i) != other) {
                    String changed = link.substring(0, i) + other + link.substring(i + 1);
                    assertThat(codes.read(changed))
                            .as(changed)
                            .isNotInstanceOf(Scanned.Genuine.class);
                }
            }
        }
    }

    @Test
    void aCodeThatAnotherKeySignedIsForged() {
        QrCodes others = codes(Map.of("QR_SIGNING_KEY", NEXT_KEY));

        assertThat(codes.read(others.link(merchant))).isEqualTo(new Scanned.Forged());
    }

    @Test
    void thePreviousKeyStillChecksUntilItIsTakenAway() {
        String old = codes.link(merchant);
        QrCodes rotated =
                codes(
                        Map.of(
                                "QR_SIGNING_KEY",
                                NEXT_KEY,
                                "QR_SIGNING_KEY_ID",
                                "2",
                                "QR_SIGNING_KEYS_PREVIOUS",
                                "1:" + KEY));
        QrCodes later = codes(Map.of("QR_SIGNING_KEY", NEXT_KEY, "QR_SIGNING_KEY_ID", "2"));

        assertThat(rotated.read(old)).isEqualTo(new Scanned.Genuine(merchant));
        assertThat(rotated.link(merchant)).isNotEqualTo(old);
        assertThat(later.read(rotated.link(merchant))).isEqualTo(new Scanned.Genuine(merchant));
        assertThat(later.read(old)).isEqualTo(new Scanned.Outdated());
    }

    @Test
    void aCodeOfTheFirstKeyIsGoodAfterManyRotations() {
        String first = codes.link(merchant);
        Map<String, String> secrets = Map.of("QR_SIGNING_KEY", KEY);
        for (int rotation = 0; rotation < 20; rotation++) {
            secrets =
                    KeyRing.of(KeyRing.Kind.QR_SIGNING, Secrets.View.of(secrets))
                            .rotatedTo("%064x".formatted(rotation));
        }

        QrCodes now = codes(secrets);
        assertThat(now.read(first)).isEqualTo(new Scanned.Genuine(merchant));
        assertThat(now.link(merchant)).contains(".21.");
        assertThat(now.read(now.link(merchant))).isEqualTo(new Scanned.Genuine(merchant));
    }

    @Test
    void anEnvironmentWithTheOldSetChecksACodeOfOneWithTheNew() {
        Map<String, String> before = Map.of("QR_SIGNING_KEY", KEY);
        Map<String, String> after =
                KeyRing.of(KeyRing.Kind.QR_SIGNING, Secrets.View.of(before)).rotatedTo(NEXT_KEY);
        AtomicReference<Map<String, String>> manager = new AtomicReference<>(before);
        AtomicInteger reads = new AtomicInteger();
        QrCodes behind =
                new QrCodes(
                        APP,
                        new Secrets(
                                Environment.of(Map.of()),
                                () -> {
                                    reads.incrementAndGet();
                                    return manager.get();
                                },
                                new HandClock()));
        String old = behind.link(merchant);
        manager.set(after);

        assertThat(behind.link(merchant)).as("it has the old set").isEqualTo(old);
        assertThat(behind.read(codes(after).link(request))).isEqualTo(new Scanned.Genuine(request));
        assertThat(behind.read(old)).isEqualTo(new Scanned.Genuine(merchant));
        assertThat(reads).hasValue(2);
        for (int id = 3; id < 100; id++) {
            assertThat(behind.read(old.replace(".1.", "." + id + ".")))
                    .isEqualTo(new Scanned.Outdated());
        }
        assertThat(reads).as("made-up numbers are looked for seldom").hasValue(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "hello",
                "https://qr.vipps.no/28/2/01/031/4712345678",
                "drop://pay/mer_00000000000000000000000000000000",
                "2.mer_00000000000000000000000000000000.1.AAAAAAAAAAAAAAAAAAAAAA",
                "1.txn_00000000000000000000000000000000.1.AAAAAAAAAAAAAAAAAAAAAA",
                "1.mer_00000000000000000000000000000000.1",
                "https://app.getdrop.no.evil.example/q/1.mer_0.1.A"
            })
    void whatIsNoCodeOfDropIsForeign(String text) {
        assertThat(codes.read(text)).isEqualTo(new Scanned.Foreign());
    }

    private static QrCodes codes(Map<String, String> secrets) {
        return new QrCodes(APP, Secrets.from(Environment.of(secrets), InstantSource.system()));
    }
}
