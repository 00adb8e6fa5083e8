package no.getdrop.openbanking;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.money.Money;
import no.getdrop.runtime.OutsideText;
import no.getdrop.runtime.WebAddress;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.net.URI;
import java.util.Currency;
import java.util.regex.Pattern;

/// Reads the fields of the banks' answers. What is missing, or is nothing that Drop could keep or
/// send, makes the answer unreadable: whatever the bank did is then asked for again.
final class BankAnswer {
    private static final int NAME_CHARACTERS_MAX = 140;

    /// What goes into a header of the next request.
    private static final Pattern HEADER_VALUE = Pattern.compile("[\\x21-\\x7E]{1,255}");

    /// Berlin Group's patterns of an IBAN and of an amount.
    private static final Pattern IBAN = Pattern.compile("[A-Z]{2}[0-9]{2}[a-zA-Z0-9]{1,30}");

    private static final Pattern AMOUNT = Pattern.compile("-?[0-9]{1,14}(\\.[0-9]{1,3})?");

    private BankAnswer() {}

    /// A list, which may be empty but is there.
    static JsonNode list(JsonNode node, String field) throws BankUnavailableException {
        JsonNode list = node.path(field);
        if (!list.isArray()) {
            throw lacks(field);
        }
        return list;
    }

    /// A text that can be kept.
    static String text(JsonNode node, String field) throws BankUnavailableException {
        JsonNode value = node.path(field);
        if (!value.isTextual() || !OutsideText.isKey(value.asText())) {
            throw lacks(field);
        }
        return value.asText();
    }

    /// An id that is a step of a path later.
    static String id(JsonNode node, String field) throws BankUnavailableException {
        String id = text(node, field);
        if (id.equals(".") || id.equals("..")) {
            throw lacks(field);
        }
        return id;
    }

    /// An id that stands in a header later.
    static String headerId(JsonNode node, String field) throws BankUnavailableException {
        String id = id(node, field);
        if (!HEADER_VALUE.matcher(id).matches()) {
            throw lacks(field);
        }
        return id;
    }

    /// A name that people are shown.
    static String name(JsonNode node, String field) throws BankUnavailableException {
        return OutsideText.name(node.path(field).asText(), NAME_CHARACTERS_MAX)
                .orElseThrow(() -> lacks(field));
    }

    /// An account number in the form of an IBAN.
    static String iban(JsonNode node, String field) throws BankUnavailableException {
        String iban = text(node, field);
        if (!IBAN.matcher(iban).matches()) {
            throw lacks(field);
        }
        return iban;
    }

    /// A currency of ISO 4217; an account with several has its code for none.
    static Currency currency(JsonNode node, String field) throws BankUnavailableException {
        String code = text(node, field);
        try {
            return Currency.getInstance(code);
        } catch (IllegalArgumentException e) {
            throw BankUnavailableException.unreadable("the bank's currency is none", e);
        }
    }

    /// An amount in a currency that has amounts.
    static Money money(JsonNode amount) throws BankUnavailableException {
        String decimal = text(amount, "amount");
        Currency currency = currency(amount, "currency");
        if (!AMOUNT.matcher(decimal).matches() || currency.getDefaultFractionDigits() < 0) {
            throw BankUnavailableException.unreadable("the bank's amount cannot be read", null);
        }
        return Money.exactly(new BigDecimal(decimal), currency)
                .orElseThrow(() ->
                        BankUnavailableException.unreadable(
                                "the bank's amount has odd decimals", null));
    }

    /// A code that says why; `null` when there is none that could be kept. It is the answer that
    /// counts, and not its reason.
    static @Nullable String code(JsonNode code) {
        return code.isTextual() && OutsideText.isKey(code.asText()) ? code.asText() : null;
    }

    /// The address of a page to which a person is sent.
    ///
    /// @param bank where it was asked for
    static URI page(JsonNode node, String field, URI bank) throws BankUnavailableException {
        return WebAddress.parse(node.path(field).asText(), bank)
                .orElseThrow(() ->
                        BankUnavailableException.unreadable(
                                "the bank's page has no address that a person is sent to", null));
    }

    private static BankUnavailableException lacks(String field) {
        return BankUnavailableException.unreadable("the bank's answer lacks " + field, null);
    }
}
