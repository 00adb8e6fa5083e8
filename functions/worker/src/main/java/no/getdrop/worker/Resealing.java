package no.getdrop.worker;

import no.getdrop.accounts.AccountId;
import no.getdrop.accounts.Accounts;
import no.getdrop.database.Database;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.Merchants;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.KeyedHash;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/// Seals account numbers anew that are sealed by an earlier algorithm or under an earlier key, and
/// hashes those anew that are found by a hash under an earlier key.
///
/// Nothing is locked while a value is opened. It is written where the old one still stands, so that
/// what somebody changed meanwhile stays as they left it; a row that someone else holds is passed
/// over until the next run. A portion is written as a whole or not at all, and either can be read.
/// What a later algorithm or key sealed is of a worker that knows more, and is left alone.
final class Resealing {
    private static final Logger log = LoggerFactory.getLogger(Resealing.class);

    /// Rows written in one transaction.
    private static final int PORTION = 250;

    /// How far what is left is counted in each table: enough to see that it is far from done.
    private static final int COUNTED = 20_000;

    /// How many rows that cannot be opened are passed over in a run. With more of them something
    /// else is wrong, and each would be read anew every minute.
    private static final int UNREADABLE = 100;

    /// Each table, by the index of what it is searched for; the order makes the planner take it.
    private static final String EARLIER =
            """
            (SELECT 'account' AS kind, id, user_id, iban_encrypted AS sealed
             FROM bank_accounts
             WHERE iban_encrypted <> '' AND substring(iban_encrypted FROM 1 FOR 2) < :header
               AND id <> ALL (:passed)
             ORDER BY substring(iban_encrypted FROM 1 FOR 2)
             LIMIT :limit)
            UNION ALL
            (SELECT 'account', id, user_id, iban_encrypted
             FROM bank_accounts
             WHERE iban_encrypted <> '' AND iban_hmac_key_id < :keyId
               AND substring(iban_encrypted FROM 1 FOR 2) >= :header
               AND id <> ALL (:passed)
             ORDER BY iban_hmac_key_id
             LIMIT :limit)
            UNION ALL
            (SELECT 'recipient', id, user_id, account_encrypted
             FROM recipients
             WHERE account_encrypted <> '' AND substring(account_encrypted FROM 1 FOR 2) < :header
               AND id <> ALL (:passed)
             ORDER BY substring(account_encrypted FROM 1 FOR 2)
             LIMIT :limit)
            UNION ALL
            (SELECT 'merchant', id, user_id, account_encrypted
             FROM merchants
             WHERE account_encrypted <> '' AND substring(account_encrypted FROM 1 FOR 2) < :header
               AND id <> ALL (:passed)
             ORDER BY substring(account_encrypted FROM 1 FOR 2)
             LIMIT :limit)
            """;

    static final String FIND =
            """
            SELECT kind, id, user_id, sealed FROM (EARLIER_) AS earlier LIMIT :limit
            """
                    .replace("EARLIER_", EARLIER);

    static final String COUNT =
            """
            SELECT count(*) FROM (EARLIER_) AS earlier
            """
                    .replace("EARLIER_", EARLIER);

    /// Where the same account is there twice, neither can take the hash of the other.
    private static final String REPLACE_ACCOUNT =
            """
            UPDATE bank_accounts
            SET iban_encrypted = :fresh, iban_hmac = :hash, iban_hmac_key_id = :keyId
            WHERE id = (SELECT id FROM bank_accounts AS own
                        WHERE id = :id AND iban_encrypted = :old
                          AND NOT EXISTS (SELECT FROM bank_accounts AS other
                                          WHERE other.user_id = own.user_id
                                            AND other.iban_hmac = :hash AND other.id <> own.id)
                        FOR UPDATE SKIP LOCKED)
            """;

    private static final String REPLACE_RECIPIENT =
            """
            UPDATE recipients SET account_encrypted = :fresh
            WHERE id = (SELECT id FROM recipients
                        WHERE id = :id AND account_encrypted = :old
                        FOR NO KEY UPDATE SKIP LOCKED)
            """;

    private static final String REPLACE_MERCHANT =
            """
            UPDATE merchants SET account_encrypted = :fresh
            WHERE id = (SELECT id FROM merchants
                        WHERE id = :id AND account_encrypted = :old
                        FOR NO KEY UPDATE SKIP LOCKED)
            """;

    private final Database database;
    private final FieldCipher cipher;
    private final KeyedHash keyedHash;
    private final Accounts accounts;
    private final Recipients recipients;
    private final Merchants merchants;
    private final InstantSource clock;

    /// What a run did, and what is left.
    ///
    /// @param resealed values that are under the current keys now
    /// @param unreadable values that could not be opened; each is left as it is
    /// @param left values under earlier keys, those that cannot be opened among them; counted to 20
    ///   000 in each table
    record Round(int resealed, int unreadable, long left) {}

