package no.getdrop.local.providers.bank;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Json;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A payment order's content, checked.
///
/// @param amountMinor in øre
public record PaymentInitiation(
        String endToEndIdentification,
        long amountMinor,
        String currency,
        String debtorIban,
        String creditorName,
        String creditorAccount,
        Optional<String> creditorAgentName,
        Optional<String> creditorCountry,
        Optional<String> requestedCurrency,
        String remittanceInformation) {
    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());

    /// The fields that there are, by the object that has them.
    private static final Map<String, Set<String>> FIELDS =
            Map.of(
                    "",
                    Set.of(
                            "endToEndIdentification",
                            "instructedAmount",
                            "debtorAccount",
                            "creditorName",
                            "creditorAccount",
                            "creditorAgentName",
                            "creditorAddress",
                            "requestedCurrency",
                            "remittanceInformationUnstructured"),
                    "/instructedAmount",
                    Set.of("currency", "amount"),
                    "/debtorAccount",
                    Set.of("iban"),
                    "/creditorAccount",
                    Set.of("iban", "bban"),
                    "/creditorAddress",
                    Set.of("country"));

    /// Reads and checks the body of `POST /v1/payments/{product}`, which has no other field.
    static Checked<PaymentInitiation> received(JsonNode body, Product product) {
        return unknown(body)
                .<Checked<PaymentInitiation>>map(
                        problem -> new Checked.Failed<>(BankError.format(problem)))
                .orElseGet(() -> check(body, product));
    }

    /// Reads and checks what an order is.
    static Checked<PaymentInitiation> check(JsonNode body, Product product) {
        Optional<String> problem =
                text(body, "endToEndIdentification", 35)
                        .or(() -> amount(body.path("instructedAmount")))
                        .or(() -> debtor(body.path("debtorAccount").path("iban")))
                        .or(() -> text(body, "creditorName", 70))
                        .or(() -> creditor(body.path("creditorAccount"), product))
                        .or(() -> optionalText(body, "creditorAgentName", 70))
                        .or(() -> country(body.path("creditorAddress").path("country"), product))
                        .or(() -> currency(body.path("requestedCurrency")))
                        .or(() -> text(body, "remittanceInformationUnstructured", 140));
        if (problem.isPresent()) {
            return new Checked.Failed<>(BankError.format(problem.get()));
        }
        JsonNode creditor = body.path("creditorAccount");
        return new Checked.Passed<>(
                new PaymentInitiation(
                        body.path("endToEndIdentification").textValue(),
                        new BigDecimal(body.path("instructedAmount").path("amount").textValue())
                                .movePointRight(2)
                                .longValueExact(),
                        body.path("instructedAmount").path("currency").textValue(),
                        body.path("debtorAccount").path("iban").textValue(),
                        body.path("creditorName").textValue(),
                        creditor.path(creditor.has("iban") ? "iban" : "bban").textValue(),
                        Optional.ofNullable(body.path("creditorAgentName").textValue()),
                        Optional.ofNullable(
                                body.path("creditorAddress").path("country").textValue()),
                        Optional.ofNullable(body.path("requestedCurrency").textValue()),
                        body.path("remittanceInformationUnstructured").textValue()));
    }

    private static Optional<String> unknown(JsonNode body) {
        return FIELDS.entrySet().stream()
                .flatMap(part ->
                        Json.unknownField(body.at(part.getKey()), part.getValue()).stream()
                                .map(field -> "there is no field " + part.getKey() + "/" + field))
                .findFirst();
    }

    private static Optional<String> text(JsonNode body, String field, int longest) {
        String value = body.path(field).textValue();
        return value == null || value.isBlank() || value.length() > longest
                ? Optional.of(field + " must be a text of 1 to " + longest + " characters")
                : Optional.empty();
    }

    private static Optional<String> optionalText(JsonNode body, String field, int longest) {
        return body.has(field) ? text(body, field, longest) : Optional.empty();
    }

    private static Optional<String> amount(JsonNode instructed) {
        String amount = instructed.path("amount").textValue();
        if (amount == null
                || !amount.matches("[0-9]{1,12}(\\.[0-9]{1,2})?")
                || new BigDecimal(amount).signum() == 0) {
            return Optional.of(
                    "instructedAmount.amount must be a text as \"2010.00\", more than zero");
        }
        return "NOK".equals(instructed.path("currency").textValue())
                ? Optional.empty()
                : Optional.of("instructedAmount.currency must be NOK");
    }

    private static Optional<String> debtor(JsonNode iban) {
        return iban.isTextual() && AccountNumber.isNorwegianIban(iban.textValue())
                ? Optional.empty()
                : Optional.of("debtorAccount.iban must be a valid Norwegian IBAN");
    }

    private static Optional<String> creditor(JsonNode account, Product product) {
        String iban = account.path("iban").textValue();
        String bban = account.path("bban").textValue();
        if ((iban == null) == (bban == null)) {
            return Optional.of("creditorAccount must hold either iban or bban");
        }
        boolean valid =
                switch (product) {
                    case CROSS_BORDER ->
                            iban != null
                                    ? AccountNumber.isIban(iban)
                                    : bban != null && bban.matches("[A-Za-z0-9-]{4,34}");
                    case DOMESTIC, INSTANT ->
                            iban != null
                                    ? AccountNumber.isNorwegianIban(iban)
                                    : bban != null && AccountNumber.isNorwegian(bban);
                };
        return valid
                ? Optional.empty()
                : Optional.of(
                        "creditorAccount is not a valid account number for " + product.path());
    }

    private static Optional<String> country(JsonNode country, Product product) {
        boolean required = product == Product.CROSS_BORDER;
        if (country.isMissingNode() && !required) {
            return Optional.empty();
        }
        return country.isTextual() && COUNTRIES.contains(country.textValue())
                ? Optional.empty()
                : Optional.of("creditorAddress.country must be a country code as RS");
    }

    private static Optional<String> currency(JsonNode requested) {
        return requested.isMissingNode()
                        || Currency.getAvailableCurrencies().stream()
                                .anyMatch(known ->
                                        known.getCurrencyCode().equals(requested.textValue()))
                ? Optional.empty()
                : Optional.of("requestedCurrency must be a currency code as RSD");
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("endToEndIdentification", endToEndIdentification);
        json.put("instructedAmount", Map.of("currency", currency, "amount", decimal(amountMinor)));
        json.put("debtorAccount", Map.of("iban", debtorIban));
        json.put("creditorName", creditorName);
        json.put(
                "creditorAccount",
                Map.of(AccountNumber.isIban(creditorAccount) ? "iban" : "bban", creditorAccount));
        creditorAgentName.ifPresent(name -> json.put("creditorAgentName", name));
        creditorCountry.ifPresent(
                country -> json.put("creditorAddress", Map.of("country", country)));
        requestedCurrency.ifPresent(code -> json.put("requestedCurrency", code));
        json.put("remittanceInformationUnstructured", remittanceInformation);
        return json;
    }

    static String decimal(long minor) {
        return BigDecimal.valueOf(minor, 2).toPlainString();
    }
}
