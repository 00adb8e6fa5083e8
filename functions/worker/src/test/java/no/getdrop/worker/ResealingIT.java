package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.accounts.Accounts;
import no.getdrop.merchants.Merchants;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.Rotated;
import no.getdrop.testing.Shops;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// Three values under the first key: an account's, a recipient's and a merchant's.
class ResealingIT extends WithBank {
    private final Stock stock = new Stock(DATABASE);
    private Shops.Shop shop;
    private Secrets first;
    private Secrets rotated;
    private Secrets alone;

    @BeforeEach
    void start() {
        shop = new Shops(world).open();
        first = Rotated.secrets(World.variables(bank.url()), clock);
        rotated = Rotated.secrets(Rotated.variables(bank.url()), clock);
        alone = Rotated.secrets(Rotated.alone(bank.url()), clock);
    }

    @Test
    void whatIsUnderAnEarlierKeyIsSealedAndHashedAnew() {
        Instant replacedAt = stock.instant("SELECT max(updated_at) FROM recipients");
        assertThat(run(rotated)).isEqualTo(new Resealing.Round(3, 0, 0));

        assertAllOpen(alone);
        assertThat(stock.number("SELECT count(*) FROM bank_accounts WHERE iban_hmac_key_id = 2"))
                .isEqualTo(1);
        assertHashedUnderTheCurrentKey();
        assertThat(stock.instant("SELECT max(updated_at) FROM recipients"))
                .as("its customer changed nothing")
                .isEqualTo(replacedAt);
    }

    @Test
    void whatAnEarlierAlgorithmSealedIsSealedAnewUnderTheSameKey() {
        replaceRecipient(unnamed(World.variables(bank.url())), World.SERBIAN_IBAN);
        assertThat(text("account_encrypted", "recipients")).startsWith("01").hasSize(2 * 51);

        assertThat(run(first)).isEqualTo(new Resealing.Round(1, 0, 0));

        assertThat(text("account_encrypted", "recipients")).startsWith("8101");
        assertAllOpen(first);
    }

    @Test
    void whileNoAlgorithmMayBeNamedOneSealsAnewWithoutAName() {
        replaceRecipient(unnamed(World.variables(bank.url())), World.SERBIAN_IBAN);

        assertThat(run(unnamed(World.variables(bank.url()))))
                .isEqualTo(new Resealing.Round(0, 0, 0));
        assertThat(run(unnamed(Rotated.variables(bank.url()))))
                .isEqualTo(new Resealing.Round(2, 0, 0));
        assertThat(text("account_encrypted", "recipients")).startsWith("02").hasSize(2 * 51);
        assertThat(run(rotated)).isEqualTo(new Resealing.Round(3, 0, 0));
        assertAllOpen(alone);
    }

    @Test
    void whatIsCurrentIsLeftAloneAndSoIsWhatALaterKeySealed() {
        run(rotated);
        List<String> sealed = sealed();

        assertThat(run(rotated)).isEqualTo(new Resealing.Round(0, 0, 0));
        assertThat(run(first)).isEqualTo(new Resealing.Round(0, 0, 0));
        assertThat(sealed()).isEqualTo(sealed);
    }

    @Test
    void aHashAloneIsMadeAnewToo() {
        run(rotated);
        stock.execute("UPDATE bank_accounts SET iban_hmac = sha256('old'), iban_hmac_key_id = 1");

        assertThat(run(rotated)).isEqualTo(new Resealing.Round(1, 0, 0));
        assertHashedUnderTheCurrentKey();
    }

    @Test
    void theValuesOfForgottenCustomersStayEmpty() {
        stock.execute("UPDATE bank_accounts SET iban_encrypted = ''");
        stock.execute("UPDATE recipients SET account_encrypted = ''");

        assertThat(run(rotated)).isEqualTo(new Resealing.Round(1, 0, 0));
        assertThat(text("iban_encrypted", "bank_accounts")).isEmpty();
        assertThat(text("account_encrypted", "recipients")).isEmpty();
    }

    @Test
    void aRowThatSomeoneElseHoldsIsPassedOver() {
        DATABASE.owner()
                .useTransaction(handle -> {
                    handle.execute("SELECT FROM recipients FOR NO KEY UPDATE");
                    handle.execute("SELECT FROM bank_accounts FOR KEY SHARE");
                    assertThat(run(rotated)).isEqualTo(new Resealing.Round(1, 0, 2));
                });

        assertThat(run(rotated)).isEqualTo(new Resealing.Round(2, 0, 0));
        assertAllOpen(alone);
    }

