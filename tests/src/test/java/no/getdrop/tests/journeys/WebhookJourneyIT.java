package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.Sumsub;
import no.getdrop.local.providers.bank.Bank;
import no.getdrop.local.providers.bank.Order;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What providers tell by themselves, through the gateway and the packaged function.
@ExtendWith(Suite.class)
final class WebhookJourneyIT {
    @Test
    void aCustomerWhoIsCheckedByDocuments(Drop drop) throws Exception {
        Customer customer = drop.newCustomer().login();
        String id = customer.get("/v1/auth/me").data().path("user").path("id").asText();
        drop.update(
                "UPDATE users SET kyc_status = 'pending' WHERE id = '"
                        + id.substring("usr_".length())
                        + "'");
        Answer started = customer.post("/v1/user/kyc/initiate", "{}").expect(200);
        assertThat(started.data().path("externalId").asText()).isEqualTo(id);
        assertThat(started.data().path("accessToken").asText()).isNotBlank();
        assertThat(customer.post("/v1/user/kyc/initiate", "{}").status())
                .as("known at Sumsub already")
                .isEqualTo(200);

        Sumsub sumsub = drop.host().providers().sumsub();
        assertThat(sumsub.review(id, Sumsub.Verdict.RED_RETRY)).isEqualTo(200);
        assertThat(status(customer)).isEqualTo("pending");
        assertThat(sumsub.review(id, Sumsub.Verdict.GREEN)).isEqualTo(200);
        assertThat(status(customer)).isEqualTo("approved");
        assertThat(customer.post("/v1/user/kyc/initiate", "{}").data().path("status").asText())
                .isEqualTo("approved");
        assertThat(customer.get("/v1/notifications").data()).hasSize(2);
    }

    @Test
    void aPaymentThatTheBankTellsOfIsDoneOnceWhateverComesAfter(Drop drop) throws Exception {
        Customer customer = drop.newCustomer().login();
        Answer paid = customer.pay(customer.prepare("400"), Customer.newKey());
        String payment = "/v1/transactions/" + paid.data().path("id").asText();
        Bank bank = drop.host().providers().bank();
        Order order = bank.orders().getLast();
        assertThat(bank.tell("early-" + order.paymentId(), order)).isEqualTo(200);
        assertThat(customer.get(payment).data().path("stage").asText()).isEqualTo("submitted");

        Thread.sleep(Duration.ofMillis(2_100)); // the bank's own time to settle
        for (int i = 0; i < 3; i++) {
            assertThat(bank.tell("settled-" + order.paymentId(), order)).isEqualTo(200);
        }
        drop.host().invoke("WorkerFunction", "{\"job\":\"status\"}");
        assertThat(customer.get(payment).data().path("status").asText()).isEqualTo("completed");
        assertThat(customer.get(payment + "/events").data()).hasSize(3);
        assertThat(customer.get("/v1/notifications").data()).hasSize(1);
    }

    @Test
    void whatIsNotSignedIsRefusedAndLeavesNothing(Drop drop) {
        List<String> before = drop.query("SELECT count(*) FROM webhook_events");
        for (String provider : List.of("sumsub", "openbanking")) {
            URI address = drop.host().url().resolve("/v1/webhooks/" + provider);
            for (String body : List.of("", "{}", "{\"type\":\"æøå\"}", "\u0000", "[".repeat(99))) {
                Answer refused =
                        Http.send(
                                "POST",
                                address,
                                Map.of(
                                        "X-Payload-Digest-Alg", "HMAC_SHA256_HEX",
                                        "X-Payload-Digest", "00",
                                        "webhook-id", "m1",
                                        "webhook-timestamp", "1",
                                        "webhook-signature", "v1,AAAA"),
                                body);
                refused.expect(401, "signature_refused");
            }
        }
        assertThat(drop.query("SELECT count(*) FROM webhook_events")).isEqualTo(before);
    }

    @Test
    void aMessageKeepsItsBytesThroughTheGatewayWhateverItSaysOfItsContent(Drop drop)
            throws Exception {
        String secret = drop.host().providers().sumsub().webhookSecret();
        for (String type : List.of("application/json;charset=iso-8859-1", "image/png", "text/x")) {
            String body =
                    """
                    {"type":"applicantPending","externalUserId":"æøå – %s",\
                    "createdAtMs":"2026-11-25 13:23:19.321"}\
                    """
                            .formatted(type);
            Answer taken =
                    Http.send(
                            "POST",
                            drop.host().url().resolve("/v1/webhooks/sumsub"),
                            Map.of(
                                    "Content-Type",
                                    type,
                                    "X-Payload-Digest-Alg",
                                    "HMAC_SHA512_HEX",
                                    "X-Payload-Digest",
                                    sha512(secret, body)),
                            body);
            assertThat(taken.status()).as(type + ": " + taken.body()).isEqualTo(200);
        }
        assertThat(
                        drop.query(
                                """
                                SELECT count(*) FROM webhook_events
                                WHERE subject LIKE 'æøå – %' AND outcome = 'ignored'
                                """))
                .containsExactly("3");
    }

    private static String sha512(String key, String body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA512");
        mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA512"));
        return HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    }

    private static String status(Customer customer) {
        return customer.get("/v1/auth/me").data().path("user").path("kycStatus").asText();
    }
}
