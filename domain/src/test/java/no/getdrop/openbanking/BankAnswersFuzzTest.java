package no.getdrop.openbanking;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.money.Money;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.CannedClient;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Kept;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Map;

/// Whatever the banks answer is a refusal, no answer, or something that can be kept and sent.
public final class BankAnswersFuzzTest {
    private static final Instant START = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration DAYS = Duration.ofDays(2);
    private static final LocalDate DAY = LocalDate.of(2026, 11, 26);
    private static final String BANK = "dnb";
    private static final String STATE = "s3cr3t";
    private static final String ADDRESS = "192.0.2.1";
    private static final OpenBanking.Product PRODUCT = OpenBanking.Product.CROSS_BORDER;
    private static final OpenBanking.PaymentOrder ORDER =
            new OpenBanking.PaymentOrder(
                    Ids.next(),
                    PRODUCT,
                    BANK,
                    "NO9386011117947",
                    Money.nok(2_010_00),
                    "Petar Petrović",
                    "RS35260005601001611379",
                    "RS",
                    "RSD",
                    "Drop");

    private static final HandClock CLOCK = new HandClock();
    private static final OpenBanking BANKS = banks();

    private static String token = "";
    private static CannedClient.Answer answer = CannedClient.Answer.json("");

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(BankAnswersFuzzTest.class, BankAnswersFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, BankAnswersFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        Lines lines = new Lines(input);
        String question = lines.next();
        int status = status(lines.next());
        token = lines.next();
        answer = new CannedClient.Answer(status, "application/json", lines.restText());
        // No token lasts that long, so each input brings its own.
        CLOCK.set(
                CLOCK.instant().isBefore(START.plus(Duration.ofDays(1_000_000)))
                        ? CLOCK.instant().plus(DAYS)
                        : START);
        try {
            ask(question);
        } catch (BankRefusedException e) {
            assertThat(status).isBetween(400, 499);
            // The code is kept as the reason of a failed payment.
            Kept.checkText(e.code());
        } catch (BankUnavailableException e) {
            // The message is kept as the last error of a delivery.
            Kept.checkText(String.valueOf(e.getMessage()));
        }
    }

    private static void ask(String question) throws BankRefusedException, BankUnavailableException {
        switch (question) {
            case "banks" -> checkBanks(BANKS.banks());
            case "consent" -> checkConsent(BANKS.startConsent(BANK, STATE, DAY, ADDRESS));
            case "consent-status" -> BANKS.isConsentValid(BANK, "c-1");
            case "end" -> BANKS.endConsent(BANK, "c-1");
            case "accounts" -> checkAccounts(BANKS.accounts(BANK, "c-1", ADDRESS));
            case "balance" -> checkMoney(BANKS.balance(BANK, "c-1", "a-1", null));
            case "find" -> BANKS.find(BANK, PRODUCT, ORDER.id()).ifPresent(state -> check(state));
            case "status" -> check(BANKS.status(BANK, PRODUCT, "p-1"));
            case "list" -> checkPage(BANKS.orderLists().page(DAY, null));
            default -> check(BANKS.order(ORDER));
        }
    }

    private static void checkBanks(List<OpenBanking.Bank> banks)
            throws BankRefusedException, BankUnavailableException {
        for (OpenBanking.Bank bank : banks) {
            Kept.checkText(bank.bankId());
            Kept.checkName(bank.name(), 140);
        }
        if (!banks.isEmpty()) {
            // What is asked of a bank names it in a header.
            BANKS.endConsent(banks.getFirst().bankId(), "c-1");
        }
    }

    private static void checkConsent(OpenBanking.ConsentStarted consent)
            throws BankRefusedException, BankUnavailableException {
        Kept.checkText(consent.consentId());
        Kept.checkAddress(consent.page());
        assertThat(consent.page().toString()).doesNotContain(STATE);
        goOn(() -> BANKS.accounts(BANK, consent.consentId(), ADDRESS));
    }

    private static void checkAccounts(List<OpenBanking.Account> accounts)
            throws BankRefusedException, BankUnavailableException {
        for (OpenBanking.Account account : accounts) {
            Kept.checkText(account.resourceId());
            assertThat(account.iban()).hasSizeBetween(5, 34).matches("[A-Za-z0-9]+");
            assertThat(account.currency()).matches("[A-Z]{3}");
            assertThat(Currency.getInstance(account.currency())).isNotNull();
        }
        if (!accounts.isEmpty()) {
            goOn(() -> BANKS.balance(BANK, "c-1", accounts.getFirst().resourceId(), ADDRESS));
        }
    }

    private static void check(OpenBanking.PaymentState state) {
        Kept.checkText(state.bankPaymentId());
        assertThat(state.bankPaymentId()).isNotIn(".", "..");
        if (state.reason() != null) {
            Kept.checkText(state.reason());
        }
    }

    private static void checkPage(OrderLists.Page page)
            throws BankRefusedException, BankUnavailableException {
        for (OrderLists.Listed order : page.orders()) {
            Kept.checkText(order.bankPaymentId());
            Kept.checkText(order.code());
            checkMoney(order.amount());
        }
        if (page.next().isPresent()) {
            String next = page.next().get();
            assertThat(next).startsWith("/v1/payments?").matches("[\\x21-\\x7E]{1,2100}");
            goOn(() -> BANKS.orderLists().page(DAY, next));
        }
    }

    private static void checkMoney(Money amount) {
        // Sums of many are made of them.
        assertThat(amount.amountMinor()).isBetween(-(long) 1e17, (long) 1e17);
        assertThat(amount.currency().getDefaultFractionDigits()).isNotNegative();
        assertThat(amount.decimal().scale()).isNotNegative();
    }

    private interface Question {
        Object ask() throws BankRefusedException, BankUnavailableException;
    }

    /// What was taken is asked with again, whatever the answer is to that.
    private static void goOn(Question question)
            throws BankRefusedException, BankUnavailableException {
        assertThat(question.ask()).isNotNull();
    }

    private static int status(String line) {
        return line.matches("[2345][0-9]{2}") ? Integer.parseInt(line) : 200;
    }

    private static CannedClient.Answer answer(HttpRequest request) {
        return request.uri().getPath().equals("/oauth2/token")
                ? CannedClient.Answer.json(
                        token.isEmpty() ? "{\"access_token\":\"t\",\"expires_in\":300}" : token)
                : answer;
    }

    private static OpenBanking banks() {
        Environment environment = Environment.of(Map.of("OPEN_BANKING_CLIENT_SECRET", "a secret"));
        return new OpenBanking(
                new OpenBankingSettings(
                        URI.create("https://banks.example"),
                        "drop",
                        URI.create("https://api.example/v1/accounts/consent/callback"),
                        1_000),
                Secrets.from(environment, InstantSource.system()),
                CLOCK,
                OutboundHttp.through("banks", new CannedClient(BankAnswersFuzzTest::answer)));
    }
}
