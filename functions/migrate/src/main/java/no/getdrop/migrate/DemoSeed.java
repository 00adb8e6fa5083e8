package no.getdrop.migrate;

import com.password4j.Argon2Function;
import com.password4j.Password;
import com.password4j.types.Argon2;

import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.sql.DataSource;

/// A merchant to try Drop with, two administrators, rates to send money by and names to screen
/// against; never in production.
///
/// Each run adds what is missing and leaves alone what is there, so running it again changes
/// nothing. A rate of a real source is never touched.
final class DemoSeed {
    /// How the demo merchant logs in where demo data is allowed.
    static final String EMAIL = "demo@getdrop.no";

    private static final String PASSWORD = "demo1234";
    private static final String ORGANISATION_NUMBER = "999888771";
    private static final String IBAN = "NO9386011117947";

    /// NOK to each currency, near the market's rates of late 2026.
    private static final Map<String, BigDecimal> RATES =
            Map.of(
                    "RSD", new BigDecimal("10.08"),
                    "BAM", new BigDecimal("0.1682"),
                    "PLN", new BigDecimal("0.3655"),
                    "PKR", new BigDecimal("27.60"),
                    "TRY", new BigDecimal("4.13"));

    /// Memory in KiB, passes and lanes as OWASP's password storage cheat sheet has them.
    private static final Argon2Function ARGON2 =
            Argon2Function.getInstance(19_456, 2, 1, 32, Argon2.ID);

    private static final String USER_EXISTS =
            """
            SELECT EXISTS (SELECT 1 FROM users WHERE email = :email)
            """;

    private static final String INSERT_USER =
            """
            INSERT INTO users (id, email, phone, first_name, last_name, birth_date, password_hash,
                               kyc_status, kyc_method, role)
            VALUES (:id, :email, '+4740000000', 'Demo', 'Butikk', '1990-01-01', :passwordHash,
                    'approved', 'demo', 'merchant')
            ON CONFLICT (email) WHERE password_hash IS NOT NULL DO NOTHING
            """;

    /// Also makes a second seeder wait here for the first.
    private static final String LOCK_USER =
            """
            SELECT id FROM users WHERE email = :email FOR UPDATE
            """;

    private static final String INSERT_MERCHANT =
            """
            INSERT INTO merchants (id, user_id, business_name, legal_name, org_number, category,
                                   address, account_encrypted, account_last_four)
            VALUES (:id, :userId, 'Demo Butikk AS', 'DEMO BUTIKK AS', :orgNumber, 'grocery',
                    'Karl Johans gate 1, 0154 Oslo', :account, :lastFour)
            ON CONFLICT (user_id) DO NOTHING
            """;

    private static final String ACCOUNT_EXISTS =
            """
            SELECT EXISTS (SELECT 1 FROM bank_accounts
                           WHERE user_id = :userId AND iban_hmac = :ibanHmac)
            """;

    private static final String INSERT_CONSENT =
            """
            INSERT INTO consents (id, user_id, consent_type, bank_id, aspsp_consent_id, granted,
                                  granted_at, expires_at)
            VALUES (:id, :userId, 'psd2_aisp', 'dnb', 'demo-consent', true,
                    now(), now() + INTERVAL '90 days')
            """;

    private static final String INSERT_ACCOUNT =
            """
            INSERT INTO bank_accounts (id, user_id, consent_id, bank_id, bank_name,
                                       aspsp_resource_id, iban_encrypted, iban_hmac,
                                       iban_hmac_key_id, iban_last_four, currency, is_primary)
            VALUES (:id, :userId, :consentId, 'dnb', 'DNB', 'demo-account', :iban, :ibanHmac,
                    :keyId, :lastFour, 'NOK', true)
            """;

    /// An hour: as long as a rate counts as fresh.
    private static final String UPSERT_RATE =
            """
            INSERT INTO exchange_rates AS known
                (base_currency, quote_currency, rate, source, observed_at)
            VALUES ('NOK', :currency, :rate, 'demo', now())
            ON CONFLICT (base_currency, quote_currency) DO UPDATE
            SET rate = excluded.rate, observed_at = now(), updated_at = now()
            WHERE known.source = 'demo' AND known.observed_at < now() - INTERVAL '1 hour'
            """;

    private final FieldCipher cipher;
    private final KeyedHash hash;
    private final DemoCompliance compliance;

    DemoSeed(Secrets secrets) {
        this.cipher = FieldCipher.from(secrets);
        this.hash = KeyedHash.from(secrets);
        this.compliance = new DemoCompliance(hash);
    }

    /// Adds what is missing, all of it or nothing; returns how many rows it wrote.
    int run(DataSource database) {
        return Jdbi.create(database)
                .inTransaction(handle -> {
                    int rows = insertUser(handle);
                    UUID userId =
                            handle.createQuery(LOCK_USER)
                                    .bind("email", EMAIL)
                                    .mapTo(UUID.class)
                                    .one();
                    rows += insertMerchant(handle, userId);
                    rows += insertAccount(handle, userId);
                    rows += upsertRates(handle);
                    rows += compliance.add(handle);
                    return rows;
                });
    }

    private static int insertUser(Handle handle) {
        boolean exists =
                handle.createQuery(USER_EXISTS).bind("email", EMAIL).mapTo(Boolean.class).one();
        if (exists) {
            return 0;
        }
        return handle.createUpdate(INSERT_USER)
                .bind("id", Ids.next())
                .bind("email", EMAIL)
                .bind(
                        "passwordHash",
                        Password.hash(PASSWORD).addRandomSalt(16).with(ARGON2).getResult())
                .execute();
    }

    private int insertMerchant(Handle handle, UUID userId) {
        UUID id = Ids.next();
        return handle.createUpdate(INSERT_MERCHANT)
                .bind("id", id)
                .bind("userId", userId)
                .bind("orgNumber", ORGANISATION_NUMBER)
                .bind("account", cipher.encrypt(IBAN, "merchants:" + id + ":account"))
                .bind("lastFour", lastFour())
                .execute();
    }

    private int insertAccount(Handle handle, UUID userId) {
        List<KeyedHash.Hash> hashes = hash.all("iban", IBAN);
        boolean exists =
                hashes.stream()
                        .anyMatch(each ->
                                handle.createQuery(ACCOUNT_EXISTS)
                                        .bind("userId", userId)
                                        .bind("ibanHmac", each.bytes())
                                        .mapTo(Boolean.class)
                                        .one());
        if (exists) {
            return 0;
        }
        UUID consentId = Ids.next();
        UUID id = Ids.next();
        int consents =
                handle.createUpdate(INSERT_CONSENT)
                        .bind("id", consentId)
                        .bind("userId", userId)
                        .execute();
        int accounts =
                handle.createUpdate(INSERT_ACCOUNT)
                        .bind("id", id)
                        .bind("userId", userId)
                        .bind("consentId", consentId)
                        .bind(
                                "iban",
                                cipher.encrypt(
                                        IBAN, "bank_accounts:" + id + ":" + userId + ":iban"))
                        .bind("ibanHmac", hashes.getFirst().bytes())
                        .bind("keyId", hashes.getFirst().keyId())
                        .bind("lastFour", lastFour())
                        .execute();
        return consents + accounts;
    }

    private static int upsertRates(Handle handle) {
        return RATES.entrySet().stream()
                .mapToInt(rate ->
                        handle.createUpdate(UPSERT_RATE)
                                .bind("currency", rate.getKey())
                                .bind("rate", rate.getValue())
                                .execute())
                .sum();
    }

    private static String lastFour() {
        return IBAN.substring(IBAN.length() - 4);
    }
}
