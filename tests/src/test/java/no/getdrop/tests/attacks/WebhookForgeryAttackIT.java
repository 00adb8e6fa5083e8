package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.bank.Order;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Messages that say they come from the bank or from Sumsub: a payment that is settled, a customer
/// who is approved. `BankNoticesIT`, `SumsubMessagesTest` and `WebhookJourneyIT` have more.
@ExtendWith(Suite.class)
final class WebhookForgeryAttackIT {
    private record Notice(String id, String timestamp, String signature, String body) {}

    @Test
    void tellsThatAPaymentIsSettled(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String payment =
                customer.pay(customer.prepare("300"), Customer.newKey()).data().path("id").asText();
        Order order = drop.host().providers().bank().orders().getLast();
        String secret = drop.host().providers().bank().webhookSecret();
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        String body = settled(order);
        long now = Instant.now().getEpochSecond();
        String signature = sign(key, "m1", now, body);

        List<Notice> forged = new ArrayList<>();
        String other = body.replace("ACSC", "RJCT");
        byte[] own = "a key of the attacker's own, long enough".getBytes(StandardCharsets.UTF_8);
        byte[] asText = secret.getBytes(StandardCharsets.UTF_8);
        forged.add(new Notice("m1", "" + now, signature, other));
        forged.add(new Notice("m1", "" + now, signature, body + " "));
        forged.add(new Notice("m2", "" + now, signature, body));
        forged.add(new Notice("m1", "" + (now + 1), signature, body));
        forged.add(new Notice("m1", "" + now, sign(own, "m1", now, body), body));
        forged.add(new Notice("m1", "" + now, sign(asText, "m1", now, body), body));
        forged.add(new Notice("m1", "" + now, "v1,", body));
        forged.add(new Notice("m1", "" + now, signature.replace("v1,", "v2,"), body));
        forged.add(new Notice("m1", "" + now, signature.replace("v1,", ""), body));
        forged.add(new Notice("m1", "" + now, signature.toLowerCase(Locale.ROOT), body));
        forged.add(new Notice("m1", "" + now, signature.substring(0, 30), body));
        for (Duration off : List.of(Duration.ofMinutes(6), Duration.ofMinutes(-6))) {
            long at = now + off.toSeconds();
            forged.add(new Notice("m1", "" + at, sign(key, "m1", at, body), body));
        }
        forged.add(new Notice("m1", now + ".0", signature, body));
        forged.add(new Notice("m1", "-" + now, signature, body));
        for (Notice notice : forged) {
            assertThat(send(drop, notice).error())
                    .as(notice.toString())
                    .isEqualTo("signature_refused");
        }
        assertThat(stage(customer, payment)).isEqualTo("submitted");

        Notice genuine = new Notice("m1", "" + now, signature, body);
        assertThat(send(drop, genuine).status()).as("nothing else was wrong").isEqualTo(200);
        assertThat(stage(customer, payment)).isEqualTo("settled");
        String events = customer.get("/v1/transactions/" + payment + "/events").body();
        for (int i = 0; i < 3; i++) {
            assertThat(send(drop, genuine).status()).as("sent again").isEqualTo(200);
        }
        String late = sign(key, "m9", now, other);
        assertThat(send(drop, new Notice("m9", "" + now, late, other)).status()).isEqualTo(200);
        assertThat(customer.get("/v1/transactions/" + payment + "/events").body())
                .as("what is done stays done, even to the bank's own word")
                .isEqualTo(events);
    }

    @Test
    void tellsThatTheyAreApproved(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String id = attacker.id();
        drop.update(
                "UPDATE users SET kyc_status = 'pending' WHERE id = '%s'"
                        .formatted(id.substring("usr_".length())));
        String body =
                """
                {"type":"applicantReviewed","externalUserId":"%s","applicantId":"a1",\
                "reviewResult":{"reviewAnswer":"GREEN"},"reviewStatus":"completed",\
                "createdAtMs":"2099-01-01 00:00:00.000"}\
                """
                        .formatted(id);
        byte[] key =
                drop.host().providers().sumsub().webhookSecret().getBytes(StandardCharsets.UTF_8);
        byte[] banks =
                drop.host().providers().bank().webhookSecret().getBytes(StandardCharsets.UTF_8);
        String right = hex("HmacSHA256", key, body);
        List<Answer> answers =
                List.of(
                        sumsub(drop, "HMAC_SHA1_HEX", hex("HmacSHA1", key, body), body),
                        sumsub(drop, "HMAC_SHA512_HEX", right, body),
                        sumsub(drop, "hmac_sha256_hex", right, body),
                        sumsub(drop, "none", right, body),
                        sumsub(drop, "HMAC_SHA256_HEX", right, body.replace("a1", "a2")),
                        sumsub(drop, "HMAC_SHA256_HEX", right + "00", body),
                        sumsub(drop, "HMAC_SHA256_HEX", right.substring(0, 32), body),
                        sumsub(drop, "HMAC_SHA256_HEX", "0x" + right, body),
                        sumsub(drop, "HMAC_SHA256_HEX", hex("HmacSHA256", banks, body), body));
        assertThat(answers).extracting(Answer::error).containsOnly("signature_refused");
        assertThat(attacker.get("/v1/auth/me").data().at("/user/kycStatus").asText())
                .isEqualTo("pending");
    }

    private static String settled(Order order) {
        return """
        {"type":"payment.status","timestamp":"%s","data":{"paymentId":"%s",\
        "endToEndIdentification":"%s","transactionStatus":"ACSC"}}\
        """
                .formatted(
                        Instant.now(),
                        order.paymentId(),
                        order.initiation().endToEndIdentification());
    }

    private static Answer send(Drop drop, Notice notice) {
        return Http.send(
                "POST",
                drop.host().url().resolve("/v1/webhooks/openbanking"),
                Map.of(
                        "Content-Type", "application/json",
                        "webhook-id", notice.id(),
                        "webhook-timestamp", notice.timestamp(),
                        "webhook-signature", notice.signature()),
                notice.body());
    }

    private static Answer sumsub(Drop drop, String algorithm, String digest, String body) {
        return Http.send(
                "POST",
                drop.host().url().resolve("/v1/webhooks/sumsub"),
                Map.of(
                        "Content-Type", "application/json",
                        "X-Payload-Digest-Alg", algorithm,
                        "X-Payload-Digest", digest),
                body);
    }

    private static String stage(Customer customer, String payment) {
        return customer.get("/v1/transactions/" + payment).data().path("stage").asText();
    }

    private static String sign(byte[] key, String id, long timestamp, String body) {
        byte[] hash = mac("HmacSHA256", key, id + "." + timestamp + "." + body);
        return "v1," + Base64.getEncoder().encodeToString(hash);
    }

    private static String hex(String algorithm, byte[] key, String body) {
        return HexFormat.of().formatHex(mac(algorithm, key, body));
    }

    private static byte[] mac(String algorithm, byte[] key, String content) {
        try {
            Mac mac = Mac.getInstance(algorithm);
            mac.init(new SecretKeySpec(key, algorithm));
            return mac.doFinal(content.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
