package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;

/// Fields that a body must not have: columns of the row that only Drop fills in.
@ExtendWith(Suite.class)
final class MassAssignmentAttackIT {
    @Test
    void makesThemselvesAnAdministrator(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String before = row(drop, attacker);
        String body =
                """
                {"language":"en","role":"admin","user":{"role":"admin"},"kycStatus":"approved",\
                "kyc_status":"approved","email":"evil@example.com","id":"usr_%s","userId":"x"}\
                """
                        .formatted("0".repeat(32));
        assertThat(attacker.send("PATCH", "/v1/settings", Map.of(), body).status()).isEqualTo(200);
        assertThat(attacker.post("/v1/user/kyc/initiate", body).status()).isEqualTo(200);
        assertThat(row(drop, attacker)).isEqualTo(before);
        assertThat(attacker.get("/v1/admin/alerts").status()).isEqualTo(403);
    }

    @Test
    void registersABusinessThatPaysNoFee(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Customer victim = drop.newCustomer().login();
        Answer registered =
                attacker.post(
                        "/v1/merchants/register",
                        """
                        {"businessName":"Lies Kaffebar","orgNumber":"%s","address":"Storgata 1",\
                        "bankAccount":"60100007919","feePercent":0,"feeBasisPoints":0,\
                        "fee_basis_points":0,"status":"active","userId":"%s","user_id":"%s"}\
                        """
                                .formatted(Shop.newNumber(), victim.id(), uuid(victim.id())));
        registered.expect(201);
        assertThat(registered.data().path("feePercent").decimalValue()).isEqualByComparingTo("1");
        assertThat(victim.get("/v1/merchants/me/dashboard").status()).isEqualTo(403);
        assertThat(attacker.get("/v1/merchants/me/dashboard").status()).isEqualTo(200);
    }

    @Test
    void addsARecipientToAnothersList(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Customer victim = drop.newCustomer().login();
        String id = "rcp_" + "1".repeat(32);
        Answer added =
                attacker.post(
                        "/v1/recipients",
                        """
                        {"name":"Ana","country":"RS","iban":"%s","id":"%s","userId":"%s",\
                        "user_id":"%s","createdAt":"2020-01-01T00:00:00Z","deletedAt":null}\
                        """
                                .formatted(Customer.IBAN, id, victim.id(), uuid(victim.id())));
        added.expect(201);
        assertThat(added.data().path("id").asText()).isNotEqualTo(id);
        assertThat(victim.get("/v1/recipients").data()).isEmpty();
        assertThat(attacker.get("/v1/recipients").data()).hasSize(1);
    }

    @Test
    void quotesThemselvesABetterRate(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String recipientId = attacker.addRecipient();
        JsonNode right = attacker.quote(recipientId, "2000");
        JsonNode wrong =
                attacker.post(
                                "/v1/transactions/disclosure",
                                """
                                {"recipientId":"%s","amount":2000,"fee":0,"total":1,"rate":9999,\
                                "receivedAmount":99999999,"markupPercent":0,"currency":"RSD",\
                                "expiresAt":"2099-01-01T00:00:00Z"}\
                                """
                                        .formatted(recipientId))
                        .data();
        for (String field : List.of("fee", "total", "rate", "receivedAmount", "currency")) {
            assertThat(wrong.path(field)).as(field).isEqualTo(right.path(field));
        }
        assertThat(wrong.path("expiresAt").asText()).doesNotStartWith("2099");
    }

    @Test
    void ordersAPaymentThatIsAlreadyDoneAndCostsNothing(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Customer victim = drop.newCustomer().login();
        Customer.Prepared order = attacker.prepare("300");
        String body =
                """
                %s,"status":"completed","stage":"settled","fee":0,"total":0,"userId":"%s",\
                "receivedAmount":99999999,"held":false,"risk":0,"id":"txn_%s"}\
                """
                        .formatted(
                                order.body().substring(0, order.body().length() - 1),
                                victim.id(),
                                "1".repeat(32));
        Answer paid =
                attacker.send(
                        "POST",
                        "/v1/transactions/remittance",
                        Map.of("Idempotency-Key", Customer.newKey()),
                        body);
        paid.expect(201);
        assertThat(paid.data().path("status").asText()).isEqualTo("processing");
        assertThat(paid.data().path("fee").decimalValue()).isEqualByComparingTo("1.50");
        assertThat(paid.data().path("id").asText()).isNotEqualTo("txn_" + "1".repeat(32));
        assertThat(victim.get("/v1/transactions").data()).isEmpty();
    }

    private static String row(Drop drop, Customer customer) {
        return drop.query(
                        "SELECT concat_ws('|', id, role, kyc_status, email) FROM users WHERE id = '"
                                + uuid(customer.id())
                                + "'")
                .getFirst();
    }

    private static String uuid(String publicId) {
        return publicId.substring(publicId.indexOf('_') + 1);
    }
}
