package no.getdrop.kyc;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;
import no.getdrop.webhooks.StorableEvents;
import no.getdrop.webhooks.WebhookReceipt;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whatever comes to Sumsub's webhook is refused or is a message that can be kept.
public final class SumsubMessagesFuzzTest {
    private static final String KEY = "a key";
    private static final SumsubMessages MESSAGES =
            new SumsubMessages(
                    Secrets.from(
                            Environment.of(Map.of("SUMSUB_WEBHOOK_SECRET", KEY)),
                            InstantSource.system()));

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(SumsubMessagesFuzzTest.class, SumsubMessagesFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, SumsubMessagesFuzzTest::holds);
    }

    private static void holds(byte[] input) throws Exception {
        Lines lines = new Lines(input);
        String algorithm = lines.next();
        String digest = lines.next();
        byte[] body = lines.rest();
        assertThat(MESSAGES.verify(body, algorithm, digest))
                .as("nobody without the key signs")
                .isEqualTo(new WebhookReceipt.NotSigned());
        StorableEvents.check(signed(body));
    }

    /// What becomes of a body that Sumsub signed.
    public static WebhookReceipt signed(byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return MESSAGES.verify(
                body, "HMAC_SHA256_HEX", HexFormat.of().formatHex(mac.doFinal(body)));
    }
}