    private enum Kind {
        ACCOUNT(REPLACE_ACCOUNT),
        RECIPIENT(REPLACE_RECIPIENT),
        MERCHANT(REPLACE_MERCHANT);

        private final String replace;

        Kind(String replace) {
            this.replace = replace;
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Found(Kind kind, UUID id, UserId userId, byte[] sealed) {}

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Fresh(Found found, String text, byte[] sealed) {}

    Resealing(
            Database database,
            FieldCipher cipher,
            KeyedHash keyedHash,
            Accounts accounts,
            Recipients recipients,
            Merchants merchants,
            InstantSource clock) {
        this.database = database;
        this.cipher = cipher;
        this.keyedHash = keyedHash;
        this.accounts = accounts;
        this.recipients = recipients;
        this.merchants = merchants;
        this.clock = clock;
    }

    /// Seals at most `limit` values anew, and begins no portion after `deadline`. Where nothing is
    /// to be done that is found by one statement.
    Round run(int limit, Instant deadline) {
        Set<UUID> passed = new HashSet<>();
        int resealed = 0;
        int unreadable = 0;
        long left = left();
        if (left == 0) {
            return new Round(0, 0, 0);
        }
        while (resealed < limit && unreadable < UNREADABLE && clock.instant().isBefore(deadline)) {
            List<Found> portion = find(Math.min(PORTION, limit - resealed), passed);
            if (portion.isEmpty()) {
                break;
            }
            List<Fresh> fresh = portion.stream().flatMap(this::seal).toList();
            List<UUID> written = database.transaction(handle -> write(handle, fresh));
            resealed += written.size();
            unreadable += portion.size() - fresh.size();
            // What was not written is unreadable, held or changed: for the next run.
            portion.stream()
                    .map(Found::id)
                    .filter(id -> !written.contains(id))
                    .forEach(passed::add);
        }
        return new Round(resealed, unreadable, left());
    }

    private long left() {
        return database.call(
                handle -> search(handle, COUNT, COUNTED, Set.of()).mapTo(Long.class).one());
    }

    private List<Found> find(int limit, Set<UUID> passed) {
        return database.call(handle ->
                search(handle, FIND, limit, passed).map((row, context) -> found(row)).list());
    }

    private Query search(Handle handle, String query, int limit, Set<UUID> passed) {
        return handle.createQuery(query)
                .bind("header", cipher.header())
                .bind("keyId", keyedHash.keyId())
                .bindArray("passed", UUID.class, passed)
                .bind("limit", limit);
    }

    private static Found found(ResultSet row) throws SQLException {
        Kind kind =
                switch (row.getString("kind")) {
                    case "account" -> Kind.ACCOUNT;
                    case "recipient" -> Kind.RECIPIENT;
                    default -> Kind.MERCHANT;
                };
        return new Found(
                kind,
                row.getObject("id", UUID.class),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getBytes("sealed"));
    }

    /// @return nothing when the value cannot be opened
    private Stream<Fresh> seal(Found found) {
        UUID id = found.id();
        try {
            return Stream.of(
                    switch (found.kind()) {
                        case ACCOUNT -> {
                            AccountId account = new AccountId(id);
                            String iban = accounts.open(account, found.userId(), found.sealed());
                            yield new Fresh(
                                    found, iban, accounts.seal(account, found.userId(), iban));
                        }
                        case RECIPIENT -> {
                            RecipientId recipient = new RecipientId(id);
                            String iban = recipients.open(recipient, found.sealed());
                            yield new Fresh(found, iban, recipients.seal(recipient, iban));
                        }
                        case MERCHANT -> {
                            MerchantId merchant = new MerchantId(id);
                            String iban = merchants.open(merchant, found.sealed());
                            yield new Fresh(found, iban, merchants.seal(merchant, iban));
                        }
                    });
        } catch (IllegalStateException | IllegalArgumentException e) {
            log.atError().setCause(e).addKeyValue("id", id).log("a sealed value cannot be opened");
            return Stream.empty();
        }
    }

    private List<UUID> write(Handle handle, List<Fresh> portion) {
        List<UUID> written = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            List<Fresh> ofKind =
                    portion.stream().filter(fresh -> fresh.found().kind() == kind).toList();
            if (ofKind.isEmpty()) {
                continue;
            }
            PreparedBatch batch = handle.prepareBatch(kind.replace);
            for (Fresh fresh : ofKind) {
                batch.bind("id", fresh.found().id())
                        .bind("old", fresh.found().sealed())
                        .bind("fresh", fresh.sealed());
                if (kind == Kind.ACCOUNT) {
                    KeyedHash.Hash hash = accounts.hash(fresh.text());
                    batch.bind("hash", hash.bytes()).bind("keyId", hash.keyId());
                }
                batch.add();
            }
            int[] rows = batch.execute();
            for (int i = 0; i < rows.length; i++) {
                if (rows[i] == 1) {
                    written.add(ofKind.get(i).found().id());
                }
            }
        }
        return written;
    }
}
