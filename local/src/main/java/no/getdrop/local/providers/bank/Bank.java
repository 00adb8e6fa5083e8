package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Switch;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The open-banking aggregator: three banks in the manner of Berlin Group's NextGenPSD2, strict in
/// what it accepts, and one order for one request id whatever happens.
///
/// Operations for switches: `token`, `banks`, `consents`, `consent-status`, `consent-delete`,
/// `accounts`, `balances`, `payments`, `payment-status`, `payment-search`, `payment-list`. The
/// effect of `payments` is a reason code (ISO 20022, as AC04) with which the order is refused at
/// once, that of `settlement` one with which an accepted order is refused when it should settle.
public final class Bank extends Provider {
    private static final String CLIENT_ID = "drop-local";

    private final String clientSecret = UUID.randomUUID().toString();
    private final AccessTokens tokens;
    private final InstantSource clock;
    private final Book book;
    private final Notices notices;

    private Bank(ProviderServer server, InstantSource clock, Journal journal, URI publicUrl)
            throws IOException {
        super(server);
        this.clock = clock;
        tokens = new AccessTokens(clock, CLIENT_ID, clientSecret);
        book = new Book(clock, journal);
        notices = new Notices(clock, publicUrl.resolve("/v1/webhooks/openbanking"));
        ConsentRoutes consents = new ConsentRoutes(clock, book, server.url());
        PaymentRoutes payments = new PaymentRoutes(clock, book, server.switches());
        server.switches().declare("settlement");
        server.on("token", "POST", "/oauth2/token", tokens::issue);
        on("banks", "GET", "/v1/banks", request -> banks());
        on("consents", "POST", "/v1/consents", consents::create);
        String consent = "/v1/consents/{consentId}";
        onBank("consent-status", "GET", consent + "/status", Set.of(), consents::status);
        onBank("consent-delete", "DELETE", consent, Set.of(), consents::delete);
        onBank("accounts", "GET", "/v1/accounts", Set.of(), consents::accounts);
        String balances = "/v1/accounts/{resourceId}/balances";
        onBank("balances", "GET", balances, Set.of(), consents::balances);
        String product = "/v1/payments/{product}";
        onBank("payments", "POST", product, Set.of(), payments::initiate);
        onBank("payment-search", "GET", product, Set.of("requestId"), payments::find);
        String status = product + "/{paymentId}/status";
        onBank("payment-status", "GET", status, Set.of(), payments::status);
        on("payment-list", "GET", "/v1/payments", payments::ofDays);
        server.on("page", "GET", "/sca/consents/{consentId}", consents::page);
        server.on("page", "POST", "/sca/consents/{consentId}", consents::decide);
    }

    /// Starts the aggregator.
    ///
    /// @param folder where consents and orders outlive the process; empty keeps them in memory
    /// @param publicUrl where Drop's api is reached, which is told of orders
    public static Bank start(InstantSource clock, Optional<Path> folder, URI publicUrl)
            throws IOException {
        Journal journal = new Journal(folder);
        ProviderServer server = ProviderServer.start("the bank");
        try {
            return new Bank(server, clock, journal, publicUrl);
        } catch (IOException | RuntimeException failed) {
            server.close();
            throw failed;
        }
    }

    /// The client that is registered.
    public String clientId() {
        return CLIENT_ID;
    }

    /// The registered client's secret, made in this run.
    public String clientSecret() {
        return clientSecret;
    }

    /// The key of the webhooks' signatures, made in this run.
    public String webhookSecret() {
        return notices.secret();
    }

    /// Tells Drop how an order stands.
    ///
    /// @param id of the message; the same id again is the same message again
    /// @return the status that Drop answered
    public int tell(String id, Order order) throws IOException, InterruptedException {
        return notices.send(id, order);
    }

    /// Every order that was taken in, once each, oldest first; refused ones included.
    public List<Order> orders() {
        return book.orders();
    }

    /// The status of an order now: RJCT, ACSP or ACSC.
    public String status(Order order) {
        return order.statusAt(clock.instant());
    }

    /// The IBANs of a person at a bank, the one to pay from first.
    public List<String> ibans(String bankId, TestPerson person) {
        return Account.of(BankName.of(bankId).orElseThrow(), person).stream()
                .map(Account::iban)
                .toList();
    }

    /// Opens the accounts of a person, as the first consent does.
    public void open(TestPerson person) {
        book.open(person);
    }

    /// The balance of an account, in øre.
    public long balanceMinor(String iban) {
        return book.balanceMinor(iban);
    }

    /// Sets the balance of an account, in øre.
    public void setBalanceMinor(String iban, long minor) {
        book.setBalance(iban, minor);
    }

    /// Makes every access token unknown.
    public void forgetTokens() {
        tokens.forget();
    }

    /// Shows a fault at one operation.
    public void fail(Switch fault) {
        server.switches().add(fault);
    }

    /// A route that asks for a bearer token.
    private void on(String operation, String method, String path, ProviderServer.Handler handler) {
        server.on(
                operation,
                method,
                path,
                request -> {
                    Optional<BankError> refusal = tokens.refusal(request);
                    return refusal.isPresent()
                            ? refusal.get()
                                    .answer()
                                    .with("WWW-Authenticate", "Bearer realm=\"bank\"")
                            : handler.answer(request);
                });
    }

    /// A route of one bank, which asks for the headers of Berlin Group as well.
    private void onBank(
            String operation,
            String method,
            String path,
            Set<String> parameters,
            ProviderServer.Handler handler) {
        on(
                operation,
                method,
                path,
                request -> {
                    Optional<BankError> refusal = Headers.all(request, parameters);
                    return refusal.isPresent() ? refusal.get().answer() : handler.answer(request);
                });
    }

    private static Answer banks() {
        return Answer.json(
                200,
                Arrays.stream(BankName.values())
                        .map(bank -> Map.of("bankId", bank.id(), "name", bank.shown()))
                        .toList());
    }
}
