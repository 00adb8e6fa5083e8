package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.bank.Order;
import no.getdrop.local.providers.bank.Product;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// From a registration to the day's settlement, and what goes wrong at a till.
@ExtendWith(Suite.class)
final class MerchantJourneyIT {
    @Test
    void aMerchantsDayOfFiftyPaymentsIsRightToTheOre(Drop drop) {
        Customer owner = customer(drop);
        assertThat(owner.get("/v1/merchants/me/dashboard").status()).isEqualTo(403);
        Shop shop = Shop.of(owner);
        assertThat(owner.get("/v1/merchants/me/dashboard").status())
                .as("with the same token, at once")
                .isEqualTo(200);
        long amounts = 0;
        long fees = 0;
        for (int payer = 0; payer < 5; payer++) {
            Customer customer = customer(drop);
            String accountId = customer.linkAccount();
            for (int i = 0; i < 10; i++) {
                drop.clearLimits();
                long minor = 1_00 + 7_37L * (payer * 10 + i) * (i % 3 + 1);
                Answer paid = buy(customer, accountId, shop.code(), decimal(minor));
                assertThat(paid.data().path("status").asText()).isEqualTo("completed");
                assertThat(paid.data().path("fee").decimalValue()).isEqualByComparingTo("0");
                assertThat(paid.data().path("total").decimalValue())
                        .isEqualByComparingTo(decimal(minor));
                amounts += minor;
                fees +=
                        BigDecimal.valueOf(minor, 2)
                                .setScale(0, RoundingMode.HALF_UP)
                                .longValueExact();
            }
        }

        JsonNode day = owner.get("/v1/merchants/me/dashboard?limit=50").data();
        assertThat(day.path("merchant").path("businessName").asText()).isEqualTo("Lies Kaffebar");
        total(day.path("completed"), 50, amounts, fees);
        total(day.path("processing"), 0, 0, 0);
        assertThat(day.path("transactions").path("data")).hasSize(50);
        assertThat(sum(day.path("transactions").path("data"), "amount"))
                .isEqualByComparingTo(decimal(amounts));
        assertThat(sum(day.path("transactions").path("data"), "fee"))
                .isEqualByComparingTo(decimal(fees));

        JsonNode settlement = owner.get("/v1/merchants/me/settlements").data().path(0);
        assertThat(settlement.path("count").asInt()).isEqualTo(50);
        assertThat(settlement.path("receivedAmount").decimalValue())
                .isEqualByComparingTo(decimal(amounts));
        assertThat(settlement.path("feeDue").decimalValue()).isEqualByComparingTo(decimal(fees));
        assertThat(settlement.path("netAmount").decimalValue())
                .isEqualByComparingTo(decimal(amounts - fees));
        assertThat(settlement.path("status").asText()).isEqualTo("open");
        assertThat(atTheBank(drop, day.path("transactions").path("data")))
                .as("what the bank was told to send to the merchant")
                .isEqualTo(amounts);
    }

