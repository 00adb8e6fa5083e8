package no.getdrop.local.providers.bank;

import static no.getdrop.local.providers.bank.ConsentTest.assertError;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

class PaymentTest {
    private static final URI PUBLIC_URL = URI.create("http://localhost:1");

    private Instant now = Instant.now();
    private Bank bank;
    private BankClient client;
    private String kari;
    private String nora;
    private final UUID requestId = UUID.randomUUID();

    @BeforeEach
    void start() throws Exception {
        bank = Bank.start(() -> now, Optional.empty(), PUBLIC_URL);
        client = new BankClient(bank);
        kari = bank.ibans("dnb", TestPerson.KARI).getFirst();
        nora = bank.ibans("nordea", TestPerson.NORA).getFirst();
    }

    @AfterEach
    void stop() {
        bank.close();
    }

    @Test
    void aRemittanceIsReceivedThenInProcessThenSettled() {
        Reply reply = remit("2010.00");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("transactionStatus").textValue()).isEqualTo("RCVD");
        assertThat(status(reply)).isEqualTo("ACSP");
        assertThat(bank.balanceMinor(kari)).isEqualTo(250_000_00 - 2_010_00);
        now = now.plusMillis(1_999);
        assertThat(status(reply)).isEqualTo("ACSP");
        now = now.plusMillis(1);
        assertThat(status(reply)).isEqualTo("ACSC");
    }

    @Test
    void anInstantPaymentIsSettledAtOnce() {
        Reply reply =
                client.pay(requestId, Product.INSTANT, BankClient.domestic(kari, nora, "129.5"));
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("transactionStatus").textValue()).isEqualTo("ACSC");
        assertThat(bank.balanceMinor(kari)).isEqualTo(250_000_00 - 129_50);
    }

    @Test
    void theSameRequestTwiceIsOneOrder() {
        Reply first = remit("2010.00");
        Reply again = remit("2010.00");
        Reply written = remit("2010.0");
        assertThat(again.status()).isEqualTo(201);
        assertThat(id(again)).isEqualTo(id(first)).isEqualTo(id(written));
        assertThat(bank.orders()).hasSize(1);
        assertThat(bank.balanceMinor(kari)).isEqualTo(250_000_00 - 2_010_00);
    }

    @Test
    void theSameRequestIdWithOtherContentIsAConflict() {
        remit("2010.00");
        assertError(remit("2010.01"), 409, "REQUEST_ID_REUSED");
        assertError(
                client.pay(requestId, Product.INSTANT, BankClient.domestic(kari, nora, "1.00")),
                409,
                "REQUEST_ID_REUSED");
        assertThat(bank.orders()).hasSize(1);
    }

    @Test
    void manyTriesAtOnceAreOneOrder() throws Exception {
        Set<String> ids = new HashSet<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> tries = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                tries.add(threads.submit(() -> remit("2010.00")));
            }
            for (Future<Reply> each : tries) {
                ids.add(id(each.get()));
            }
        }
        assertThat(ids).hasSize(1);
        assertThat(bank.balanceMinor(kari)).isEqualTo(250_000_00 - 2_010_00);
    }

    @Test
    void anOrderBeyondTheBalanceIsRefusedForGood() {
        bank.setBalanceMinor(kari, 2_009_99);
        Reply reply = remit("2010.00");
        assertThat(reply.status()).isEqualTo(201);
        assertThat(reply.json().path("transactionStatus").textValue()).isEqualTo("RJCT");
        assertThat(reply.json().path("reasonCode").textValue()).isEqualTo("AM04");
        bank.setBalanceMinor(kari, 5_000_00);
        assertThat(remit("2010.00").json().path("transactionStatus").textValue()).isEqualTo("RJCT");
        Reply status = client.status(Product.CROSS_BORDER, reply);
        assertThat(status.json().path("fundsAvailable").booleanValue()).isFalse();
        assertThat(bank.balanceMinor(kari)).isEqualTo(5_000_00);
    }

    @Test
    void anAccountThatTheBankDoesNotKeepIsRefused() {
        String atNordea = bank.ibans("nordea", TestPerson.KARI).getFirst();
        Reply reply =
                client.pay(
                        requestId,
                        Product.CROSS_BORDER,
                        BankClient.remittance(atNordea, "2010.00"));
        assertThat(reply.json().path("reasonCode").textValue()).isEqualTo("AC01");
    }

    @Test
    void everyFieldIsRequiredAndNothingIsTakenIn() {
        for (String field : BankClient.remittance(kari, "2010.00").keySet()) {
            if (!field.equals("requestedCurrency")) {
                Map<String, Object> body = BankClient.remittance(kari, "2010.00");
                body.remove(field);
                Reply reply = client.pay(UUID.randomUUID(), Product.CROSS_BORDER, body);
                assertError(reply, 400, "FORMAT_ERROR");
                assertThat(reply.body()).contains(field);
            }
        }
        assertThat(bank.orders()).isEmpty();
    }

    @Test
    void wrongValuesAreRefused() {
        Map<String, Object> wrong =
                Map.of(
                        "endToEndIdentification", "x".repeat(36),
                        "instructedAmount", Map.of("currency", "EUR", "amount", "1.00"),
                        "debtorAccount", Map.of("iban", "NO9386011117948"),
                        "creditorAccount", Map.of("iban", "RS35260005601001611370"),
                        "creditorAddress", Map.of("country", "XX"),
                        "requestedCurrency", "DINAR",
                        "remittanceInformationUnstructured", "x".repeat(141));
        wrong.forEach((field, value) -> {
            Map<String, Object> body = BankClient.remittance(kari, "2010.00");
            body.put(field, value);
            Reply reply = client.pay(UUID.randomUUID(), Product.CROSS_BORDER, body);
            assertError(reply, 400, "FORMAT_ERROR");
            assertThat(reply.body()).contains(field);
        });
        for (String amount : List.of("0", "0.00", "-1", "1.001", "1e3", "1,00", "")) {
            assertError(remit(amount), 400, "FORMAT_ERROR");
        }
        assertThat(bank.orders()).isEmpty();
    }

    @Test
    void aDomesticPaymentNeedsANorwegianCreditor() {
        Map<String, Object> body = BankClient.domestic(kari, "RS35260005601001611379", "10.00");
        assertError(client.pay(requestId, Product.DOMESTIC, body), 400, "FORMAT_ERROR");
        body.put("creditorAccount", Map.of("bban", nora.substring(4)));
        assertThat(client.pay(requestId, Product.DOMESTIC, body).status()).isEqualTo(201);
    }

    @Test
    void requestIdBankAndProductAreRequired() {
        String path = "/v1/payments/" + Product.CROSS_BORDER.path();
        Map<String, Object> body = BankClient.remittance(kari, "2010.00");
        assertError(client.post(path, body, "X-Bank-Id", "dnb"), 400, "FORMAT_ERROR");
        assertError(
                client.post(path, body, "X-Bank-Id", "dnb", "X-Request-ID", "1"),
                400,
                "FORMAT_ERROR");
        assertError(
                client.post(path, body, "X-Request-ID", requestId.toString()), 400, "FORMAT_ERROR");
        assertError(
                client.post(
                        "/v1/payments/sepa-credit-transfers",
                        body,
                        "X-Bank-Id",
                        "dnb",
                        "X-Request-ID",
                        requestId.toString()),
                404,
                "PRODUCT_UNKNOWN");
    }

    @Test
    void anOrderIsFoundByItsRequestIdAfterAnAnswerThatNeverCame() {
        bank.fail(Switch.on("payments").acceptingThenSilent().delayed(Duration.ofMillis(20)));
        assertThatThrownBy(() -> remit("2010.00")).isInstanceOf(UncheckedIOException.class);
        Reply found = find(requestId);
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().path("transactionStatus").textValue()).isEqualTo("ACSP");
        assertThat(found.json().at("/instructedAmount/amount").textValue()).isEqualTo("2010.00");
        assertThat(id(remit("2010.00"))).isEqualTo(id(found));
        assertThat(bank.orders()).hasSize(1);
    }

    @Test
    void aDroppedConnectionOrAFailureTakesNothingIn() {
        bank.fail(Switch.on("payments").dropping());
        bank.fail(Switch.on("payments").answering(503));
        assertThatThrownBy(() -> remit("2010.00")).isInstanceOf(UncheckedIOException.class);
        assertThat(remit("2010.00").status()).isEqualTo(503);
        assertError(find(requestId), 404, "RESOURCE_UNKNOWN");
        assertThat(remit("2010.00").status()).isEqualTo(201);
        assertThat(bank.calls("payments")).isEqualTo(3);
    }

    @Test
    void theBankMayRefuseAtOnceOrWhenItShouldSettle() {
        bank.fail(Switch.on("payments").causing("AC04"));
        Reply refused = remit("2010.00");
        assertThat(refused.json().path("reasonCode").textValue()).isEqualTo("AC04");
        bank.fail(Switch.on("settlement").causing("AC04"));
        Reply late =
                client.pay(
                        UUID.randomUUID(),
                        Product.CROSS_BORDER,
                        BankClient.remittance(kari, "2010.00"));
        assertThat(status(late)).isEqualTo("ACSP");
        assertThat(bank.balanceMinor(kari)).isEqualTo(250_000_00 - 2_010_00);
        now = now.plusSeconds(2);
        assertThat(status(late)).isEqualTo("RJCT");
        assertThat(bank.balanceMinor(kari)).isEqualTo(250_000_00);
    }

    @Test
    void switchesAreSetOverHttpToo() {
        String set = "{\"operation\":\"payments\",\"status\":500,\"times\":1}";
        Reply reply = Caller.send("POST", client.at("/_switch"), Map.of(), set);
        assertThat(reply.status()).isEqualTo(204);
        assertThat(remit("2010.00").status()).isEqualTo(500);
        assertThat(remit("2010.00").status()).isEqualTo(201);
        Reply unknown =
                Caller.send("POST", client.at("/_switch"), Map.of(), "{\"operation\":\"pay\"}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.body()).contains("payments", "settlement");
        assertThat(Caller.send("POST", client.at("/_switch"), Map.of(), "{}").status())
                .isEqualTo(400);
    }

    @Test
    void theListOfADayComesInPagesAndHoldsEachOrderOnce() {
        for (int i = 0; i < 101; i++) {
            client.pay(
                    UUID.randomUUID(),
                    Product.INSTANT,
                    BankClient.domestic(kari, nora, "1." + (10 + i % 90)));
        }
        String today = LocalDate.ofInstant(now, ZoneOffset.UTC).toString();
        Set<String> ids = new HashSet<>();
        String path = "/v1/payments?dateFrom=" + today + "&dateTo=" + today;
        List<Integer> pages = new ArrayList<>();
        while (!path.isEmpty()) {
            Reply page = list(path);
            page.json().path("payments").forEach(each -> ids.add(each.path("paymentId").asText()));
            pages.add(page.json().path("payments").size());
            path = page.json().at("/_links/next/href").asText("");
        }

        assertThat(pages).containsExactly(100, 1);
        assertThat(ids).hasSize(101);
        Reply first = list("/v1/payments?dateFrom=" + today + "&dateTo=" + today);
        assertThat(first.json().at("/payments/0/instructedAmount/amount").textValue())
                .isEqualTo("1.10");
        assertThat(first.json().at("/payments/0/transactionStatus").textValue()).isEqualTo("ACSC");
        String before = LocalDate.ofInstant(now, ZoneOffset.UTC).minusDays(1).toString();
        assertThat(
                        list("/v1/payments?dateFrom=" + before + "&dateTo=" + before)
                                .json()
                                .path("payments"))
                .isEmpty();
        assertError(list("/v1/payments?dateFrom=" + today), 400, "FORMAT_ERROR");
        assertError(client.getBare("/v1/payments?dateFrom=1&dateTo=1"), 400, "FORMAT_ERROR");
    }

    private Reply list(String path) {
        return client.get(path, "X-Request-ID", UUID.randomUUID().toString());
    }

    @Test
    void aRestartedBankKnowsItsConsentsOrdersAndBalances(@TempDir Path folder) throws Exception {
        String consent;
        Reply payment;
        try (Bank before = Bank.start(() -> now, Optional.of(folder), PUBLIC_URL)) {
            BankClient at = new BankClient(before);
            consent = at.approved("dnb", "test-7");
            String iban = before.ibans("dnb", TestPerson.numbered(7)).getFirst();
            before.setBalanceMinor(iban, 3_000_00);
            payment =
                    at.pay(requestId, Product.CROSS_BORDER, BankClient.remittance(iban, "2010.00"));
        }
        try (Bank after = Bank.start(() -> now, Optional.of(folder), PUBLIC_URL)) {
            BankClient at = new BankClient(after);
            String iban = after.ibans("dnb", TestPerson.numbered(7)).getFirst();
            assertThat(after.balanceMinor(iban)).isEqualTo(990_00);
            assertThat(at.get("/v1/accounts", "Consent-ID", consent).status()).isEqualTo(200);
            assertThat(
                            at.status(Product.CROSS_BORDER, payment)
                                    .json()
                                    .path("transactionStatus")
                                    .textValue())
                    .isEqualTo("ACSP");
            Reply again =
                    at.pay(requestId, Product.CROSS_BORDER, BankClient.remittance(iban, "2010.00"));
            assertThat(id(again)).isEqualTo(id(payment));
        }
    }

    private Reply remit(String amount) {
        return client.pay(requestId, Product.CROSS_BORDER, BankClient.remittance(kari, amount));
    }

    private Reply find(UUID id) {
        return client.get("/v1/payments/" + Product.CROSS_BORDER.path() + "?requestId=" + id);
    }

    private String status(Reply payment) {
        return client.status(Product.CROSS_BORDER, payment)
                .json()
                .path("transactionStatus")
                .textValue();
    }

    private static String id(Reply payment) {
        return payment.json().path("paymentId").textValue();
    }
}
