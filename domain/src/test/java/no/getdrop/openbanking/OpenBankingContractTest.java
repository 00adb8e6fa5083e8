package no.getdrop.openbanking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.bank.Bank;
import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.money.Money;
import no.getdrop.openbanking.OpenBanking.PaymentOrder;
import no.getdrop.openbanking.OpenBanking.PaymentState;
import no.getdrop.openbanking.OpenBanking.Product;
import no.getdrop.openbanking.OpenBanking.Status;
import no.getdrop.payments.BankNotices;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.FakePublishers;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Published;
import no.getdrop.webhooks.WebhookReceipt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The answers of Berlin Group's examples are read, and a bank that refuses what such a bank
/// refuses takes everything that Drop asks.
class OpenBankingContractTest {
    private static final String ID = "1234-wertiq-983";
    private static final String PAYMENTS = "/v1/payments/cross-border-credit-transfers";

    private final HandClock clock = new HandClock();
    private FakePublishers answers;
    private Bank strict;

    @BeforeEach
    void start() throws Exception {
        answers = FakePublishers.start();
        answers.publish("/oauth2/token", "{\"access_token\":\"t\",\"expires_in\":300}");
        strict = Bank.start(clock, Optional.empty(), URI.create("http://localhost:1"));
    }

    @AfterEach
    void stop() {
        strict.close();
        answers.close();
    }

    @Test
    void anOrderOfTheExamplesIsReceived() throws Exception {
        answers.answer(PAYMENTS, 201, published("payment-initiated.json"));
        answers.publish(PAYMENTS + "/" + ID + "/status", published("payment-status.json"));

        assertThat(example().order(order(Ids.next(), "NO9386011117947")))
                .isEqualTo(new PaymentState(ID, Status.PENDING, null));
        assertThat(example().status("dnb", Product.CROSS_BORDER, ID))
                .isEqualTo(new PaymentState(ID, Status.PENDING, null));

        answers.publish(PAYMENTS + "/" + ID + "/status", published("status-refused.json"));
        assertThat(example().status("dnb", Product.CROSS_BORDER, ID))
                .isEqualTo(new PaymentState(ID, Status.REJECTED, "PAYMENT_FAILED"));
    }

    @Test
    void aConsentOfTheExamplesLeadsToItsPageAndIsValid() throws Exception {
        answers.answer("/v1/consents", 201, published("consent-received.json"));
        answers.publish("/v1/consents/" + ID + "/status", published("consent-status.json"));

        assertThat(example().startConsent("dnb", "s3cr3t", until(), "192.0.2.1"))
                .isEqualTo(
                        new OpenBanking.ConsentStarted(
                                ID, URI.create("https://www.testbank.com/authentication/" + ID)));
        assertThat(example().isConsentValid("dnb", ID)).isTrue();
        answers.publish("/v1/consents/" + ID + "/status", published("consent-received.json"));
        assertThat(example().isConsentValid("dnb", ID)).isFalse();
    }

    @Test
    void theAccountsOfTheExamplesAreRead() throws Exception {
        String account = "3dc3d5b3-7023-4848-9853-f5400a64e80f";
        answers.publish("/v1/accounts", published("accounts.json"));

        assertThat(example().accounts("dnb", ID, "192.0.2.1"))
                .containsExactly(
                        new OpenBanking.Account(account, "DE2310010010123456789", "EUR"),
                        new OpenBanking.Account(
                                "3dc3d5b3-7023-4848-9853-f5400a64e81e",
                                "DE2310010010123456788",
                                "USD"));
    }

    /// What is the person's own counts, and no credit on top of it.
    @ParameterizedTest
    @CsvSource({"balances.json, 500.00", "balances-with-credit.json, 300.00"})
    void theBalanceOfAnExampleIsRead(String file, String amount) throws Exception {
        answers.publish("/v1/accounts/a-1/balances", published(file));

        Money balance = example().balance("dnb", ID, "a-1", "192.0.2.1");

        assertThat(balance.decimal()).isEqualByComparingTo(amount);
        assertThat(balance.currency().getCurrencyCode()).isEqualTo("EUR");
    }

