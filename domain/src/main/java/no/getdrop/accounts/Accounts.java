package no.getdrop.accounts;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Columns;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.Caller;
import no.getdrop.identity.Platform;
import no.getdrop.identity.UserId;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Tokens;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Linking a customer's bank accounts through the bank's consent page, and listing them.
public final class Accounts {
    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    /// How long a consent lasts before the bank asks the person again (RTS Art. 10).
    private static final Duration CONSENT_LIFETIME = Duration.ofDays(90);

    /// How long the person may take at the bank's page.
    private static final Duration PAGE_LIFETIME = Duration.ofMinutes(30);

    private static final String HASH_PURPOSE = "iban";

    private static final String INSERT_CONSENT =
            """
            INSERT INTO consents (id, user_id, consent_type, bank_id, aspsp_consent_id,
                                  state_sha256, platform, created_at, expires_at)
            VALUES (:id, :userId, 'psd2_aisp', :bankId, :aspspConsentId,
                    :state, :platform, :now, :expiresAt)
            """;

    private static final String FIND_PLATFORM =
            """
            SELECT coalesce(platform, 'web')
            FROM consents
            WHERE state_sha256 = :state AND NOT granted AND revoked_at IS NULL
              AND created_at > :notBefore
            """;

    private static final String FIND_CONSENT =
            """
            SELECT id, user_id, bank_id, aspsp_consent_id
            FROM consents
            WHERE state_sha256 = :state AND user_id = :userId
              AND NOT granted AND revoked_at IS NULL AND created_at > :notBefore
            """;

    /// Makes whoever links an account of the same customer wait, so that each sees what the other
    /// has linked, under whichever key.
    private static final String GRANT_CONSENT =
            """
            WITH customer AS (SELECT id FROM users WHERE id = :userId FOR NO KEY UPDATE)
            UPDATE consents SET granted = true, granted_at = :now
            WHERE id = :id AND user_id = (SELECT id FROM customer)
              AND NOT granted AND revoked_at IS NULL
            """;

    private static final String LOCK_HASHES =
            """
            SELECT id, iban_hmac, iban_hmac_key_id
            FROM bank_accounts
            WHERE user_id = :userId AND iban_encrypted <> ''
            ORDER BY id
            FOR UPDATE
            """;

    private static final String REPLACE_HASH =
            """
            UPDATE bank_accounts SET iban_hmac = :ibanHmac, iban_hmac_key_id = :keyId
            WHERE id = :id
            """;

    private static final String LINK =
            """
            INSERT INTO bank_accounts AS known (id, user_id, consent_id, bank_id, bank_name,
                aspsp_resource_id, iban_encrypted, iban_hmac, iban_hmac_key_id, iban_last_four,
                currency, is_primary)
            VALUES (:id, :userId, :consentId, :bankId, :bankName,
                :resourceId, :iban, :ibanHmac, :keyId, :lastFour, :currency,
                NOT EXISTS (SELECT FROM bank_accounts AS other
                            WHERE other.user_id = :userId AND other.removed_at IS NULL))
            ON CONFLICT (user_id, iban_hmac) DO UPDATE
            SET consent_id = excluded.consent_id, aspsp_resource_id = excluded.aspsp_resource_id,
                is_primary = known.is_primary OR excluded.is_primary, removed_at = NULL
            """;

    private static final String LIST =
            """
            SELECT bank_accounts.id AS account_id, bank_accounts.bank_id, bank_accounts.bank_name,
                   bank_accounts.iban_last_four, bank_accounts.currency, bank_accounts.is_primary,
                   least(consents.expires_at, consents.revoked_at) AS consent_ends_at
            FROM bank_accounts
            JOIN consents ON consents.id = bank_accounts.consent_id
            WHERE bank_accounts.user_id = :userId AND bank_accounts.removed_at IS NULL
            ORDER BY bank_accounts.is_primary DESC, bank_accounts.id
            """;

    private final Database database;
    private final OpenBanking openBanking;
    private final FieldCipher cipher;
    private final KeyedHash keyedHash;
    private final InstantSource clock;

    /// What came of asking a bank for a consent.
    public sealed interface LinkOutcome {
        /// The person gives the consent at the bank's page, and comes back with `state`.
        record Started(
                String bankId, OpenBanking.ConsentStarted consent, String state, Instant expiresAt)
                implements LinkOutcome {}

        /// No bank of that id is on offer.
        record UnknownBank() implements LinkOutcome {}

        /// The bank could not be reached or refused; the person may try again.
        record Unavailable() implements LinkOutcome {}
    }

