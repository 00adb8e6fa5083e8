package no.getdrop.kyc;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookReceipt;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class SumsubMessagesTest {
    private static final String BODY =
            """
            {"type":"applicantReviewed","externalUserId":"usr_1","applicantId":"å",
             "createdAtMs":"2026-11-25 13:23:19.321"}\
            """;

    private final SumsubMessages messages = messages(Map.of("SUMSUB_WEBHOOK_SECRET", "current"));

    @ParameterizedTest
    @CsvSource({"HMAC_SHA256_HEX, HmacSHA256", "HMAC_SHA512_HEX, HmacSHA512"})
    void aSignedMessageIsGenuine(String algorithm, String mac) throws Exception {
        WebhookReceipt receipt = verify(BODY, algorithm, sign(mac, "current", BODY));
        WebhookEvent event = ((WebhookReceipt.Genuine) receipt).event();
        assertThat(event.type()).isEqualTo("applicantReviewed");
        assertThat(event.subject()).isEqualTo("usr_1");
        assertThat(event.occurredAt()).isEqualTo(Instant.parse("2026-11-25T13:23:19.321Z"));
        assertThat(event.payload()).isEqualTo(BODY);
    }

    @ParameterizedTest
    @CsvSource({
        "HMAC_SHA1_HEX, HmacSHA1",
        "HMAC_SHA256_HEX, HmacSHA512",
        "HMAC_SHA512_HEX, HmacSHA256",
        "hmac_sha256_hex, HmacSHA256",
        "'', HmacSHA256",
        ", HmacSHA256"
    })
    void anotherAlgorithmThanItsOwnOrSha1IsRefused(@Nullable String algorithm, String mac)
            throws Exception {
        assertThat(verify(BODY, algorithm, sign(mac, "current", BODY)))
                .isEqualTo(new WebhookReceipt.NotSigned());
    }

    @Test
    void oneByteMoreOrAnotherKeyIsRefused() throws Exception {
        String digest = sign("HmacSHA256", "current", BODY);
        assertThat(verify(BODY + " ", "HMAC_SHA256_HEX", digest))
                .isEqualTo(new WebhookReceipt.NotSigned());
        assertThat(verify(BODY, "HMAC_SHA256_HEX", sign("HmacSHA256", "guess", BODY)))
                .isEqualTo(new WebhookReceipt.NotSigned());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "zz", "00", "not hexadecimal at all"})
    void whatIsNoDigestIsRefused(String digest) {
        assertThat(verify(BODY, "HMAC_SHA256_HEX", digest))
                .isEqualTo(new WebhookReceipt.NotSigned());
        assertThat(verify(BODY, "HMAC_SHA256_HEX", null)).isEqualTo(new WebhookReceipt.NotSigned());
    }

    @Test
    void whileTheSecretIsRotatedThePreviousOneStillVerifies() throws Exception {
        SumsubMessages rotated =
                messages(
                        Map.of(
                                "SUMSUB_WEBHOOK_SECRET",
                                "next",
                                "SUMSUB_WEBHOOK_SECRET_PREVIOUS",
                                "current"));
        for (String key : new String[] {"next", "current"}) {
            assertThat(
                            rotated.verify(
                                    bytes(BODY), "HMAC_SHA256_HEX", sign("HmacSHA256", key, BODY)))
                    .isInstanceOf(WebhookReceipt.Genuine.class);
        }
    }

    @Test
    void withoutASecretNothingIsBelieved() throws Exception {
        assertThat(
                        messages(Map.of())
                                .verify(
                                        bytes(BODY),
                                        "HMAC_SHA256_HEX",
                                        sign("HmacSHA256", "x", BODY)))
                .isEqualTo(new WebhookReceipt.NoKey());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no JSON",
                "[]",
                "{}",
                "{\"type\":\"t\",\"externalUserId\":\"u\",\"createdAtMs\":\"yesterday\"}",
                "{\"type\":\"t\",\"externalUserId\":\"u\\u0000\","
                        + "\"createdAtMs\":\"2026-11-25 13:23:19.321\"}",
                "{\"type\":\"t\",\"externalUserId\":\"u\\ud800\","
                        + "\"createdAtMs\":\"2026-11-25 13:23:19.321\"}",
                "{\"type\":\"t\",\"externalUserId\":\"u\",\"a\":1e200000,"
                        + "\"createdAtMs\":\"2026-11-25 13:23:19.321\"}",
                "{\"type\":\"t\",\"externalUserId\":\"u\","
                        + "\"createdAtMs\":\"+99999-11-25 13:23:19.321\"}",
                "{\"type\":\"\",\"externalUserId\":\"u\","
                        + "\"createdAtMs\":\"2026-11-25 13:23:19.321\"}"
            })
    void whatIsSignedAndLacksWhatEveryMessageHasIsUnreadable(String body) throws Exception {
        assertThat(verify(body, "HMAC_SHA256_HEX", sign("HmacSHA256", "current", body)))
                .isEqualTo(new WebhookReceipt.Unreadable());
    }

    private WebhookReceipt verify(
            String body, @Nullable String algorithm, @Nullable String digest) {
        return messages.verify(bytes(body), algorithm, digest);
    }

    private static SumsubMessages messages(Map<String, String> secrets) {
        return new SumsubMessages(Secrets.from(Environment.of(secrets), InstantSource.system()));
    }

    private static String sign(String mac, String key, String body) throws Exception {
        Mac hash = Mac.getInstance(mac);
        hash.init(new SecretKeySpec(bytes(key), mac));
        return HexFormat.of().formatHex(hash.doFinal(bytes(body)));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
