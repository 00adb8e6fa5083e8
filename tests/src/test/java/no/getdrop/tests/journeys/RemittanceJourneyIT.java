package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.bank.Order;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// From the first login to the receipt.
@ExtendWith(Suite.class)
final class RemittanceJourneyIT {
    @Test
    void aCustomerSendsMoneyToSerbia(Drop drop) throws InterruptedException {
        Customer kari = drop.newCustomer().login();
        assertThat(kari.get("/v1/auth/me").data().path("user").path("kycStatus").asText())
                .isEqualTo("approved");
        String recipientId = kari.addRecipient();
        String accountId = kari.linkAccount();

        JsonNode quote = kari.quote(recipientId, "2000");
        assertThat(quote.path("fee").decimalValue()).isEqualByComparingTo("10.00");
        assertThat(quote.path("total").decimalValue()).isEqualByComparingTo("2010.00");
        assertThat(quote.path("receivedCurrency").asText()).isEqualTo("RSD");

        Customer.Prepared order = kari.prepare(recipientId, accountId, "2000");
        Answer paid = kari.pay(order, Customer.newKey()).expect(201);
        assertThat(paid.data().path("status").asText()).isEqualTo("processing");
        String id = paid.data().path("id").asText();
        assertThat(kari.get("/v1/transactions/" + id).data().path("createdAt"))
                .isEqualTo(paid.data().path("createdAt"));
        assertThat(stage(kari, id)).isEqualTo("submitted");

        awaitCompleted(drop, kari, id);
        JsonNode receipt = kari.get("/v1/transactions/" + id + "/receipt").data();
        assertThat(receipt.path("payment").path("status").asText()).isEqualTo("completed");
        assertThat(receipt.path("events").valueStream().map(e -> e.path("stage").asText()))
                .containsExactly("instructed", "submitted", "settled");
        assertThat(ordersOf(drop, id))
                .singleElement()
                .satisfies(bankOrder -> assertThat(bankOrder.toString()).isNotEmpty());
        assertThat(kari.get("/v1/transactions?status=completed").data()).hasSize(1);
        assertThat(kari.get("/v1/transactions?status=failed").data()).isEmpty();
    }

    @Test
    void theSameRequestAgainIsTheSamePayment(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("150.50");
        String key = Customer.newKey();
        Answer first = customer.pay(order, key);
        Answer second = customer.pay(order, key);
        Answer quoted = customer.pay(order, '"' + key + '"');

        assertThat(second.status()).isEqualTo(201);
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(first.header("Idempotency-Replayed")).isEmpty();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(quoted.body()).isEqualTo(first.body());
        assertThat(ordersOf(drop, first.data().path("id").asText())).hasSize(1);
    }

    @Test
    void theSameKeyForAnotherRequestIsRefused(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("200");
        String key = Customer.newKey();
        assertThat(customer.pay(order, key).status()).isEqualTo(201);
        customer.pay(order.withAmount("201"), key).expect(422, "idempotency_key_reused");
    }

    @Test
    void nothingIsPaidWithoutItsOwnAuthentication(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();
        String accountId = customer.linkAccount();
        String quoteId = customer.quote(recipientId, "300").path("quoteId").asText();
        JsonNode pending = customer.openSession(quoteId, accountId);
        Customer.Prepared unauthorised =
                new Customer.Prepared(
                        recipientId, accountId, quoteId, pending.path("id").asText(), "300");
        refused(
                customer.pay(unauthorised, Customer.newKey()),
                403,
                "payment_session_not_authorised");

        Answer other = customer.authenticate(pending, "kari");
        assertThat(other.location().toString()).contains("status=refused");
        refused(
                customer.pay(unauthorised, Customer.newKey()),
                403,
                "payment_session_not_authorised");

        Customer.Prepared authorised = customer.prepare(recipientId, accountId, "300");
        Customer.Prepared crossed =
                new Customer.Prepared(
                        recipientId, accountId, quoteId, authorised.sessionId(), "300");
        refused(customer.pay(crossed, Customer.newKey()), 403, "payment_session_mismatch");

        drop.clearLimits();
        String otherAccount =
                "{\"name\":\"Ana\",\"country\":\"RS\",\"accountNumber\":\"265000000000000007\"}";
        String address = "/v1/recipients/" + recipientId;
        assertThat(customer.send("PUT", address, Map.of(), otherAccount).status()).isEqualTo(200);
        refused(customer.pay(authorised, Customer.newKey()), 403, "payment_session_mismatch");
        drop.update(
                "UPDATE payment_sessions SET expires_at = now() - interval '1 second' WHERE id = '"
                        + uuid(authorised.sessionId())
                        + "'");
        refused(customer.pay(authorised, Customer.newKey()), 403, "payment_session_expired");
        assertThat(
                        drop.query(
                                "SELECT id FROM transactions WHERE quote_id = '"
                                        + uuid(quoteId)
                                        + "'"))
                .isEmpty();
    }

    @Test
    void whatIsKeptForRepeatsHoldsNoAccountNumber(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Answer added =
                customer.send(
                        "POST",
                        "/v1/recipients",
                        Map.of("Idempotency-Key", Customer.newKey()),
                        Customer.recipient("Ana Petrović"));
        added.expect(201);
        assertThat(added.data().path("iban").asText()).isEqualTo("RS35••••1379");
        assertThat(
                        drop.query(
                                "SELECT count(*) FROM idempotency_keys WHERE response_body LIKE '%"
                                        + Customer.IBAN
                                        + "%'"))
                .containsExactly("0");
        String detail = "/v1/recipients/" + added.data().path("id").asText();
        assertThat(customer.get(detail).data().path("iban").asText()).isEqualTo(Customer.IBAN);
    }