    @Test
    void whatSomebodyChangedMeanwhileStaysAsTheyLeftIt() {
        String other = "RS35105008123123123173";
        AtomicInteger readings = new AtomicInteger();
        // Each use is a reading: two for what is counted, two for what is found, and then openings.
        Secrets changing =
                new Secrets(
                        Environment.of(Map.of("SECRETS_CACHE_SECONDS", "0")),
                        () -> {
                            if (readings.incrementAndGet() == 5) {
                                replaceRecipient(first, other);
                            }
                            return Rotated.variables(bank.url());
                        },
                        clock);

        assertThat(run(changing)).isEqualTo(new Resealing.Round(2, 0, 1));
        assertThat(open(rotated)).isEqualTo(other);
        assertThat(run(rotated)).isEqualTo(new Resealing.Round(1, 0, 0));
        assertThat(open(alone)).isEqualTo(other);
    }

    @Test
    void whatCannotBeOpenedIsLeftAsItIsAndKeepsNothingElseBack() {
        stock.execute("UPDATE recipients SET account_encrypted = '\\x0102'");

        assertThat(run(rotated)).isEqualTo(new Resealing.Round(2, 1, 1));
        assertThat(run(rotated)).isEqualTo(new Resealing.Round(0, 1, 1));
        assertThat(text("account_encrypted", "recipients")).isEqualTo("0102");
    }

    @Test
    void aKeyThatIsLostLosesNothing() {
        List<String> sealed = sealed();

        assertThat(run(alone)).isEqualTo(new Resealing.Round(0, 3, 3));
        assertThat(sealed()).isEqualTo(sealed);
    }

    @Test
    void aPortionThatFailsIsNotWrittenAtAllAndTheNextRunWritesIt() {
        stock.execute("ALTER TABLE merchants ADD CONSTRAINT no CHECK (false) NOT VALID");
        List<String> sealed = sealed();
        try {
            assertThatThrownBy(() -> run(rotated)).hasMessageContaining("merchants");
        } finally {
            stock.execute("ALTER TABLE merchants DROP CONSTRAINT no");
        }

        assertThat(sealed()).isEqualTo(sealed);
        assertThat(run(rotated)).isEqualTo(new Resealing.Round(3, 0, 0));
        assertAllOpen(alone);
    }

    @Test
    void itStopsAtItsLimitAndAtItsDeadline() {
        assertThat(resealing(rotated).run(1_000, clock.instant()))
                .isEqualTo(new Resealing.Round(0, 0, 3));
        assertThat(resealing(rotated).run(2, soon())).isEqualTo(new Resealing.Round(2, 0, 1));
        assertThat(resealing(rotated).run(2, soon())).isEqualTo(new Resealing.Round(1, 0, 0));
    }

    @Test
    void twoAtOnceSealEachValueOnce() throws Exception {
        for (int i = 0; i < 20; i++) {
            world.customer();
        }
        List<Resealing.Round> rounds = AtOnce.run(2, worker -> run(rotated));

        assertThat(rounds.stream().mapToInt(Resealing.Round::resealed).sum()).isEqualTo(43);
        assertThat(run(rotated).left()).isZero();
        assertAllOpen(alone);
    }

    @Test
    void anAccountThatIsThereTwiceKeepsNothingElseBack() {
        String account = customer.accountId().value().toString();
        stock.execute(
                """
                INSERT INTO bank_accounts (id, user_id, consent_id, bank_id, bank_name,
                    aspsp_resource_id, iban_encrypted, iban_hmac, iban_hmac_key_id,
                    iban_last_four, currency)
                SELECT gen_random_uuid(), user_id, consent_id, bank_id, bank_name,
                       aspsp_resource_id, '', '\\xHASH', 2, iban_last_four, currency
                FROM bank_accounts WHERE id = 'ACCOUNT'
                """
                        .replace("ACCOUNT", account)
                        .replace(
                                "HASH",
                                HexFormat.of()
                                        .formatHex(
                                                KeyedHash.from(alone)
                                                        .of("iban", World.NORWEGIAN_IBAN)
                                                        .bytes())));

        assertThat(run(rotated)).isEqualTo(new Resealing.Round(2, 0, 1));
    }

