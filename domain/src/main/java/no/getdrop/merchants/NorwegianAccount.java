package no.getdrop.merchants;

import no.bekk.bekkopen.banking.KontonummerValidator;

import org.iban4j.CountryCode;
import org.iban4j.Iban;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;

import java.util.Locale;
import java.util.Optional;

/// Norwegian account numbers: eleven digits, of which the last checks the others by modulo 11.
public final class NorwegianAccount {
    private static final int COUNTRY_AND_CHECK_DIGITS = 4;

    private NorwegianAccount() {}

    /// The IBAN of an account that is written as its eleven digits or as an IBAN, with spaces or
    /// dots between its groups or not; empty when it is no Norwegian account.
    public static Optional<String> iban(String account) {
        String compact = account.replaceAll("[ .]", "");
        if (compact.matches("[0-9]{11}")) {
            return KontonummerValidator.isValid(compact)
                    ? Optional.of(ofDigits(compact))
                    : Optional.empty();
        }
        return compact.matches("[Nn][Oo][0-9]{13}")
                ? ofIban(compact.toUpperCase(Locale.ROOT))
                : Optional.empty();
    }

    private static Optional<String> ofIban(String iban) {
        try {
            IbanUtil.validate(iban);
            return KontonummerValidator.isValid(iban.substring(COUNTRY_AND_CHECK_DIGITS))
                    ? Optional.of(iban)
                    : Optional.empty();
        } catch (Iban4jException e) {
            return Optional.empty();
        }
    }

    private static String ofDigits(String digits) {
        return new Iban.Builder()
                .countryCode(CountryCode.NO)
                .bankCode(digits.substring(0, 4))
                .accountNumber(digits.substring(4, 10))
                .nationalCheckDigit(digits.substring(10))
                .build()
                .toString();
    }
}