    @Test
    void aQuoteThatHasExpiredIsNotPaid(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("400");
        drop.update(
                "UPDATE quotes SET expires_at = now() - interval '1 second' WHERE id = '"
                        + uuid(order.quoteId())
                        + "'");
        refused(customer.pay(order, Customer.newKey()), 422, "quote_expired");
    }

    @Test
    void anotherCustomersThingsDoNotExist(Drop drop) {
        Customer owner = drop.newCustomer().login();
        Customer.Prepared order = owner.prepare("500");
        String paymentId = owner.pay(order, Customer.newKey()).data().path("id").asText();
        drop.clearLimits();
        Customer other = drop.newCustomer().login();
        String ownAccount = other.linkAccount();
        String ownRecipient = other.addRecipient();

        refused(other.get("/v1/recipients/" + order.recipientId()), 404, "recipient_not_found");
        refused(
                other.send("DELETE", "/v1/recipients/" + order.recipientId(), Map.of(), null),
                404,
                "recipient_not_found");
        refused(
                other.post(
                        "/v1/transactions/disclosure",
                        "{\"recipientId\":\"" + order.recipientId() + "\",\"amount\":500}"),
                404,
                "recipient_not_found");
        refused(
                other.get("/v1/payment-sessions/" + order.sessionId()),
                404,
                "payment_session_not_found");
        for (String part : List.of("", "/receipt", "/events")) {
            refused(
                    other.get("/v1/transactions/" + paymentId + part),
                    404,
                    "transaction_not_found");
        }
        refused(other.pay(order, Customer.newKey()), 404, "recipient_not_found");
        String quoteId = other.quote(ownRecipient, "500").path("quoteId").asText();
        refused(
                other.post(
                        "/v1/payment-sessions",
                        "{\"quoteId\":\"%s\",\"bankAccountId\":\"%s\"}"
                                .formatted(quoteId, order.accountId())),
                404,
                "account_not_found");
        refused(
                other.post(
                        "/v1/payment-sessions",
                        "{\"quoteId\":\"%s\",\"bankAccountId\":\"%s\"}"
                                .formatted(order.quoteId(), ownAccount)),
                404,
                "quote_not_found");
        assertThat(other.get("/v1/transactions").data()).isEmpty();
        assertThat(other.get("/v1/recipients").data()).hasSize(1);
    }

    @Test
    void refusalsDoNotUseUpThePaymentsOfAMinute(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("600");
        for (int i = 0; i < 5; i++) {
            refused(
                    customer.pay(order.withAmount("601"), Customer.newKey()),
                    422,
                    "quote_mismatch");
        }
        assertThat(customer.pay(order, Customer.newKey()).status()).isEqualTo(201);
    }

    @Test
    void theFourthPaymentOfAMinuteIsRefused(Drop drop) throws InterruptedException {
        drop.awaitRoomInTheMinute(25);
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();
        String accountId = customer.linkAccount();
        for (int i = 0; i < 3; i++) {
            Customer.Prepared order = customer.prepare(recipientId, accountId, "100");
            assertThat(customer.pay(order, Customer.newKey()).status()).isEqualTo(201);
        }
        drop.update("DELETE FROM rate_limits WHERE bucket LIKE 'auth:%'");
        Customer.Prepared fourth = customer.prepare(recipientId, accountId, "100");
        Answer refused = customer.pay(fourth, Customer.newKey());
        refused(refused, 429, "rate_limited");
        assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
        assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"payment-user\";q=3;w=60");
        assertThat(refused.header("RateLimit")).startsWith("\"payment-user\";r=0;t=");
    }

    private static void refused(Answer answer, int status, String error) {
        answer.expect(status);
        assertThat(answer.error()).isEqualTo(error);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().path("requestId").asText())
                .isEqualTo(answer.header("X-Request-Id"));
    }

    static List<Order> ordersOf(Drop drop, String paymentId) {
        String uuid = uuid(paymentId).toString();
        return drop.host().providers().bank().orders().stream()
                .filter(order -> order.requestId().toString().equals(uuid))
                .toList();
    }

    static UUID uuid(String publicId) {
        String hex = publicId.substring(4);
        return UUID.fromString(
                hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5"));
    }

    /// The bank takes two seconds to settle; the ten after which the worker asks it again are not
    /// waited for.
    static void awaitCompleted(Drop drop, Customer customer, String id)
            throws InterruptedException {
        long deadline = System.nanoTime() + 30_000_000_000L;
        while (!stage(customer, id).equals("settled")) {
            assertThat(System.nanoTime()).as("not settled in 30 s").isLessThan(deadline);
            drop.update(
                    "UPDATE transactions SET status_checked_at = NULL WHERE id = '%s'"
                            .formatted(uuid(id)));
            assertThat(drop.host().invoke("WorkerFunction", "{}"))
                    .isInstanceOf(Outcome.Succeeded.class);
            Thread.sleep(250);
        }
    }

    private static String stage(Customer customer, String id) {
        return customer.get("/v1/transactions/" + id).data().path("stage").asText();
    }
}
