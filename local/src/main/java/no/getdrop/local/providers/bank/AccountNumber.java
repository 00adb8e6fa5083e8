package no.getdrop.local.providers.bank;

import java.math.BigInteger;
import java.util.Locale;

/// Checks of account numbers: IBAN (ISO 13616) and the Norwegian 11 digits with modulo 11.
final class AccountNumber {
    private static final BigInteger NINETY_SEVEN = BigInteger.valueOf(97);
    private static final int[] WEIGHTS = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};

    private AccountNumber() {}

    /// Whether a text is an IBAN in electronic form with valid check digits.
    static boolean isIban(String text) {
        return text.matches("[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
                && remainder(text.substring(4) + text.substring(0, 4)) == 1;
    }

    /// Whether a text is an IBAN of a Norwegian account.
    static boolean isNorwegianIban(String text) {
        return text.startsWith("NO")
                && text.length() == 15
                && isIban(text)
                && isNorwegian(text.substring(4));
    }

    /// Whether a text is a Norwegian account number.
    static boolean isNorwegian(String text) {
        return text.matches("[0-9]{11}") && control(text.substring(0, 10)) == text.charAt(10) - '0';
    }

    /// The IBAN of a Norwegian account number.
    static String norwegianIban(String number) {
        int check = 98 - remainder(number + "NO00");
        return String.format(Locale.ROOT, "NO%02d%s", check, number);
    }

    /// The control digit of ten digits; 10 when no account number begins so.
    static int control(String ten) {
        int sum = 0;
        for (int i = 0; i < WEIGHTS.length; i++) {
            sum += WEIGHTS[i] * (ten.charAt(i) - '0');
        }
        return (11 - sum % 11) % 11;
    }

    private static int remainder(String rearranged) {
        StringBuilder digits = new StringBuilder();
        rearranged.chars().forEach(c -> digits.append(Character.digit(c, 36)));
        return new BigInteger(digits.toString()).mod(NINETY_SEVEN).intValue();
    }
}
