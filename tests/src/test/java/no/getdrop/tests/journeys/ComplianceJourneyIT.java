package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.lambda.Outcome;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;

/// A payment that a person at Drop looks at, and what its customer sees of that: nothing.
@ExtendWith(Suite.class)
final class ComplianceJourneyIT {
    /// On the list of invented names that the demo data loads.
    private static final String LISTED = "IZMIŠLJENOVIĆ Dragan";

    @Test
    void aHeldPaymentIsReleasedByTwoAdministratorsAndCompletes(Drop drop)
            throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        String id = payHeld(customer).data().path("id").asText();
        worker(drop);
        assertThat(orders(drop, id)).isZero();
        Customer admin = admin(drop);
        String alert = onlyAlert(admin, customer);

        JsonNode first = decide(admin, alert, "release").expect(200).data();
        assertThat(first.path("status").asText()).isEqualTo("open");
        assertThat(first.path("firstRelease").path("by").asText()).isEqualTo(admin.id());
        assertThat(first.path("firstRelease").path("reason").asText()).isEqualTo("looked at");
        assertThat(decide(admin, alert, "release").expect(200).data()).as("again").isEqualTo(first);
        decide(admin, alert, "release", "still so").expect(409, "second_release_needed");
        worker(drop);
        assertThat(stages(customer, id)).containsExactly("instructed");
        assertThat(orders(drop, id)).isZero();

