package no.getdrop.recipients;

import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;

import java.util.Arrays;
import java.util.Currency;
import java.util.Locale;
import java.util.Optional;

/// A country that Drop sends to, with its currency and how it writes account numbers.
///
/// Every account is kept as an IBAN (ISO 13616). Where the country's own form is as long as an
/// IBAN's national part, it is accepted too and turned into the IBAN.
public enum Corridor {
    /// The last two digits of the national form check it in such a way that the IBAN's are 35.
    RS("RSD", 18, "35"),
    /// As in Serbia, with 39.
    BA("BAM", 16, "39"),
    /// The national form, NRB, is the IBAN without `PL`: its first two digits are the check digits.
    PL("PLN", 26, ""),
    PK("PKR", 0, ""),
    TR("TRY", 0, "");

    private final String currencyCode;
    private final int nationalDigits;
    private final String constantCheckDigits;

    Corridor(String currencyCode, int nationalDigits, String constantCheckDigits) {
        this.currencyCode = currencyCode;
        this.nationalDigits = nationalDigits;
        this.constantCheckDigits = constantCheckDigits;
    }

    /// The corridor of an ISO 3166 country code.
    public static Optional<Corridor> of(String country) {
        return Arrays.stream(values())
                .filter(corridor -> corridor.name().equals(country))
                .findFirst();
    }

    /// What a recipient there receives.
    public Currency currency() {
        return Currency.getInstance(currencyCode);
    }

    /// The IBAN that `account` stands for; empty when it is no valid account of this country.
    public Optional<String> iban(String account) {
        String compact = account.replaceAll("[ -]", "");
        if (!compact.matches("[0-9A-Za-z]+")) {
            // In capitals letters of other scripts can become Latin ones, as ſ becomes S.
            return Optional.empty();
        }
        compact = compact.toUpperCase(Locale.ROOT);
        if (compact.matches("[0-9]{" + nationalDigits + "}")) {
            // Checks what is already in it: made anew, they would make every typing error valid.
            compact = name() + constantCheckDigits + compact;
        }
        try {
            IbanUtil.validate(compact);
            return compact.startsWith(name()) ? Optional.of(compact) : Optional.empty();
        } catch (Iban4jException e) {
            return Optional.empty();
        }
    }
}