    @ParameterizedTest
    @ValueSource(strings = {"refusal-messages.json", "refusal-problem.json"})
    void aRefusalIsUnderstoodInEitherForm(String file) {
        answers.answer("/v1/accounts", 401, published(file));

        assertThatThrownBy(() -> example().accounts("dnb", ID, "192.0.2.1"))
                .isInstanceOfSatisfying(
                        BankRefusedException.class,
                        refused -> {
                            assertThat(refused.code()).isEqualTo("CONSENT_INVALID");
                            assertThat(refused.isAboutConsent()).isTrue();
                        });
    }

    @Test
    void aStrictBankTakesEverythingThatDropAsks() throws Exception {
        OpenBanking banks = strictly(strict.clientSecret());
        assertThat(banks.banks()).hasSize(3);

        OpenBanking.ConsentStarted consent =
                banks.startConsent("dnb", "s3cr3t", until(), "192.0.2.1");
        approve(consent.page());
        assertThat(banks.isConsentValid("dnb", consent.consentId())).isTrue();

        OpenBanking.Account account =
                banks.accounts("dnb", consent.consentId(), "192.0.2.1").getFirst();
        for (String address : new String[] {"192.0.2.1", null}) {
            assertThat(banks.balance("dnb", consent.consentId(), account.resourceId(), address))
                    .isEqualTo(Money.nok(250_000_00));
        }

        PaymentOrder order = order(Ids.next(), account.iban());
        PaymentState ordered = banks.order(order);
        assertThat(banks.order(order).bankPaymentId()).isEqualTo(ordered.bankPaymentId());
        assertThat(banks.find("dnb", Product.CROSS_BORDER, order.id())).isPresent();
        clock.advance(Duration.ofSeconds(3));
        assertThat(banks.status("dnb", Product.CROSS_BORDER, ordered.bankPaymentId()).status())
                .isEqualTo(Status.SETTLED);
        assertThat(
                        banks.orderLists()
                                .page(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC), null)
                                .orders())
                .extracting(OrderLists.Listed::requestId)
                .isEqualTo(List.of(Optional.of(order.id())));

