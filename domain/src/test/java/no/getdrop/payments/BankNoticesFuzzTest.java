package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;
import no.getdrop.webhooks.StorableEvents;
import no.getdrop.webhooks.WebhookReceipt;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whatever comes to the bank's webhook is refused or is a message that can be kept.
public final class BankNoticesFuzzTest {
    private static final String KEY = "a key";
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final BankNotices NOTICES =
            new BankNotices(
                    Secrets.from(
                            Environment.of(Map.of("OPEN_BANKING_WEBHOOK_SECRET", KEY)),
                            InstantSource.system()),
                    () -> NOW);

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(BankNoticesFuzzTest.class, BankNoticesFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, BankNoticesFuzzTest::holds);
    }

    private static void holds(byte[] input) throws Exception {
        Lines lines = new Lines(input);
        String id = lines.next();
        String timestamp = lines.next();
        String signatures = lines.next();
        byte[] body = lines.rest();
        assertThat(NOTICES.verify(new BankNotices.Message(id, timestamp, signatures, body)))
                .as("nobody without the key signs")
                .isEqualTo(new WebhookReceipt.NotSigned());
        StorableEvents.check(signed(id, body));
    }

    /// What becomes of a body that the bank signed.
    public static WebhookReceipt signed(String id, byte[] body) throws Exception {
        String timestamp = Long.toString(NOW.getEpochSecond());
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        content.writeBytes(body);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature =
                "v1," + Base64.getEncoder().encodeToString(mac.doFinal(content.toByteArray()));
        return NOTICES.verify(new BankNotices.Message(id, timestamp, signature, body));
    }
}
