package no.getdrop.openbanking;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.money.Money;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// The banks, as Berlin Group NextGenPSD2 describes them: consents, accounts, payments.
public final class OpenBanking {
    private static final String PAYMENTS = "/v1/payments/";

    /// Berlin Group's `creditorName` is a Max70Text.
    private static final int CREDITOR_NAME_MAX = 70;

    /// ISO 20022 has four letters.
    private static final int STATUS_TOLD_MAX = 35;

    private final OpenBankingHttp http;
    private final OpenBankingSettings settings;

    /// A bank that a customer can choose.
    public record Bank(String bankId, String name) {}

    /// A consent that waits for the person at the bank's page.
    public record ConsentStarted(String consentId, URI page) {}

    /// An account that a consent opens.
    public record Account(String resourceId, String iban, String currency) {}

    /// How the banks carry out an order, as Berlin Group's payment products name it.
    public enum Product {
        /// To an account in another country.
        CROSS_BORDER("cross-border-credit-transfers"),
        /// To an account in Norway, within seconds.
        INSTANT("instant-norwegian-domestic-credit-transfers");

        private final String path;

        Product(String path) {
            this.path = PAYMENTS + path;
        }
    }

    /// An order to pay.
    ///
    /// @param id our payment's id, the bank's idempotency key
    /// @param debtorIban where the money comes from
    /// @param total what leaves the account, fee included
    /// @param creditorName payee
    /// @param creditorIban where the money goes
    /// @param creditorCountry ISO 3166 country of the payee
    /// @param requestedCurrency what the payee receives
    /// @param message what the payee's statement says; 140 characters at most
    public record PaymentOrder(
            UUID id,
            Product product,
            String bankId,
            String debtorIban,
            Money total,
            String creditorName,
            String creditorIban,
            String creditorCountry,
            String requestedCurrency,
            String message) {
        @Override
        public String toString() {
            return "PaymentOrder[" + id + "]";
        }
    }

    /// Where an order stands at the bank.
    ///
    /// @param bankPaymentId the bank's own id
    /// @param status what its ISO 20022 code means to Drop
    /// @param reason the bank's code for a refusal
    public record PaymentState(String bankPaymentId, Status status, @Nullable String reason) {}

    /// What an ISO 20022 transaction status means to Drop.
    public enum Status implements Spelled {
        /// Received or on its way.
        PENDING,
        /// Settled (ACSC, ACCC): final.
        SETTLED,
        /// Rejected or cancelled (RJCT, CANC): final.
        REJECTED;

        /// The meaning of a code; empty for one that ISO 20022 does not have.
        public static Optional<Status> of(String code) {
            return switch (code.toUpperCase(Locale.ROOT)) {
                case "RCVD",
                        "PDNG",
                        "PATC",
                        "ACTC",
                        "ACCP",
                        "ACSP",
                        "ACFC",
                        "ACWC",
                        "ACWP",
                        "PART" ->
                        Optional.of(PENDING);
                case "ACSC", "ACCC" -> Optional.of(SETTLED);
                case "RJCT", "CANC" -> Optional.of(REJECTED);
                case String _ -> Optional.empty();
            };
        }
    }

    /// The aggregator behind `settings`.
    public OpenBanking(OpenBankingSettings settings, Secrets secrets, InstantSource clock) {
        this.settings = settings;
        this.http = new OpenBankingHttp(settings, secrets, clock);
    }

    /// The aggregator behind `settings`, reached by `http`.
    public OpenBanking(
            OpenBankingSettings settings, Secrets secrets, InstantSource clock, OutboundHttp http) {
        this.settings = settings;
        this.http = new OpenBankingHttp(settings, secrets, clock, http);
    }

    /// The banks on offer.
    public List<Bank> banks() throws BankRefusedException, BankUnavailableException {
        JsonNode answer = get("/v1/banks", Map.of());
        JsonNode list = answer.isArray() ? answer : BankAnswer.list(answer, "banks");
        List<Bank> banks = new ArrayList<>();
        for (JsonNode bank : list) {
            banks.add(new Bank(BankAnswer.headerId(bank, "bankId"), BankAnswer.name(bank, "name")));
        }
        return List.copyOf(banks);
    }