    /// What came of a person's return from the bank's page.
    public sealed interface ConsentOutcome {
        /// The accounts are linked.
        record Linked(int accounts) implements ConsentOutcome {}

        /// The state is unknown, used, too old, or of another customer's consent.
        record StateRefused() implements ConsentOutcome {}

        /// The person did not give the consent.
        record Declined() implements ConsentOutcome {}

        /// The bank could not be reached; returning to the same address tries again.
        record Unavailable() implements ConsentOutcome {}
    }

    private record Consent(ConsentId id, UserId userId, String bankId, String aspspConsentId) {}

    /// Accounts whose numbers are sealed under `cipher`.
    public Accounts(
            Database database,
            OpenBanking openBanking,
            FieldCipher cipher,
            KeyedHash keyedHash,
            InstantSource clock) {
        this.database = database;
        this.openBanking = openBanking;
        this.cipher = cipher;
        this.keyedHash = keyedHash;
        this.clock = clock;
    }

    /// Asks a bank for a consent. Nothing is kept yet: see [#save].
    public LinkOutcome ask(String bankId, Audit.Origin origin) {
        try {
            if (bankName(bankId).isEmpty()) {
                return new LinkOutcome.UnknownBank();
            }
            String state = Tokens.next();
            Instant expiresAt = clock.instant().plus(CONSENT_LIFETIME);
            OpenBanking.ConsentStarted started =
                    openBanking.startConsent(
                            bankId,
                            state,
                            expiresAt.atZone(ZoneOffset.UTC).toLocalDate(),
                            origin.ipAddress());
            return new LinkOutcome.Started(bankId, started, state, expiresAt);
        } catch (BankUnavailableException | BankRefusedException e) {
            log.atWarn().setCause(e).addKeyValue("bankId", bankId).log("no consent page");
            return new LinkOutcome.Unavailable();
        }
    }

    /// Keeps a consent that a bank waits for, in a transaction that is already open.
    public ConsentId save(Handle handle, Caller caller, LinkOutcome.Started started) {
        ConsentId id = new ConsentId(Ids.next(clock));
        handle.createUpdate(INSERT_CONSENT)
                .bind("id", id.value())
                .bind("userId", caller.userId().value())
                .bind("bankId", started.bankId())
                .bind("aspspConsentId", started.consent().consentId())
                .bind("state", Tokens.sha256(started.state()))
                .bind("platform", caller.platform().text())
                .bind("now", clock.instant())
                .bind("expiresAt", started.expiresAt())
                .execute();
        return id;
    }

    /// Where a consent was asked for that still waits for the person's return; empty when none
    /// does.
    public Optional<Platform> platform(String state) {
        return database.call(handle ->
                handle.createQuery(FIND_PLATFORM)
                        .bind("state", Tokens.sha256(state))
                        .bind("notBefore", clock.instant().minus(PAGE_LIFETIME))
                        .mapTo(String.class)
                        .findOne()
                        .flatMap(Platform::parse));
    }

    /// Takes up a consent after the person came back from the bank's page, in the session of the
    /// customer who asked for it: whoever else gives a consent at the bank links nothing.
    public ConsentOutcome complete(String state, UserId userId, Audit.Origin origin) {
        Optional<Consent> found = database.call(handle -> find(handle, state, userId));
        if (found.isEmpty()) {
            return new ConsentOutcome.StateRefused();
        }
        Consent consent = found.get();
        try {
            if (!openBanking.isConsentValid(consent.bankId(), consent.aspspConsentId())) {
                return new ConsentOutcome.Declined();
            }
            String bankName = bankName(consent.bankId()).orElse(consent.bankId());
            List<OpenBanking.Account> accounts =
                    openBanking.accounts(
                            consent.bankId(), consent.aspspConsentId(), origin.ipAddress());
            database.transaction(handle -> grant(handle, consent, bankName, accounts, origin));
            return new ConsentOutcome.Linked(accounts.size());
        } catch (BankUnavailableException | BankRefusedException e) {
            log.atWarn().setCause(e).addKeyValue("bankId", consent.bankId()).log("no accounts");
            return new ConsentOutcome.Unavailable();
        }
    }

    /// The customer's accounts, the primary one first.
    public static Read<List<BankAccount>> list(UserId userId) {
        return Read.list(LIST, (row, context) -> account(row)).with("userId", userId.value());
    }

    /// Opens an account's sealed number.
    public String open(AccountId id, UserId userId, byte[] sealed) {
        return cipher.decrypt(sealed, place(id.value(), userId));
    }

