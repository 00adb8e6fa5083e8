package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/// A customer who is not content.
@ExtendWith(Suite.class)
final class ComplaintJourneyIT {
    @Test
    void aComplaintIsReceivedWithItsDeadlineAndReadAgain(Drop drop) {
        Customer customer = drop.newCustomer().login();

        Answer made =
                complain(customer, "{\"kind\":\"fee\",\"description\":\"Too dear.\\nMuch.\"}");

        made.expect(201);
        assertThat(made.data().path("status").asText()).isEqualTo("received");
        assertThat(made.data().path("description").asText()).isEqualTo("Too dear.\nMuch.");
        assertThat(made.data().path("appeal").asText()).contains("Finansklagenemnda");
        // 15 business days are 19 days at least, and 28 with all of Christmas or Easter in them.
        assertDue(made.data(), "answerDueAt", 19, 28);
        assertThat(made.data().has("refundDueAt")).isFalse();
        String path = "/v1/complaints/" + made.data().path("id").asText();
        assertThat(customer.get(path).data()).isEqualTo(made.data());
        assertThat(customer.get("/v1/complaints").data()).hasSize(1);
        assertThat(drop.newCustomer().login().get(path).error()).isEqualTo("complaint_not_found");
    }

    @Test
    void anUnauthorisedPaymentIsDisputedOnceAndInTime(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("300");
        String payment = customer.pay(order, Customer.newKey()).data().path("id").asText();

        Answer disputed = dispute(customer, payment, "unauthorised").expect(201);
        assertThat(disputed.data().path("transactionId").asText()).isEqualTo(payment);
        assertDue(disputed.data(), "refundDueAt", 1, 6);
        dispute(customer, payment, "unauthorised").expect(409, "dispute_already_open");

        drop.update(
                """
                UPDATE transactions SET created_at = now() - interval '14 months',
                    submitted_at = now() - interval '14 months'
                WHERE id = '%s'
                """
                        .formatted(RemittanceJourneyIT.uuid(payment)));
        dispute(customer, payment, "wrong_amount").expect(422, "dispute_window_closed");
        String fee =
                "{\"kind\":\"fee\",\"transactionId\":\"%s\",\"description\":\"Dear.\"}"
                        .formatted(payment);
        assertThat(complain(customer, fee).status()).isEqualTo(201);
        dispute(drop.newCustomer().login(), payment, "duplicate")
                .expect(404, "transaction_not_found");
    }

    @Test
    void whatIsWrongWithAComplaintIsNamed(Drop drop) {
        Customer customer = drop.newCustomer().login();

        assertThat(complain(customer, "{}").details())
                .containsExactly("kind:required", "description:required");
        assertThat(complain(customer, "{\"kind\":\"duplicate\",\"description\":\"x\"}").details())
                .containsExactly("transactionId:required");
        assertThat(
                        complain(
                                        customer,
                                        "{\"kind\":\"fee\",\"description\":\"%s\"}"
                                                .formatted("x".repeat(4_001)))
                                .details())
                .containsExactly("description:length");
        assertThat(dispute(customer, "txn_" + "0".repeat(32), "fee").details())
                .containsExactly("kind:value");
        assertThat(customer.get("/v1/complaints").data()).isEmpty();
    }