    /// Asks for a consent to read accounts, for 90 days and 4 unattended reads a day.
    ///
    /// @param state comes back with the person, and is shown to nobody before: who asks for the
    ///   consent could take up what another person gives at the bank's page
    /// @param ipAddress of the person, who is present
    public ConsentStarted startConsent(
            String bankId, String state, LocalDate validUntil, String ipAddress)
            throws BankRefusedException, BankUnavailableException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.putObject("access").put("balances", "allAccounts").put("transactions", "allAccounts");
        body.put("recurringIndicator", true)
                .put("validUntil", validUntil.toString())
                .put("frequencyPerDay", 4)
                .put("combinedServiceIndicator", false);
        Map<String, String> headers = headers(bankId, Ids.next());
        headers.put("PSU-IP-Address", ipAddress);
        headers.put("TPP-Redirect-Preferred", "true");
        headers.put(
                "TPP-Redirect-URI",
                Objects.requireNonNull(settings.consentCallback(), "consentCallback")
                        + "?state="
                        + encode(state));
        JsonNode answer =
                http.send(new OpenBankingHttp.Exchange("POST", "/v1/consents", headers, body));
        URI page =
                BankAnswer.page(
                        answer.path("_links").path("scaRedirect"), "href", settings.address());
        if (page.toString().contains(state)) {
            throw BankUnavailableException.unreadable(
                    "the address of the bank's page shows the state", null);
        }
        return new ConsentStarted(BankAnswer.headerId(answer, "consentId"), page);
    }

    /// Whether the person gave the consent.
    public boolean isConsentValid(String bankId, String consentId)
            throws BankRefusedException, BankUnavailableException {
        JsonNode answer =
                get("/v1/consents/" + encode(consentId) + "/status", headers(bankId, Ids.next()));
        return BankAnswer.text(answer, "consentStatus").equals("valid");
    }

    /// The accounts that a consent opens.
    ///
    /// @param ipAddress of the person, who is present
    public List<Account> accounts(String bankId, String consentId, String ipAddress)
            throws BankRefusedException, BankUnavailableException {
        Map<String, String> headers = headers(bankId, Ids.next());
        headers.put("Consent-ID", consentId);
        headers.put("PSU-IP-Address", ipAddress);
        List<Account> accounts = new ArrayList<>();
        for (JsonNode account : BankAnswer.list(get("/v1/accounts", headers), "accounts")) {
            accounts.add(
                    new Account(
                            BankAnswer.id(account, "resourceId"),
                            BankAnswer.iban(account, "iban"),
                            BankAnswer.currency(account, "currency").getCurrencyCode()));
        }
        return List.copyOf(accounts);
    }

    /// What an account holds: its available balance where the bank tells it, without the credit
    /// that a bank may tell on top of it, else the first one.
    ///
    /// @param ipAddress of the person; `null` when nobody is present, which counts as one of the
    ///   consent's reads of the day
    public Money balance(
            String bankId, String consentId, String resourceId, @Nullable String ipAddress)
            throws BankRefusedException, BankUnavailableException {
        Map<String, String> headers = headers(bankId, Ids.next());
        headers.put("Consent-ID", consentId);
        if (ipAddress != null) {
            headers.put("PSU-IP-Address", ipAddress);
        }
        JsonNode balances =
                get("/v1/accounts/" + encode(resourceId) + "/balances", headers).path("balances");
        JsonNode chosen = balances.path(0);
        for (JsonNode balance : balances) {
            boolean credit = balance.path("creditLimitIncluded").asBoolean();
            if (balance.path("balanceType").asText().equals("interimAvailable") && !credit) {
                chosen = balance;
            }
        }
        return BankAnswer.money(chosen.path("balanceAmount"));
    }

    /// Ends a consent at the bank; a bank that has it no more has ended it.
    public void endConsent(String bankId, String consentId)
            throws BankRefusedException, BankUnavailableException {
        try {
            http.send(
                    new OpenBankingHttp.Exchange(
                            "DELETE",
                            "/v1/consents/" + encode(consentId),
                            headers(bankId, Ids.next()),
                            null));
        } catch (BankRefusedException e) {
            if (e.status() != 404 && !e.isAboutConsent()) {
                throw e;
            }
        }
    }

    /// Orders a payment. Sent again with the same id it is the same order.
    public PaymentState order(PaymentOrder order)
            throws BankRefusedException, BankUnavailableException {
        ObjectNode body = Json.mapper().createObjectNode();
        // ISO 20022 allows 35 characters, so the id goes without its hyphens.
        body.put("endToEndIdentification", order.id().toString().replace("-", ""));
        body.putObject("instructedAmount")
                .put("currency", order.total().currency().getCurrencyCode())
                .put("amount", order.total().decimal().toPlainString());
        body.putObject("debtorAccount").put("iban", order.debtorIban());
        body.put("creditorName", cut(order.creditorName(), CREDITOR_NAME_MAX));
        body.putObject("creditorAccount").put("iban", order.creditorIban());
        body.putObject("creditorAddress").put("country", order.creditorCountry());
        body.put("requestedCurrency", order.requestedCurrency());
        body.put("remittanceInformationUnstructured", order.message());
        return state(
                http.send(
                        new OpenBankingHttp.Exchange(
                                "POST",
                                order.product().path,
                                headers(order.bankId(), order.id()),
                                body)));
    }

    /// Looks for an order whose answer never came; empty when the bank has none under that id.
    public Optional<PaymentState> find(String bankId, Product product, UUID id)
            throws BankUnavailableException {
        try {
            return Optional.of(
                    state(get(product.path + "?requestId=" + id, headers(bankId, Ids.next()))));
        } catch (BankRefusedException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            // What is refused is the question; the order may be there all the same.
            throw new BankUnavailableException("the bank does not say whether it has an order", e)
                    .withoutEffect();
        } catch (BankUnavailableException e) {
            throw e.withoutEffect();
        }
    }

    /// What the aggregator says it was ordered, whoever asks it for the state of single orders.
    public OrderLists orderLists() {
        return new OrderLists(http);
    }

    /// Where an order stands.
    public PaymentState status(String bankId, Product product, String bankPaymentId)
            throws BankRefusedException, BankUnavailableException {
        JsonNode answer =
                get(
                        product.path + "/" + encode(bankPaymentId) + "/status",
                        headers(bankId, Ids.next()));
        return new PaymentState(bankPaymentId, status(answer), reason(answer));
    }

    private static PaymentState state(JsonNode answer) throws BankUnavailableException {
        return new PaymentState(BankAnswer.id(answer, "paymentId"), status(answer), reason(answer));
    }

    private static Status status(JsonNode answer) throws BankUnavailableException {
        String code = BankAnswer.text(answer, "transactionStatus");
        return Status.of(code)
                .orElseThrow(() ->
                        BankUnavailableException.unreadable(
                                "the bank gave the unknown status " + cut(code, STATUS_TOLD_MAX),
                                null));
    }

    private static @Nullable String reason(JsonNode answer) {
        JsonNode reason = answer.path("reasonCode");
        if (reason.isMissingNode()) {
            reason = answer.path("tppMessages").path(0).path("code");
        }
        return BankAnswer.code(reason);
    }

    private JsonNode get(String path, Map<String, String> headers)
            throws BankRefusedException, BankUnavailableException {
        return http.send(new OpenBankingHttp.Exchange("GET", path, headers, null));
    }

    private static Map<String, String> headers(String bankId, UUID requestId) {
        Map<String, String> headers = new HashMap<>();
        headers.put(OpenBankingHttp.BANK, bankId);
        headers.put("X-Request-ID", requestId.toString());
        return headers;
    }

    private static String cut(String text, int lengthMax) {
        if (text.length() <= lengthMax) {
            return text;
        }
        // Never between the two halves of one character.
        boolean halved = Character.isHighSurrogate(text.charAt(lengthMax - 1));
        return text.substring(0, halved ? lengthMax - 1 : lengthMax).strip();
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