    /// The statistics here still say that every third row is to be sealed anew; by them a scan of
    /// the whole table would find some soon.
    @Test
    void whatIsDoneIsNotReadAgain() {
        stock.execute(
                """
                INSERT INTO recipients (id, user_id, name, country, currency, account_encrypted,
                                        account_last_four)
                SELECT gen_random_uuid(), 'USER', 'n', 'RS', 'RSD',
                       CAST(CASE i % 3 WHEN 0 THEN '\\x8101' ELSE '\\x8102' END AS bytea)
                           || sha256('x'),
                       '1379'
                FROM generate_series(1, 20000) AS i
                """
                        .replace("USER", customer.id().value().toString()));
        stock.execute("ANALYZE recipients");
        stock.execute("UPDATE recipients SET account_encrypted = '\\x8102' || sha256('x')");

        for (String query : List.of(Resealing.FIND, Resealing.COUNT)) {
            List<String> plan =
                    DATABASE.owner()
                            .withHandle(handle ->
                                    handle.createQuery("EXPLAIN " + query)
                                            .bind("header", new byte[] {(byte) 0x81, 2})
                                            .bind("keyId", 2)
                                            .bindArray("passed", UUID.class, List.of())
                                            .bind("limit", 250)
                                            .mapTo(String.class)
                                            .list());
            assertThat(String.join("\n", plan))
                    .contains("Index Scan using recipients_sealed_ix")
                    .doesNotContain("Seq Scan on recipients");
        }
    }

    private void replaceRecipient(Secrets secrets, String iban) {
        byte[] sealed = recipients(secrets).seal(customer.recipientId(), iban);
        stock.execute(
                "UPDATE recipients SET account_encrypted = '\\x%s'"
                        .formatted(HexFormat.of().formatHex(sealed)));
    }

    private String open(Secrets secrets) {
        return recipients(secrets)
                .open(
                        customer.recipientId(),
                        HexFormat.of().parseHex(text("account_encrypted", "recipients")));
    }

    private void assertHashedUnderTheCurrentKey() {
        assertThat(text("iban_hmac", "bank_accounts"))
                .isEqualTo(
                        HexFormat.of()
                                .formatHex(
                                        KeyedHash.from(alone)
                                                .of("iban", World.NORWEGIAN_IBAN)
                                                .bytes()));
    }

    private void assertAllOpen(Secrets secrets) {
        byte[] account =
                HexFormat.of()
                        .parseHex(
                                stock.text(
                                        "SELECT encode(iban_encrypted, 'hex') FROM bank_accounts"
                                                + " WHERE id = '%s'"
                                                        .formatted(customer.accountId().value())));
        assertThat(accounts(secrets).open(customer.accountId(), customer.id(), account))
                .isEqualTo(World.NORWEGIAN_IBAN);
        byte[] recipient =
                HexFormat.of()
                        .parseHex(
                                stock.text(
                                        "SELECT encode(account_encrypted, 'hex') FROM recipients"
                                                + " WHERE id = '%s'"
                                                        .formatted(
                                                                customer.recipientId().value())));
        assertThat(recipients(secrets).open(customer.recipientId(), recipient))
                .isEqualTo(World.SERBIAN_IBAN);
        assertThat(
                        new Merchants(FieldCipher.from(secrets), clock)
                                .open(
                                        shop.id(),
                                        HexFormat.of()
                                                .parseHex(text("account_encrypted", "merchants"))))
                .isEqualTo(Shops.IBAN);
    }

    private List<String> sealed() {
        return List.of(
                text("iban_encrypted", "bank_accounts"),
                text("account_encrypted", "recipients"),
                text("account_encrypted", "merchants"));
    }

    private String text(String column, String table) {
        return stock.text("SELECT encode(%s, 'hex') FROM %s".formatted(column, table));
    }

    /// The same secrets where no algorithm may be named yet.
    private Secrets unnamed(Map<String, String> variables) {
        Map<String, String> more = new HashMap<>(variables);
        more.put("ENCRYPTION_ALGORITHM", "0");
        return Rotated.secrets(more, clock);
    }

    private Resealing.Round run(Secrets secrets) {
        return resealing(secrets).run(1_000, soon());
    }

    private Resealing resealing(Secrets secrets) {
        return new Resealing(
                DATABASE.app(),
                FieldCipher.from(secrets),
                KeyedHash.from(secrets),
                accounts(secrets),
                recipients(secrets),
                new Merchants(FieldCipher.from(secrets), clock),
                clock);
    }

    private Accounts accounts(Secrets secrets) {
        return new Accounts(
                DATABASE.app(),
                world.openBanking(),
                FieldCipher.from(secrets),
                KeyedHash.from(secrets),
                clock);
    }

    private Recipients recipients(Secrets secrets) {
        return new Recipients(DATABASE.app(), FieldCipher.from(secrets), clock);
    }

    private Instant soon() {
        return clock.instant().plusSeconds(30);
    }
}