        drop.clearLimits();
        Customer other = new Customer(drop.host().url(), "admin2").login();
        String waiting = "/v1/admin/alerts?status=open&firstReleased=true&customerId=";
        assertThat(other.get(waiting + customer.id()).data())
                .singleElement()
                .satisfies(each -> assertThat(each.path("id").asText()).isEqualTo(alert));
        JsonNode released = decide(other, alert, "release").expect(200).data();
        assertThat(released.path("status").asText()).isEqualTo("released");
        assertThat(released.path("decision").path("decidedBy").asText()).isEqualTo(other.id());
        assertThat(decide(other, alert, "release").status()).as("again").isEqualTo(200);
        assertThat(decide(admin, alert, "release").status()).as("again").isEqualTo(200);
        assertThat(decide(admin, alert, "reject").error()).isEqualTo("alert_decided");
        RemittanceJourneyIT.awaitCompleted(drop, customer, id);
        assertThat(stages(customer, id)).containsExactly("instructed", "submitted", "settled");
        assertThat(orders(drop, id)).isOne();
    }

    @Test
    void aHeldPaymentThatIsRejectedFailsAsABankWouldHaveIt(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        String id = payHeld(customer).data().path("id").asText();
        Customer admin = admin(drop);

        assertThat(decide(admin, onlyAlert(admin, customer), "reject").status()).isEqualTo(200);
        worker(drop);

        JsonNode payment = customer.get("/v1/transactions/" + id).data();
        assertThat(payment.path("status").asText()).isEqualTo("failed");
        assertThat(payment.path("failureCode").asText()).isEqualTo("PAYMENT_REJECTED");
        assertThat(stages(customer, id)).containsExactly("instructed", "rejected");
        assertThat(orders(drop, id)).isZero();
    }

    @Test
    void anEscalatedPaymentWaitsForTheReport(Drop drop) {
        Customer customer = drop.newCustomer().login();
        payHeld(customer);
        Customer admin = admin(drop);
        String alert = onlyAlert(admin, customer);

        assertThat(decide(admin, alert, "escalate").data().path("status").asText())
                .isEqualTo("reported");
        assertThat(decide(admin, alert, "release").error()).isEqualTo("report_pending");
        JsonNode report = admin.get("/v1/admin/str?status=draft").data().path(0);
        assertThat(report.path("alertId").asText()).isEqualTo(alert);
        Answer sent =
                admin.post(
                        "/v1/admin/str/" + report.path("id").asText() + "/status",
                        "{\"status\":\"submitted\",\"externalRef\":\"" + alert + "\"}");
        sent.expect(200);
        assertThat(decide(admin, alert, "reject").status()).isEqualTo(200);
    }

    /// Every place where a customer can look, beside one whose payment is held by nobody but a bank
    /// that cannot be reached.
    @Test
    void itsCustomerSeesNothingOfIt(Drop drop) {
        Customer held = drop.newCustomer().login();
        Answer answer = payHeld(held);
        String id = answer.data().path("id").asText();
        drop.clearLimits();
        Customer other = drop.newCustomer().login();
        Answer ordinary = other.pay(other.prepare("2000"), Customer.newKey());

        assertThat(answer.status()).isEqualTo(ordinary.status());
        assertThat(names(answer.data())).isEqualTo(names(ordinary.data()));
        assertThat(answer.data().path("stage")).isEqualTo(ordinary.data().path("stage"));
        assertThat(answer.headers().keySet()).isEqualTo(ordinary.headers().keySet());
        assertThat(stages(held, id)).containsExactly("instructed");
        assertThat(actions(held)).isEqualTo(actions(other));
        for (String path :
                List.of(
                        "/v1/transactions",
                        "/v1/transactions/" + id,
                        "/v1/transactions/" + id + "/events",
                        "/v1/transactions/" + id + "/receipt",
                        "/v1/notifications",
                        "/v1/audit",
                        "/v1/auth/me")) {
            String body = held.get(path).body();
            assertThat(body).as(path).doesNotContain("held", "alert", "aml", "screen", "sanction");
        }
    }

    @Test
    void aCustomerHasNoBusinessWithAlertsAndReports(Drop drop) {
        Customer customer = drop.newCustomer().login();
        payHeld(customer);
        Customer admin = admin(drop);
        String alert = onlyAlert(admin, customer);

        assertThat(customer.get("/v1/admin/alerts").error()).isEqualTo("forbidden");
        assertThat(customer.get("/v1/admin/str").error()).isEqualTo("forbidden");
        assertThat(decide(customer, alert, "release").error()).isEqualTo("forbidden");
        drop.makeAdmin(customer);
        assertThat(decide(customer, alert, "release").error())
                .as("as an administrator, in the own case")
                .isEqualTo("own_case");
    }

    @Test
    void aboveTheLimitOf24HoursNothingIsPaidAndTheLimitIsTold(Drop drop) {
        Customer customer = drop.newCustomer().login();
        drop.update("UPDATE users SET risk_level = 'high' WHERE id = '" + customer.uuid() + "'");
        Customer.Prepared order = customer.prepare("50000");
        assertThat(customer.pay(order, Customer.newKey()).status()).isEqualTo(201);

        Answer next =
                customer.pay(
                        customer.prepare(order.recipientId(), order.accountId(), "100"),
                        Customer.newKey());

        next.expect(422, "limit_exceeded");
        assertThat(next.body()).contains("at most 50000 NOK in 24 hours");
        assertThat(customer.get("/v1/transactions").data()).hasSize(1);
    }

    private static Answer payHeld(Customer customer) {
        String recipientId = customer.addRecipient(LISTED);
        Answer paid =
                customer.pay(
                        customer.prepare(recipientId, customer.linkAccount(), "2000"),
                        Customer.newKey());
        paid.expect(201);
        return paid;
    }

    private static Customer admin(Drop drop) {
        return new Customer(drop.host().url(), "admin").login();
    }

    private static String onlyAlert(Customer admin, Customer customer) {
        Answer alerts = admin.get("/v1/admin/alerts?status=open&customerId=" + customer.id());
        alerts.expect(200);
        assertThat(alerts.data()).hasSize(1);
        return alerts.data().path(0).path("id").asText();
    }

    private static Answer decide(Customer by, String alert, String decision) {
        return decide(by, alert, decision, "looked at");
    }

    private static Answer decide(Customer by, String alert, String decision, String reason) {
        return by.post(
                "/v1/admin/alerts/" + alert + "/decision",
                "{\"decision\":\"" + decision + "\",\"reason\":\"" + reason + "\"}");
    }

    private static void worker(Drop drop) throws InterruptedException {
        assertThat(drop.host().invoke("WorkerFunction", "{}"))
                .isInstanceOf(Outcome.Succeeded.class);
    }

    private static List<String> stages(Customer customer, String id) {
        return customer.get("/v1/transactions/" + id + "/events")
                .data()
                .valueStream()
                .map(event -> event.path("stage").asText())
                .toList();
    }

    private static List<String> actions(Customer customer) {
        return customer.get("/v1/audit")
                .data()
                .valueStream()
                .map(entry -> entry.path("action").asText())
                .sorted()
                .toList();
    }

    private static List<String> names(JsonNode node) {
        return node.propertyStream().map(Map.Entry::getKey).sorted().toList();
    }

    private static long orders(Drop drop, String id) {
        return RemittanceJourneyIT.ordersOf(drop, id).size();
    }
}
