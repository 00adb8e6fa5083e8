package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.util.Map;

/// What a person may ask of Drop, to the end of the relationship.
@ExtendWith(Suite.class)
final class PrivacyJourneyIT {
    @Test
    void aCustomerLeaves(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        String unused = customer.addRecipient();
        String recipientId = customer.addRecipient();
        Customer.Prepared order = customer.prepare(recipientId, customer.linkAccount(), "2000");
        String payment = customer.pay(order, Customer.newKey()).data().path("id").asText();

        customer.post("/v1/privacy/erasure", "{}").expect(409, "payment_under_way");
        RemittanceJourneyIT.awaitCompleted(drop, customer, payment);

        JsonNode archive = archive(customer);
        assertThat(archive.path("payments").path(0).path("id").asText()).isEqualTo(payment);
        assertThat(archive.path("recipients").path(0).path("account").asText())
                .isEqualTo(Customer.IBAN);
        assertThat(archive.path("bankAccounts").path(0).path("iban").asText()).startsWith("NO");

        String key = Customer.newKey();
        Answer erased = erase(customer, key).expect(201);
        assertThat(erased.data().path("kept").valueStream().map(kept -> kept.path("what").asText()))
                .containsExactly("identity", "payments", "cases", "audit_trail");
        assertThat(erased.data().path("kept").path(0).path("why").asText())
                .contains("hvitvaskingsloven");

        assertThat(customer.get("/v1/auth/me").status()).isEqualTo(401);
        assertThat(erase(customer, key).status()).isEqualTo(401);
        loginAgain(drop, customer).expect(403, "customer_closed");
        assertThat(nameOf(drop, unused)).isEqualTo("-");
        assertThat(nameOf(drop, recipientId)).isEqualTo("Ana Petrović");
    }

    @Test
    void anExportIsItsOwnersAlone(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Answer export = customer.post("/v1/privacy/export", "{}").expect(201);
        String path = "/v1/privacy/export/" + export.data().path("id").asText();
        Customer other = drop.newCustomer().login();

        assertThat(other.get(path).status()).isEqualTo(404);
        assertThat(other.get(path).error()).isEqualTo("export_not_found");
        assertThat(customer.get(path + "?cursor=alerts").details())
                .containsExactly("cursor:cursor");
        Answer whole = customer.get(path);
        assertThat(whole.status()).isEqualTo(200);
        assertThat(whole.header("Content-Disposition"))
                .startsWith("attachment; filename=\"drop-dar");
        assertThat(whole.header("Cache-Control")).isEqualTo("no-store");
        assertThat(whole.json().path("pagination").path("hasMore").asBoolean()).isFalse();

        drop.update(
                "UPDATE data_access_requests SET expires_at = now() WHERE id = '"
                        + RemittanceJourneyIT.uuid(export.data().path("id").asText())
                        + "'");
        assertThat(customer.get(path).status()).isEqualTo(410);
        assertThat(customer.get(path).error()).isEqualTo("export_expired");
    }

    @Test
    void aRestrictionIsMadeOnceAndLeavesPaymentsPossible(Drop drop) {
        Customer customer = drop.newCustomer().login();

        assertThat(customer.post("/v1/privacy/restriction", "{}").details())
                .containsExactly("reason:required");
        Answer restricted =
                customer.post("/v1/privacy/restriction", "{\"reason\":\"accuracy_contested\"}");
        restricted.expect(201);
        Answer again =
                customer.post("/v1/privacy/restriction", "{\"reason\":\"objection_pending\"}");
        again.expect(409, "restriction_in_force");
        assertThat(customer.pay(customer.prepare("200"), Customer.newKey()).status())
                .isEqualTo(201);
    }

    private static JsonNode archive(Customer customer) {
        Answer export = customer.post("/v1/privacy/export", "{}").expect(201);
        Answer archive = customer.get("/v1/privacy/export/" + export.data().path("id").asText());
        archive.expect(200);
        return archive.data().path("sections");
    }

    private static Answer erase(Customer customer, String key) {
        return customer.send("POST", "/v1/privacy/erasure", Map.of("Idempotency-Key", key), "{}");
    }

    static Answer loginAgain(Drop drop, Customer customer) {
        drop.clearLimits();
        Answer start = Http.get(drop.host().url().resolve("/v1/auth/bankid?platform=mobile"));
        URI page = URI.create(start.data().path("redirectUrl").asText());
        return Http.get(Http.form(page, "person=" + customer.person()).location());
    }

    private static String nameOf(Drop drop, String recipientId) {
        return drop.query(
                        "SELECT name FROM recipients WHERE id = '"
                                + RemittanceJourneyIT.uuid(recipientId)
                                + "'")
                .getFirst();
    }
}
