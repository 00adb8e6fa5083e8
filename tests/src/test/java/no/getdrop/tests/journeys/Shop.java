package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.Brreg;
import no.getdrop.tests.journeys.Suite.Drop;

import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A merchant with the app in hand, and what its customers do at its till.
public final class Shop {
    /// Where every merchant here is paid.
    public static final String ACCOUNT = "6010 00 07919";

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private final Customer owner;
    private final JsonNode merchant;

    private Shop(Customer owner, JsonNode merchant) {
        this.owner = owner;
        this.merchant = merchant;
    }

    /// A new merchant.
    static Shop open(Drop drop) {
        drop.clearLimits();
        return of(drop.newCustomer().login());
    }

    /// Registers a business for somebody who has logged in.
    public static Shop of(Customer owner) {
        Answer registered = owner.post("/v1/merchants/register", registration(newNumber()));
        registered.expect(201);
        return new Shop(owner, registered.data());
    }

    static String registration(String organisationNumber) {
        return """
        {"businessName":"Lies Kaffebar","orgNumber":"%s","category":"cafe",\
        "address":"Storgata 1, 0155 Oslo","bankAccount":"%s"}\
        """
                .formatted(organisationNumber, ACCOUNT);
    }

    /// An organisation number of a shop that trades, which nobody has used.
    public static String newNumber() {
        return Stream.generate(() -> "311%06d".formatted(NUMBERS.incrementAndGet()))
                .filter(Brreg::isValid)
                .findFirst()
                .orElseThrow();
    }

    Customer owner() {
        return owner;
    }

    /// Its id.
    public String id() {
        return merchant.path("id").asText();
    }

    /// The text of the code that hangs in the shop.
    public String code() {
        return merchant.path("qrCode").asText();
    }

    /// Asks for an amount.
    public JsonNode ask(String amount) {
        Answer request =
                owner.post(
                        "/v1/payment-requests",
                        "{\"amount\":" + amount + ",\"reference\":\"Bord 4\"}");
        request.expect(201);
        return request.data();
    }

    /// The payment session of a customer who has scanned a code and authenticated.
    public static String authorised(Customer payer, String accountId, String code, String amount) {
        Answer session =
                payer.post(
                        "/v1/payment-sessions",
                        "{\"qrCode\":\"%s\",\"bankAccountId\":\"%s\",\"amount\":%s}"
                                .formatted(code, accountId, amount));
        session.expect(201);
        Answer back = payer.authenticate(session.data(), payer.person());
        assertThat(back.location().toString()).contains("status=authorised");
        return session.data().path("id").asText();
    }

    /// The order of a customer who has scanned a code and authenticated.
    static String scanned(Customer payer, String accountId, String code, String amount) {
        return """
        {"qrCode":"%s","bankAccountId":"%s","paymentSessionId":"%s","amount":%s}\
        """
                .formatted(code, accountId, authorised(payer, accountId, code, amount), amount);
    }

    /// Orders a payment.
    static Answer pay(Customer payer, String order, String key) {
        return payer.send(
                "POST", "/v1/transactions/qr-payment", Map.of("Idempotency-Key", key), order);
    }
}