    @Test
    void aDayIsReadInPages(Drop drop) {
        Shop shop = Shop.open(drop);
        Customer payer = customer(drop);
        String accountId = payer.linkAccount();
        for (String amount : List.of("10", "20", "30")) {
            drop.clearLimits();
            buy(payer, accountId, shop.code(), amount);
        }

        JsonNode first = shop.owner().get("/v1/merchants/me/dashboard?limit=2").data();
        assertThat(sum(first.path("transactions").path("data"), "amount"))
                .isEqualByComparingTo("50");
        JsonNode pagination = first.path("transactions").path("pagination");
        assertThat(pagination.path("hasMore").asBoolean()).isTrue();
        JsonNode second =
                shop.owner()
                        .get(
                                "/v1/merchants/me/dashboard?limit=2&cursor="
                                        + pagination.path("nextCursor").asText())
                        .data();
        assertThat(sum(second.path("transactions").path("data"), "amount"))
                .isEqualByComparingTo("10");
        total(second.path("completed"), 3, 60_00, 60);
        JsonNode past = shop.owner().get("/v1/merchants/me/dashboard?date=2020-02-29").data();
        total(past.path("completed"), 0, 0, 0);
        Answer wrong = shop.owner().get("/v1/merchants/me/dashboard?date=2025-02-29");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.details()).containsExactly("date:date");
    }

    @Test
    void onlyCodesOfDropArePaid(Drop drop) {
        Shop shop = Shop.open(drop);
        Customer payer = customer(drop);
        String accountId = payer.linkAccount();
        String code = shop.code();
        char last = code.charAt(code.length() - 1);
        String forged = code.substring(0, code.length() - 1) + (last == 'A' ? 'Q' : 'A');
        String otherKey = code.replaceFirst("\\.1\\.([^.]*)$", ".9.$1");

        session(payer, accountId, forged).expect(422, "qr_code_forged");
        session(payer, accountId, otherKey).expect(422, "qr_code_outdated");
        session(payer, accountId, "https://qr.example/28/123").expect(422, "qr_code_foreign");
        session(payer, accountId, "drop://pay/" + shop.id()).expect(422, "qr_code_foreign");
        String order = Shop.scanned(payer, accountId, code, "49.90");
        Shop.pay(payer, order.replace(code, forged), Customer.newKey())
                .expect(422, "qr_code_forged");
        Shop.pay(payer, order.replace("49.90", "49.91"), Customer.newKey())
                .expect(403, "payment_session_mismatch");
        String another = Shop.open(drop).code();
        Shop.pay(payer, order.replace(code, another), Customer.newKey())
                .expect(403, "payment_session_mismatch");
        assertThat(payer.get("/v1/transactions").data()).isEmpty();
    }

    @Test
    void aRequestIsPaidByOneOfTwoWhoPayAtOnce(Drop drop) {
        Shop shop = Shop.open(drop);
        JsonNode request = shop.ask("349");
        String code = request.path("qrCode").asText();
        List<Customer> payers = new ArrayList<>();
        List<String> orders = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Customer payer = customer(drop);
            JsonNode seen = payer.get("/v1/payment-requests/" + request.path("id").asText()).data();
            assertThat(seen.path("status").asText()).isEqualTo("open");
            assertThat(seen.path("merchant").path("id").asText()).isEqualTo(shop.id());
            payers.add(payer);
            orders.add(Shop.scanned(payer, payer.linkAccount(), code, "349"));
        }

        List<CompletableFuture<Answer>> both =
                List.of(
                        CompletableFuture.supplyAsync(
                                () -> Shop.pay(payers.get(0), orders.get(0), Customer.newKey())),
                        CompletableFuture.supplyAsync(
                                () -> Shop.pay(payers.get(1), orders.get(1), Customer.newKey())));
        List<Answer> answers = both.stream().map(CompletableFuture::join).toList();

        assertThat(answers).extracting(Answer::status).containsExactlyInAnyOrder(201, 409);
        assertThat(answers.stream().filter(answer -> answer.status() == 409).map(Answer::error))
                .containsExactly("payment_request_paid");
        JsonNode paid =
                shop.owner().get("/v1/payment-requests/" + request.path("id").asText()).data();
        assertThat(paid.path("status").asText()).isEqualTo("paid");
        total(
                shop.owner().get("/v1/merchants/me/dashboard").data().path("completed"),
                1,
                349_00,
                3_49);
    }

    @Test
    void aBankThatDoesNotAnswerIsPaidThroughOnce(Drop drop) throws InterruptedException {
        Shop shop = Shop.open(drop);
        Customer payer = customer(drop);
        String order = Shop.scanned(payer, payer.linkAccount(), shop.code(), "75.25");
        String key = Customer.newKey();
        drop.host()
                .providers()
                .bank()
                .fail(Switch.on("payments").acceptingThenSilent().delayed(Duration.ofSeconds(6)));

        Answer paid = Shop.pay(payer, order, key).expect(201);
        assertThat(paid.data().path("status").asText()).isEqualTo("processing");
        String id = paid.data().path("id").asText();
        payer.send("POST", "/v1/transactions/" + id + "/cancel", Map.of(), null)
                .expect(409, "transaction_not_cancellable");

        drop.update("UPDATE outbox SET next_attempt_at = now() WHERE delivered_at IS NULL");
        RemittanceJourneyIT.awaitCompleted(drop, payer, id);
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).hasSize(1);
        Answer again = Shop.pay(payer, order, key);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.body()).isEqualTo(paid.body());
    }

    @Test
    void aPaymentThatNeverReachedTheBankIsTakenBack(Drop drop) throws InterruptedException {
        Shop shop = Shop.open(drop);
        Customer payer = customer(drop);
        String order = Shop.scanned(payer, payer.linkAccount(), shop.code(), "60");
        drop.host().providers().bank().fail(Switch.on("payments").answering(401));
        drop.host().providers().bank().fail(Switch.on("token").answering(503));

        String id = Shop.pay(payer, order, Customer.newKey()).data().path("id").asText();
        Answer cancelled = payer.send("POST", "/v1/transactions/" + id + "/cancel", Map.of(), null);

        cancelled.expect(200);
        assertThat(cancelled.data().path("stage").asText()).isEqualTo("cancelled");
        shop.owner()
                .send("POST", "/v1/transactions/" + id + "/cancel", Map.of(), null)
                .expect(404, "transaction_not_found");
        drop.update("UPDATE outbox SET next_attempt_at = now() WHERE delivered_at IS NULL");
        drop.host().invoke("WorkerFunction", "{}");
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).isEmpty();
    }

    @Test
    void aBusinessIsRegisteredOnceAndOnlyIfItTrades(Drop drop) {
        Customer owner = customer(drop);
        owner.post("/v1/merchants/register", Shop.registration("310000019"))
                .expect(422, "org_number_not_active");
        Answer wrong = owner.post("/v1/merchants/register", "{\"orgNumber\":\"311000002\"}");
        assertThat(wrong.status()).isEqualTo(400);
        assertThat(wrong.details())
                .containsExactlyInAnyOrder(
                        "businessName:required",
                        "orgNumber:org_number",
                        "address:required",
                        "bankAccount:required");
        drop.host().providers().brreg().switches().add(Switch.on("entity").answering(500));
        String number = Shop.newNumber();
        owner.post("/v1/merchants/register", Shop.registration(number))
                .expect(503, "entity_register_unavailable");

        assertThat(owner.post("/v1/merchants/register", Shop.registration(number)).status())
                .isEqualTo(201);
        owner.post("/v1/merchants/register", Shop.registration(Shop.newNumber()))
                .expect(409, "already_merchant");
        Customer other = customer(drop);
        other.post("/v1/merchants/register", Shop.registration(number))
                .expect(409, "org_number_taken");
        String id = owner.get("/v1/merchants/me/dashboard").data().at("/merchant/id").asText();
        JsonNode face = other.get("/v1/merchants/" + id).data();
        assertThat(face.properties())
                .extracting(Map.Entry::getKey)
                .containsExactlyInAnyOrder("id", "businessName", "legalName", "category");
        other.post("/v1/payment-requests", "{\"amount\":10}").expect(403, "forbidden");
        Shop own = Shop.open(drop);
        session(own.owner(), own.owner().linkAccount(), own.code()).expect(422, "self_payment");
    }

    private static Answer buy(Customer payer, String accountId, String code, String amount) {
        Answer paid =
                Shop.pay(payer, Shop.scanned(payer, accountId, code, amount), Customer.newKey());
        paid.expect(201);
        return paid;
    }

    private static Answer session(Customer payer, String accountId, String code) {
        return payer.post(
                "/v1/payment-sessions",
                "{\"qrCode\":\"%s\",\"bankAccountId\":\"%s\",\"amount\":50}"
                        .formatted(code, accountId));
    }

    private static void total(JsonNode total, int count, long amountMinor, long feeMinor) {
        assertThat(total.path("count").asInt()).isEqualTo(count);
        assertThat(total.path("amount").decimalValue()).isEqualByComparingTo(decimal(amountMinor));
        assertThat(total.path("fee").decimalValue()).isEqualByComparingTo(decimal(feeMinor));
        assertThat(total.path("net").decimalValue())
                .isEqualByComparingTo(decimal(amountMinor - feeMinor));
    }

    private static BigDecimal sum(JsonNode rows, String field) {
        return rows.valueStream()
                .map(row -> row.path(field).decimalValue())
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static long atTheBank(Drop drop, JsonNode sales) {
        return sales.valueStream()
                .flatMap(sale ->
                        RemittanceJourneyIT.ordersOf(drop, sale.path("id").asText()).stream())
                .filter(order -> order.product() == Product.INSTANT)
                .map(Order::initiation)
                .filter(order -> order.creditorAccount().endsWith("60100007919"))
                .mapToLong(order -> order.amountMinor())
                .sum();
    }

    private static String decimal(long minor) {
        return BigDecimal.valueOf(minor, 2).toPlainString();
    }

    private static Customer customer(Drop drop) {
        drop.clearLimits();
        return drop.newCustomer().login();
    }
}
