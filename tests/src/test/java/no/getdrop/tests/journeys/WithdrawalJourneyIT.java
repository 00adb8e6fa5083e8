package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A customer who withdraws from the agreement.
@ExtendWith(Suite.class)
final class WithdrawalJourneyIT {
    @Test
    void aWithdrawalIsReceivedOnce(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String key = Customer.newKey();

        Answer first = withdraw(customer, key, "{\"reason\":\"not_needed\",\"comment\":\"Bye\"}");
        first.expect(201);
        assertThat(first.data().path("status").asText()).isEqualTo("pending");
        Instant createdAt = Instant.parse(first.data().path("createdAt").asText());
        assertThat(Duration.between(createdAt, Instant.parse(first.data().path("dueAt").asText())))
                .isBetween(Duration.ofDays(30).minusHours(1), Duration.ofDays(31).plusHours(1));
        Answer repeated =
                withdraw(customer, key, "{\"reason\":\"not_needed\",\"comment\":\"Bye\"}");
        assertThat(repeated.body()).isEqualTo(first.body());
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        withdraw(customer, Customer.newKey(), "{}").expect(409, "withdrawal_pending");
        assertThat(withdraw(customer, Customer.newKey(), "{\"reason\":\"bored\"}").details())
                .containsExactly("reason:value");
        assertThat(
                        drop.query(
                                "SELECT action FROM audit_log WHERE resource_id = '"
                                        + first.data().path("id").asText()
                                        + "'"))
                .containsExactly("withdrawal.requested");
    }

    @Test
    void anAdministratorEndsTheAgreementWhenThePaymentHasArrived(Drop drop)
            throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        String uuid = customer.uuid();
        Customer admin = admin(drop);
        String payment =
                customer.pay(customer.prepare("300"), Customer.newKey()).data().path("id").asText();
        String id = withdrawn(customer);

        assertThat(pending(admin)).contains(id + " of " + customer.id());
        move(admin, id, "{\"status\":\"completed\"}").expect(409, "withdrawal_step_refused");
        move(admin, id, "{\"status\":\"processing\"}").expect(200);
        assertThat(customer.get("/v1/notifications").body())
                .containsOnlyOnce("Avtalen din avsluttes");
        move(admin, id, "{\"status\":\"completed\"}").expect(409, "payment_under_way");
        assertThat(own(customer).path("status").asText()).isEqualTo("processing");

        RemittanceJourneyIT.awaitCompleted(drop, customer, payment);
        Answer completed = move(admin, id, "{\"status\":\"completed\"}").expect(200);
        assertThat(completed.data().path("status").asText()).isEqualTo("completed");
        assertThat(completed.data().path("completedAt").asText()).isNotEmpty();
        move(admin, id, "{\"status\":\"completed\"}").expect(200);
        move(admin, id, "{\"status\":\"rejected\",\"answer\":\"No.\"}")
                .expect(409, "withdrawal_step_refused");

        customer.get("/v1/withdrawal").expect(401, "unauthenticated");
        PrivacyJourneyIT.loginAgain(drop, customer).expect(403, "customer_closed");
        assertThat(
                        drop.query(
                                "SELECT DISTINCT revoked_at IS NOT NULL FROM consents"
                                        + " WHERE user_id = '"
                                        + uuid
                                        + "'"))
                .containsExactly("t");
        assertThat(actions(drop, id))
                .containsExactly(
                        "withdrawal.requested", "withdrawal.processed", "withdrawal.completed");
    }

    @Test
    void whoChangesTheirMindReadsThatTheAgreementGoesOn(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer admin = admin(drop);
        String id = withdrawn(customer);

        assertThat(move(admin, id, "{\"status\":\"rejected\"}").details())
                .containsExactly("answer:required");
        assertThat(move(admin, id, "{\"status\":\"completed\",\"answer\":\"Bye.\"}").details())
                .containsExactly("answer:unexpected");
        assertThat(move(admin, id, "{\"status\":\"pending\"}").details())
                .containsExactly("status:value");
        String answer = "{\"status\":\"rejected\",\"answer\":\"You told us\\nthat you stay.\"}";
        move(admin, id, answer).expect(200);
        move(admin, id, answer).expect(200);
        move(admin, id, "{\"status\":\"rejected\",\"answer\":\"Other.\"}")
                .expect(409, "withdrawal_step_refused");

        assertThat(own(customer).path("status").asText()).isEqualTo("rejected");
        assertThat(own(customer).path("answer").asText()).isEqualTo("You told us\nthat you stay.");
        assertThat(own(customer).has("customerId")).isFalse();
        assertThat(customer.get("/v1/notifications").body())
                .containsOnlyOnce("Avtalen din fortsetter");
        assertThat(drop.newCustomer().login().get("/v1/withdrawal").data()).isEmpty();
        withdrawn(customer);
    }

    @Test
    void onlyStaffHandlesWithdrawalsAndNobodyTheirOwn(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer admin = drop.newCustomer().login();
        drop.makeAdmin(admin);

        customer.get("/v1/admin/withdrawals").expect(403, "forbidden");
        move(customer, withdrawn(customer), "{\"status\":\"processing\"}").expect(403, "forbidden");
        move(admin, withdrawn(admin), "{\"status\":\"processing\"}").expect(403, "own_case");
        move(admin, "wdr_" + "0".repeat(32), "{\"status\":\"processing\"}")
                .expect(404, "withdrawal_not_found");
    }

    private static Customer admin(Drop drop) {
        return new Customer(drop.host().url(), "admin").login();
    }

    private static String withdrawn(Customer customer) {
        return withdraw(customer, Customer.newKey(), "{}").expect(201).data().path("id").asText();
    }

    private static JsonNode own(Customer customer) {
        return customer.get("/v1/withdrawal").data().path(0);
    }

    private static List<String> pending(Customer admin) {
        return ComplaintJourneyIT.idsAndCustomers(admin, "/v1/admin/withdrawals?status=pending");
    }

    private static List<String> actions(Drop drop, String id) {
        return drop.query(
                "SELECT action FROM audit_log WHERE resource_id = '" + id + "' ORDER BY id");
    }

    private static Answer move(Customer by, String id, String json) {
        return by.post("/v1/admin/withdrawals/" + id + "/status", json);
    }

    private static Answer withdraw(Customer customer, String key, String json) {
        return customer.send("POST", "/v1/withdrawal", Map.of("Idempotency-Key", key), json);
    }
}