    @Test
    void anAdministratorAnswersAndTheCustomerReadsIt(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer admin = new Customer(drop.host().url(), "admin").login();
        String id =
                complain(customer, "{\"kind\":\"fee\",\"description\":\"Too dear.\"}")
                        .data()
                        .path("id")
                        .asText();

        assertThat(received(admin)).contains(id + " of " + customer.id());
        assertThat(move(admin, id, "{\"status\":\"investigating\"}").status()).isEqualTo(200);
        assertThat(move(admin, id, "{\"status\":\"upheld\"}").details())
                .containsExactly("answer:required");
        assertThat(move(admin, id, "{\"status\":\"escalated\",\"answer\":\"No.\"}").details())
                .containsExactly("answer:unexpected");
        String answer = "{\"status\":\"upheld\",\"answer\":\"You are right.\\nWe mend it.\"}";
        assertThat(move(admin, id, answer).status()).isEqualTo(200);
        assertThat(move(admin, id, answer).status()).as("again").isEqualTo(200);
        move(admin, id, "{\"status\":\"rejected\",\"answer\":\"You are not.\"}")
                .expect(409, "complaint_step_refused");
        refund(admin, id).expect(409, "complaint_step_refused");

        JsonNode read = customer.get("/v1/complaints/" + id).data();
        assertThat(read.path("status").asText()).isEqualTo("upheld");
        assertThat(read.path("answer").asText()).isEqualTo("You are right.\nWe mend it.");
        assertThat(customer.get("/v1/notifications").body()).containsOnlyOnce("\"complaint\"");
        move(customer, id, answer).expect(403, "forbidden");
    }

    @Test
    void theMoneyOfAnUnauthorisedPaymentIsMarkedAsPaidBack(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer admin = new Customer(drop.host().url(), "admin").login();
        String payment =
                customer.pay(customer.prepare("300"), Customer.newKey()).data().path("id").asText();
        String id = dispute(customer, payment, "unauthorised").data().path("id").asText();

        assertThat(refund(admin, id).status()).isEqualTo(200);

        assertThat(customer.get("/v1/complaints/" + id).data().path("refundedAt").asText())
                .isNotEmpty();
    }

    @Test
    void nobodyAnswersTheirOwnComplaint(Drop drop) {
        Customer admin = new Customer(drop.host().url(), "admin").login();
        String id =
                complain(admin, "{\"kind\":\"service\",\"description\":\"Slow.\"}")
                        .data()
                        .path("id")
                        .asText();

        move(admin, id, "{\"status\":\"upheld\",\"answer\":\"Indeed.\"}").expect(403, "own_case");
    }

    private static List<String> received(Customer admin) {
        return idsAndCustomers(admin, "/v1/admin/complaints?status=received");
    }

    /// What a list of cases holds, page by page.
    static List<String> idsAndCustomers(Customer admin, String list) {
        List<String> found = new ArrayList<>();
        boolean isLast = false;
        for (int page = 1; !isLast; page++) {
            Answer answer = admin.get(list + "&limit=50&page=" + page);
            answer.data()
                    .forEach(each ->
                            found.add(
                                    each.path("id").asText()
                                            + " of "
                                            + each.path("customerId").asText()));
            isLast = !answer.json().path("pagination").path("hasMore").asBoolean();
        }
        return found;
    }

    private static Answer move(Customer by, String id, String json) {
        return by.post("/v1/admin/complaints/" + id + "/status", json);
    }

    private static Answer refund(Customer by, String id) {
        return by.post("/v1/admin/complaints/" + id + "/refund", "{}");
    }

    private static void assertDue(JsonNode complaint, String field, int daysMin, int daysMax) {
        Instant dueAt = Instant.parse(complaint.path(field).asText());
        assertThat(dueAt.atZone(ZoneId.of("Europe/Oslo")).toLocalTime())
                .isEqualTo(LocalTime.of(23, 59, 59));
        Instant createdAt = Instant.parse(complaint.path("createdAt").asText());
        assertThat(Duration.between(createdAt, dueAt))
                .isBetween(Duration.ofDays(daysMin), Duration.ofDays(daysMax + 1));
    }

    private static Answer complain(Customer customer, String json) {
        return customer.post("/v1/complaints", json);
    }

    private static Answer dispute(Customer customer, String paymentId, String kind) {
        return customer.post(
                "/v1/transactions/" + paymentId + "/dispute",
                "{\"kind\":\"%s\",\"description\":\"It was not me.\"}".formatted(kind));
    }
}
