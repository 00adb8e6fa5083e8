package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.postgres.DatabaseProxy;
import no.getdrop.local.postgres.DatabaseProxy.Count;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// How often a request waits for the database, counted on the wire.
@ExtendWith(Suite.class)
final class RoundTripsJourneyIT {
    /// A health function that others have killed rehearses its questions while it starts again.
    @BeforeEach
    void healthHasStarted(Drop drop) {
        drop.newCustomer().get("/v1/health").expect(200);
    }

    @Test
    void aPaymentWithItsDeliveryToTheBankTakesThree(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();
        String accountId = customer.linkAccount();
        List<Customer.Prepared> orders =
                Stream.of("500", "501", "502")
                        .map(amount -> customer.prepare(recipientId, accountId, amount))
                        .toList();

        Count count = fewest(drop, orders, order -> customer.pay(order, Customer.newKey()));

        assertThat(count.roundTrips()).as(story(count)).isLessThanOrEqualTo(3);
    }

    @Test
    void aQrPaymentThatIsSettledAtOnceTakesThree(Drop drop) {
        Shop shop = Shop.open(drop);
        drop.clearLimits();
        Customer payer = drop.newCustomer().login();
        String accountId = payer.linkAccount();
        List<String> orders =
                List.of(
                        Shop.scanned(payer, accountId, shop.code(), "50"),
                        Shop.scanned(payer, accountId, asked(shop, "51"), "51"),
                        Shop.scanned(payer, accountId, asked(shop, "52"), "52"));

        Count count = fewest(drop, orders, order -> Shop.pay(payer, order, Customer.newKey()));

        assertThat(count.roundTrips()).as(story(count)).isLessThanOrEqualTo(3);
    }

    @TestFactory
    Stream<DynamicTest> aMerchantsReadTakesOne(Drop drop) {
        Shop shop = Shop.open(drop);
        return Stream.of(
                        "/v1/merchants/me/dashboard",
                        "/v1/merchants/me/settlements",
                        "/v1/merchants/me/qr",
                        "/v1/merchants/" + shop.id(),
                        "/v1/payment-requests/" + shop.ask("51").path("id").asText())
                .map(path ->
                        DynamicTest.dynamicTest(
                                path.replaceAll("[a-z]+_[0-9a-f]{32}", "{id}"),
                                () -> takesOne(drop, () -> shop.owner().get(path))));
    }

    @TestFactory
    Stream<DynamicTest> anAuthenticatedReadTakesOne(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("600");
        Answer paid = customer.pay(order, Customer.newKey()).expect(201);
        String payment = "/v1/transactions/" + paid.data().path("id").asText();
        return Stream.of(
                        "/v1/transactions",
                        payment,
                        payment + "/events",
                        payment + "/receipt",
                        "/v1/recipients",
                        "/v1/recipients/" + order.recipientId(),
                        "/v1/accounts",
                        "/v1/auth/me",
                        "/v1/auth/sessions",
                        "/v1/audit",
                        "/v1/complaints",
                        "/v1/withdrawal",
                        "/v1/settings",
                        "/v1/notifications",
                        "/v1/consents",
                        "/v1/payment-sessions/" + order.sessionId())
                .map(path ->
                        DynamicTest.dynamicTest(
                                path.replaceAll("[a-z]+_[0-9a-f]{32}", "{id}"),
                                () -> takesOne(drop, () -> customer.get(path))));
    }

    /// How old the login is comes with the session.
    @Test
    void askingForARecentLoginTakesNoneMore(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String export =
                customer.post("/v1/privacy/export", "{}").expect(201).data().path("id").asText();
        drop.loggedInAgo(customer, "6 minutes");
        Count order = counted(drop, () -> customer.post("/v1/privacy/export", "{}"), 401);
        assertThat(order.roundTrips()).as(story(order)).isEqualTo(1);
        Count fetch = counted(drop, () -> customer.get("/v1/privacy/export/" + export), 401);
        assertThat(fetch.roundTrips()).as(story(fetch)).isEqualTo(1);
    }

    @Test
    void whatIsTheSameForAllTakesNone(Drop drop) {
        Customer anyone = drop.newCustomer();
        assertThat(counted(drop, () -> anyone.get("/v1/app/version"), 200).roundTrips()).isZero();
        assertThat(counted(drop, () -> anyone.get("/v1/cards"), 404).roundTrips()).isZero();
        assertThat(counted(drop, () -> anyone.post("/v1/webhooks/sumsub", "{}"), 401).roundTrips())
                .isZero();
    }

    @Test
    void healthTakesOne(Drop drop) throws InterruptedException {
        Customer anyone = drop.newCustomer();
        anyone.get("/v1/health");
        // It repeats for two seconds what it found.
        Thread.sleep(2_100);
        Count count = counted(drop, () -> anyone.get("/v1/health"), 200);
        assertThat(count.roundTrips()).as(story(count)).isEqualTo(1);
    }

    private static void takesOne(Drop drop, Supplier<Answer> request) {
        assertThat(request.get().status()).isEqualTo(200);
        Count count = counted(drop, request, 200);
        assertThat(count.roundTrips()).as(story(count)).isEqualTo(1);
    }

    private static Count counted(Drop drop, Supplier<Answer> request, int status) {
        DatabaseProxy proxy = drop.host().databaseProxy();
        proxy.reset();
        Answer answer = request.get();
        Count count = proxy.count();
        answer.expect(status);
        return count;
    }

    /// What a payment takes when nothing comes between: a machine that pauses for half a second
    /// makes the pool look at its connection.
    private static <O> Count fewest(Drop drop, List<O> orders, Function<O, Answer> pay) {
        return orders.stream()
                .map(order -> counted(drop, () -> pay.apply(order), 201))
                .min(Comparator.comparingLong(Count::roundTrips))
                .orElseThrow();
    }

    private static String asked(Shop shop, String amount) {
        return shop.ask(amount).path("qrCode").asText();
    }

    private static String story(Count count) {
        List<String> statements =
                count.statements().stream()
                        .map(sql ->
                                sql.isEmpty()
                                        ? "(empty: the pool tests a connection)"
                                        : sql.lines().limit(4).collect(Collectors.joining("\n")))
                        .toList();
        return "%d round trips, %d logins:\n%s"
                .formatted(count.roundTrips(), count.logins(), String.join("\n", statements));
    }
}