        banks.endConsent("dnb", consent.consentId());
        assertThat(banks.isConsentValid("dnb", consent.consentId())).isFalse();
    }

    @Test
    void anotherSecretIsTurnedAwayAndNothingIsAsked() {
        assertThatThrownBy(() -> strictly("guess").banks())
                .isInstanceOfSatisfying(
                        BankUnavailableException.class,
                        away -> assertThat(away.mayHaveActed()).isFalse())
                .hasMessage("the bank gave no token, with status 401");
        assertThat(strict.calls("banks")).isZero();
    }

    /// A token that the bank no longer takes is asked for anew, and the question once more.
    @Test
    void aTokenThatTheBankForgotIsAskedForAnew() throws Exception {
        OpenBanking banks = strictly(strict.clientSecret());
        banks.banks();
        strict.forgetTokens();

        assertThat(banks.banks()).hasSize(3);
        assertThat(strict.calls("token")).isEqualTo(2);
    }

    /// The clock of a bank that is ahead ends a token before Drop's does.
    @Test
    void aTokenThatTheBanksClockEndsIsAskedForAnew() throws Exception {
        HandClock ours = new HandClock();
        OpenBanking banks = banks(strict.url(), strict.clientSecret(), ours);
        banks.banks();
        clock.advance(Duration.ofMinutes(5));

        assertThat(banks.banks()).hasSize(3);
        assertThat(strict.calls("token")).isEqualTo(2);
    }

    @Test
    void theSameIdForAnotherOrderIsNoOrder() throws Exception {
        OpenBanking banks = strictly(strict.clientSecret());
        UUID id = Ids.next();
        String iban = strict.ibans("dnb", TestPerson.KARI).getFirst();
        banks.order(order(id, iban));

        assertThatThrownBy(() ->
                        banks.order(order(id, strict.ibans("dnb", TestPerson.OLA).getFirst())))
                .isInstanceOf(BankUnavailableException.class)
                .hasMessage("the bank answered 409");
        assertThat(strict.orders()).hasSize(1);
    }

    /// The example of the Standard Webhooks specification, by which the aggregator signs: its
    /// signature holds, and what it says is no notice of an order.
    @ParameterizedTest
    @CsvFileSource(
            resources = "/no/getdrop/openbanking/published/standard-webhooks.csv",
            useHeadersInDisplayName = true,
            delimiter = '|',
            quoteCharacter = '`')
    void theSignatureOfTheStandardsExampleHolds(
            String key, String id, long timestamp, String body, String signature) {
        Secrets secrets =
                Secrets.from(
                        Environment.of(Map.of("OPEN_BANKING_WEBHOOK_SECRET", "whsec_" + key)),
                        clock);
        BankNotices notices = new BankNotices(secrets, clock);
        clock.set(Instant.ofEpochSecond(timestamp));
        WebhookReceipt believed = new WebhookReceipt.Unreadable();
        WebhookReceipt refused = new WebhookReceipt.NotSigned();

        assertThat(notices.verify(message(id, timestamp, signature, body))).isEqualTo(believed);
        assertThat(notices.verify(message(id, timestamp, signature, body + " ")))
                .isEqualTo(refused);
        assertThat(notices.verify(message(id + "a", timestamp, signature, body)))
                .isEqualTo(refused);
        assertThat(notices.verify(message(id, timestamp + 1, signature, body))).isEqualTo(refused);
        clock.set(Instant.ofEpochSecond(timestamp + 300));
        assertThat(notices.verify(message(id, timestamp, signature, body))).isEqualTo(believed);
        clock.set(Instant.ofEpochSecond(timestamp + 301));
        assertThat(notices.verify(message(id, timestamp, signature, body))).isEqualTo(refused);
        clock.set(Instant.ofEpochSecond(timestamp - 301));
        assertThat(notices.verify(message(id, timestamp, signature, body))).isEqualTo(refused);
    }

    private static BankNotices.Message message(
            String id, long timestamp, String signature, String body) {
        return new BankNotices.Message(
                id, Long.toString(timestamp), signature, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void approve(URI page) throws Exception {
        try (HttpClient person = HttpClient.newHttpClient()) {
            person.send(
                    HttpRequest.newBuilder(page)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("decision=approve"))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
    }

    private LocalDate until() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).plusDays(90);
    }

    private static PaymentOrder order(UUID id, String debtorIban) {
        return new PaymentOrder(
                id,
                Product.CROSS_BORDER,
                "dnb",
                debtorIban,
                Money.nok(2_010_00),
                "Petar Petrović",
                "RS35260005601001611379",
                "RS",
                "RSD",
                "Drop");
    }

    private static byte[] published(String file) {
        return Published.bytes(OpenBanking.class, file);
    }

    private OpenBanking example() {
        return banks(answers.address(""), "a secret", clock);
    }

    private OpenBanking strictly(String secret) {
        return banks(strict.url(), secret, clock);
    }

    private OpenBanking banks(URI address, String secret, HandClock itsClock) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DROP_ENVIRONMENT", "development");
        variables.put("OPEN_BANKING_URL", address.toString());
        variables.put("OPEN_BANKING_CLIENT_ID", strict.clientId());
        variables.put("OPEN_BANKING_CLIENT_SECRET", secret);
        variables.put("BANKID_CALLBACK_URL", "https://api.example/v1/auth/bankid/callback");
        Environment environment = Environment.of(variables);
        return new OpenBanking(
                OpenBankingSettings.from(environment),
                Secrets.from(environment, itsClock),
                itsClock);
    }
}
