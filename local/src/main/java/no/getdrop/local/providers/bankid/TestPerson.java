package no.getdrop.local.providers.bankid;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A person who exists only at the providers on this machine.
///
/// Six have names; `test-1`, `test-2` … are as many adults as a test needs.
///
/// @param key what a form or a command line names the person by
public record TestPerson(
        String key,
        NationalId nationalId,
        String givenName,
        String familyName,
        LocalDate birthDate) {
    /// An adult.
    public static final TestPerson KARI =
            of("kari", "Kari", "Nordmann", LocalDate.of(1985, 6, 12), 7);

    /// An adult with little money in the bank.
    public static final TestPerson OLA = of("ola", "Ola", "Hansen", LocalDate.of(1979, 11, 3), 4);

    /// An adult who keeps a shop.
    public static final TestPerson NORA = of("nora", "Nora", "Lie", LocalDate.of(1990, 2, 20), 2);

    /// Not yet 18.
    public static final TestPerson MIA = of("mia", "Mia", "Berg", LocalDate.of(2015, 3, 15), 3);

    /// An adult whom the demo data makes an administrator of Drop.
    public static final TestPerson ADMIN = of("admin", "Ada", "Vakt", LocalDate.of(1982, 4, 21), 5);

    /// Another one, since what is of high value needs two.
    public static final TestPerson ADMIN_2 =
            of("admin2", "Odd", "Vakt", LocalDate.of(1975, 9, 8), 6);

    private static final List<TestPerson> NAMED = List.of(KARI, OLA, NORA, MIA, ADMIN, ADMIN_2);
    private static final int MOST = 400_000;
    private static final Pattern NUMBERED = Pattern.compile("test-([1-9][0-9]{0,5})");

    /// The persons whom the pages list.
    public static List<TestPerson> named() {
        return NAMED;
    }

    /// The n-th of the adults without a name of their own, from 1 to 400,000.
    public static TestPerson numbered(int n) {
        if (n < 1 || n > MOST) {
            throw new IllegalArgumentException("test person " + n + ", want 1.." + MOST);
        }
        LocalDate born = LocalDate.of(1960, 1, 1).plusDays(n % 14_000);
        return of("test-" + n, "Test", "Person " + n, born, n / 14_000);
    }

    /// Finds a person by key or by national identity number.
    public static Optional<TestPerson> find(String keyOrNationalId) {
        Matcher number = NUMBERED.matcher(keyOrNationalId);
        if (number.matches()) {
            int n = Integer.parseInt(number.group(1));
            return n > MOST ? Optional.empty() : Optional.of(numbered(n));
        }
        return NAMED.stream()
                .filter(person ->
                        person.key.equals(keyOrNationalId)
                                || person.nationalId.digits().equals(keyOrNationalId))
                .findFirst();
    }

    /// A number of the person's own, below 500,000, for what is derived from it.
    public int serial() {
        Matcher number = NUMBERED.matcher(key);
        return number.matches()
                ? NAMED.size() + Integer.parseInt(number.group(1))
                : NAMED.indexOf(this);
    }

    /// Given and family name.
    public String name() {
        return givenName + " " + familyName;
    }

    /// The issuer's stable name of the person, the same in every run.
    public UUID subject() {
        return UUID.nameUUIDFromBytes(
                ("bankid:" + nationalId.digits()).getBytes(StandardCharsets.UTF_8));
    }

    private static TestPerson of(
            String key, String givenName, String familyName, LocalDate born, int n) {
        return new TestPerson(key, NationalId.of(born, n), givenName, familyName, born);
    }
}