    /// Seals an account's number as [#open] opens it.
    public byte[] seal(AccountId id, UserId userId, String iban) {
        return cipher.encrypt(iban, place(id.value(), userId));
    }

    /// What an account is found by.
    public KeyedHash.Hash hash(String iban) {
        return keyedHash.of(HASH_PURPOSE, iban);
    }

    static BankAccount account(ResultSet row) throws SQLException {
        return new BankAccount(
                new AccountId(row.getObject("account_id", UUID.class)),
                row.getString("bank_id"),
                row.getString("bank_name"),
                row.getString("iban_last_four"),
                row.getString("currency"),
                row.getBoolean("is_primary"),
                Columns.instant(row, "consent_ends_at"));
    }

    private int grant(
            Handle handle,
            Consent consent,
            String bankName,
            List<OpenBanking.Account> accounts,
            Audit.Origin origin) {
        int granted =
                handle.createUpdate(GRANT_CONSENT)
                        .bind("id", consent.id().value())
                        .bind("userId", consent.userId().value())
                        .bind("now", clock.instant())
                        .execute();
        if (granted == 0) {
            return 0;
        }
        Map<UUID, KeyedHash.Hash> known = lockHashes(handle, consent.userId());
        for (OpenBanking.Account account : accounts) {
            link(handle, consent, bankName, account, known);
        }
        // A consent that this one renews has no account left.
        ConsentEndings.revokeUnused(handle, consent.userId());
        Audit.record(
                handle,
                consent.userId().value(),
                Action.ACCOUNT_LINKED,
                consent.id().toString(),
                origin);
        return granted;
    }

    /// Also makes sure that each of their keys is known before anything is hashed here.
    private Map<UUID, KeyedHash.Hash> lockHashes(Handle handle, UserId userId) {
        Map<UUID, KeyedHash.Hash> known = new LinkedHashMap<>();
        handle.createQuery(LOCK_HASHES)
                .bind("userId", userId.value())
                .map((row, context) ->
                        Map.entry(
                                row.getObject("id", UUID.class),
                                new KeyedHash.Hash(
                                        row.getInt("iban_hmac_key_id"), row.getBytes("iban_hmac"))))
                .forEach(account -> known.put(account.getKey(), account.getValue()));
        known.values().forEach(hash -> keyedHash.require(hash.keyId()));
        return known;
    }

    /// @param known the hashes of the customer's accounts; which may be under earlier keys
    private void link(
            Handle handle,
            Consent consent,
            String bankName,
            OpenBanking.Account account,
            Map<UUID, KeyedHash.Hash> known) {
        KeyedHash.Hash hash = hash(account.iban());
        known.forEach((id, kept) -> {
            if (kept.keyId() != hash.keyId()
                    && keyedHash.isOf(kept, HASH_PURPOSE, account.iban())) {
                handle.createUpdate(REPLACE_HASH)
                        .bind("id", id)
                        .bind("ibanHmac", hash.bytes())
                        .bind("keyId", hash.keyId())
                        .execute();
            }
        });
        UUID id = Ids.next(clock);
        handle.createUpdate(LINK)
                .bind("id", id)
                .bind("userId", consent.userId().value())
                .bind("consentId", consent.id().value())
                .bind("bankId", consent.bankId())
                .bind("bankName", bankName)
                .bind("resourceId", account.resourceId())
                .bind("iban", seal(new AccountId(id), consent.userId(), account.iban()))
                .bind("ibanHmac", hash.bytes())
                .bind("keyId", hash.keyId())
                .bind("lastFour", account.iban().substring(account.iban().length() - 4))
                .bind("currency", account.currency())
                .execute();
    }

    private Optional<Consent> find(Handle handle, String state, UserId userId) {
        return handle.createQuery(FIND_CONSENT)
                .bind("state", Tokens.sha256(state))
                .bind("userId", userId.value())
                .bind("notBefore", clock.instant().minus(PAGE_LIFETIME))
                .map((row, context) ->
                        new Consent(
                                new ConsentId(row.getObject("id", UUID.class)),
                                new UserId(row.getObject("user_id", UUID.class)),
                                row.getString("bank_id"),
                                row.getString("aspsp_consent_id")))
                .findOne();
    }

    private Optional<String> bankName(String bankId)
            throws BankUnavailableException, BankRefusedException {
        return openBanking.banks().stream()
                .filter(bank -> bank.bankId().equals(bankId))
                .map(OpenBanking.Bank::name)
                .findFirst();
    }

    private static String place(UUID id, UserId userId) {
        return "bank_accounts:" + id + ":" + userId.value() + ":iban";
    }
}
