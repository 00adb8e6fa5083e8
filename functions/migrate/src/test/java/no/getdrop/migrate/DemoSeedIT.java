package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.password4j.Argon2Function;
import com.password4j.Password;

import no.getdrop.migrate.PostgresServer.TestDatabase;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;

import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

final class DemoSeedIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private static final List<String> SEEDED =
            List.of(
                    "users",
                    "merchants",
                    "consents",
                    "bank_accounts",
                    "exchange_rates",
                    "watch_lists",
                    "watch_list_entries");

    /// Merchant, shop, consent, account, five rates, two administrators, list and its six entries.
    private static final int ROWS = 18;

    private final DemoSeed seed = new DemoSeed(TestSecrets.all());
    private TestDatabase database;

    @BeforeEach
    void migrate() {
        database = SERVER.migrated();
    }

    @Test
    void seedingTwiceChangesNothing() {
        assertThat(seed.run(database.owner())).isEqualTo(ROWS);
        String first = contents();
        assertThat(seed.run(database.owner())).isZero();
        assertThat(contents()).isEqualTo(first);
    }

    @Test
    void twoSeedersAtOnceMakeOneMerchant() throws Exception {
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            Future<Integer> one = both.submit(() -> seed.run(database.owner()));
            Future<Integer> other = both.submit(() -> seed.run(database.owner()));
            assertThat(one.get() + other.get()).isEqualTo(ROWS);
        }
    }

    @Test
    void theDemoMerchantIsApprovedAndLogsInWithItsPassword() {
        assertThat(
                        seeded(
                                "SELECT email || ' ' || role || ' ' || kyc_status FROM users WHERE"
                                        + " role = 'merchant'"))
                .isEqualTo("demo@getdrop.no merchant approved");
        String hash = seeded("SELECT password_hash FROM users WHERE role = 'merchant'");
        assertThat(hash).startsWith("$argon2id$");
        Argon2Function function = Argon2Function.getInstanceFromHash(hash);
        assertThat(Password.check("demo1234", hash).with(function)).isTrue();
        assertThat(Password.check("demo1235", hash).with(function)).isFalse();
    }

    @Test
    void theHashIsMadeAnewForEachDatabase() {
        String first = seeded("SELECT password_hash FROM users WHERE role = 'merchant'");
        migrate();
        assertThat(seeded("SELECT password_hash FROM users WHERE role = 'merchant'"))
                .isNotEqualTo(first);
    }

    @Test
    void theAdministratorsAreWhoeverBankIdNamesByThoseNumbers() {
        KeyedHash hash = KeyedHash.from(TestSecrets.all());
        String expected =
                DemoCompliance.ADMINISTRATORS.stream()
                        .map(DemoCompliance.Administrator::nationalId)
                        .map(number ->
                                HexFormat.of().formatHex(hash.of("national_id", number).bytes()))
                        .sorted()
                        .collect(Collectors.joining(" "));
        assertThat(
                        seeded(
                                """
                                SELECT string_agg(number, ' ' ORDER BY number COLLATE "C")
                                FROM (SELECT encode(national_id_hmac, 'hex') AS number
                                      FROM users WHERE role = 'admin') AS administrators
                                """))
                .isEqualTo(expected);
    }

    @Test
    void namesToScreenAgainstAreAddedOnlyWhereThereAreNone() {
        database.execute(
                """
                INSERT INTO watch_lists (version, source, published_at)
                VALUES ('real', 'test', now())
                """);

        assertThat(seeded("SELECT string_agg(version, ' ') FROM watch_lists")).isEqualTo("real");
    }

    @Test
    void theOrganisationNumberHasItsCheckDigit() {
        String number = seeded("SELECT org_number FROM merchants");
        int[] weights = {3, 2, 7, 6, 5, 4, 3, 2, 1};
        int sum =
                IntStream.range(0, 9)
                        .map(i -> weights[i] * Character.digit(number.charAt(i), 10))
                        .sum();
        assertThat(sum % 11).isZero();
    }

    @Test
    void accountsAreSealedForTheirRowAndFoundByKeyedHash() {
        FieldCipher cipher = FieldCipher.from(TestSecrets.all());
        String settlement =
                cipher.decrypt(
                        bytes("SELECT encode(account_encrypted, 'hex') FROM merchants"),
                        "merchants:" + seeded("SELECT id FROM merchants") + ":account");
        String iban =
                cipher.decrypt(
                        bytes("SELECT encode(iban_encrypted, 'hex') FROM bank_accounts"),
                        "bank_accounts:"
                                + seeded("SELECT id || ':' || user_id FROM bank_accounts")
                                + ":iban");

        assertThat(settlement).matches("NO\\d{13}");
        assertThat(iban).endsWith(seeded("SELECT iban_last_four FROM bank_accounts"));
        assertThat(bytes("SELECT encode(iban_hmac, 'hex') FROM bank_accounts"))
                .isEqualTo(KeyedHash.from(TestSecrets.all()).of("iban", iban).bytes());
    }

    @Test
    void afterTheKeysWereReplacedNothingIsThereTwice() {
        seed.run(database.owner());
        Map<String, String> variables = new HashMap<>(TestSecrets.variables());
        for (String key : List.of("ENCRYPTION_KEY", "NATIONAL_ID_KEY")) {
            variables.put(key.replace("_KEY", "_KEYS_PREVIOUS"), "1:" + variables.get(key));
            variables.put(key + "_ID", "2");
            variables.put(key, "ab".repeat(32));
        }
        Secrets rotated = Secrets.from(Environment.of(variables), InstantSource.system());

        assertThat(new DemoSeed(rotated).run(database.owner())).isZero();
        List<String> counts =
                List.of(
                        "SELECT count(*) FROM users",
                        "SELECT count(*) FROM bank_accounts",
                        "SELECT count(*) FROM users WHERE national_id_hmac_key_id = 2");
        List<Integer> found =
                database.jdbi()
                        .withHandle(handle ->
                                counts.stream()
                                        .map(each ->
                                                handle.createQuery(each).mapTo(Integer.class).one())
                                        .toList());
        assertThat(found)
                .as("users, accounts, administrators under the new key")
                .containsExactly(3, 1, 2);
    }

    @Test
    void aRateOfARealSourceStaysAndAnOldDemoRateIsRenewed() {
        seed.run(database.owner());
        Jdbi jdbi = database.jdbi();
        jdbi.useHandle(handle -> {
            handle.execute(
                    """
                    UPDATE exchange_rates SET source = 'norges-bank', rate = 9.99,
                        observed_at = now() - INTERVAL '2 days'
                    WHERE quote_currency = 'RSD'
                    """);
            handle.execute(
                    """
                    UPDATE exchange_rates SET rate = 1, observed_at = now() - INTERVAL '2 hours'
                    WHERE quote_currency = 'PLN'
                    """);
        });

        assertThat(seed.run(database.owner())).isEqualTo(1);
        List<String> rates =
                jdbi.withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT quote_currency || ' ' || source || ' '
                                            || trim_scale(rate)
                                            || (observed_at > now() - INTERVAL '1 minute')
                                        FROM exchange_rates WHERE quote_currency IN ('RSD', 'PLN')
                                        ORDER BY quote_currency
                                        """)
                                .mapTo(String.class)
                                .list());
        assertThat(rates).containsExactly("PLN demo 0.3655true", "RSD norges-bank 9.99false");
    }

    @Test
    void withoutAKeyNothingIsSeeded() {
        DemoSeed keyless =
                new DemoSeed(Secrets.from(Environment.of(Map.of()), InstantSource.system()));
        assertThatThrownBy(() -> keyless.run(database.owner()))
                .hasMessageContaining("ENCRYPTION_KEY");
        assertThat(contents()).doesNotContain("demo@getdrop.no");
    }

    private String seeded(String sql) {
        seed.run(database.owner());
        return database.one(sql, String.class);
    }

    private byte[] bytes(String sql) {
        return HexFormat.of().parseHex(seeded(sql));
    }

    private String contents() {
        StringBuilder contents = new StringBuilder();
        database.jdbi()
                .useHandle(handle -> {
                    for (String table : SEEDED) {
                        handle.createQuery("SELECT t::text FROM " + table + " AS t ORDER BY 1")
                                .mapTo(String.class)
                                .forEach(row -> contents.append(row).append('\n'));
                    }
                });
        return contents.toString();
    }
}
