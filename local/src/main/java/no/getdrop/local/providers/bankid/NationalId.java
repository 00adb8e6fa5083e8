package no.getdrop.local.providers.bankid;

import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.Optional;

/// A synthetic national identity number: 11 digits with valid control digits whose month is moved
/// by 40 (the series of Norway's synthetic test population), so that it can never be a person's.
public record NationalId(String digits) {
    private static final int SYNTHETIC_MONTH = 40;
    private static final int[] FIRST_WEIGHTS = {3, 7, 6, 1, 8, 9, 4, 5, 2};
    private static final int[] SECOND_WEIGHTS = {5, 4, 3, 2, 7, 6, 5, 4, 3, 2};
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("ddMMuuuu").withResolverStyle(ResolverStyle.STRICT);

    public NationalId {
        if (birthDate(digits).isEmpty()) {
            throw new IllegalArgumentException("not a synthetic national identity number");
        }
    }

    /// The n-th valid number of a birth date between 1900 and 2039.
    public static NationalId of(LocalDate born, int n) {
        int individual = born.getYear() < 2000 ? 0 : 500;
        String date =
                "%02d%02d%02d"
                        .formatted(
                                born.getDayOfMonth(),
                                born.getMonthValue() + SYNTHETIC_MONTH,
                                born.getYear() % 100);
        int left = n;
        for (int i = individual; i < individual + 500; i++) {
            String nine = date + "%03d".formatted(i);
            int first = control(nine, FIRST_WEIGHTS);
            int second = first > 9 ? 10 : control(nine + first, SECOND_WEIGHTS);
            if (second <= 9 && left-- == 0) {
                return new NationalId(nine + first + second);
            }
        }
        throw new IllegalArgumentException("only some 400 numbers exist for " + born);
    }

    /// The birth date in a synthetic number; empty when the text is not one.
    public static Optional<LocalDate> birthDate(String digits) {
        if (!digits.matches("[0-9]{11}")
                || digits.charAt(9) - '0' != control(digits.substring(0, 9), FIRST_WEIGHTS)
                || digits.charAt(10) - '0' != control(digits.substring(0, 10), SECOND_WEIGHTS)) {
            return Optional.empty();
        }
        int month = Integer.parseInt(digits.substring(2, 4)) - SYNTHETIC_MONTH;
        String century = Integer.parseInt(digits.substring(6, 9)) < 500 ? "19" : "20";
        try {
            return Optional.of(
                    LocalDate.parse(
                            digits.substring(0, 2)
                                    + "%02d".formatted(Math.max(month, 0))
                                    + century
                                    + digits.substring(4, 6),
                            DATE));
        } catch (DateTimeParseException noSuchDay) {
            return Optional.empty();
        }
    }

    /// Modulo 11; 10 means that no valid number has these digits.
    private static int control(String digits, int[] weights) {
        int sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += weights[i] * (digits.charAt(i) - '0');
        }
        return (11 - sum % 11) % 11;
    }

    /// Never the number itself.
    @Override
    public String toString() {
        return "NationalId[synthetic]";
    }
}
