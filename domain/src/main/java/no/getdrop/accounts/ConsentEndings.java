package no.getdrop.accounts;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Database;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.identity.UserId;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Ends what a customer allowed Drop to read: account by account, or a whole consent.
///
/// Here it ends at once and for good. The bank is told right after that; a bank that does not
/// answer is told again by the worker. Payments from an account need no consent and go on.
public final class ConsentEndings {
    private static final Logger log = LoggerFactory.getLogger(ConsentEndings.class);

    /// For how long a row belongs to the one that tells the bank, and the pause after a failure.
    private static final int TELL_AGAIN_SECONDS = 300;

    /// Two removals of one customer's accounts come one after the other.
    private static final String LOCK =
            """
            SELECT id FROM consents WHERE user_id = :userId ORDER BY id FOR UPDATE
            """;

    private static final String REMOVE_ACCOUNTS =
            """
            UPDATE bank_accounts
            SET removed_at = now(), is_primary = false,
                balance_minor = NULL, balance_read_at = NULL
            WHERE user_id = :userId AND removed_at IS NULL
              AND (id = :accountId OR consent_id = :consentId)
            """;

    private static final String APPOINT_PRIMARY =
            """
            UPDATE bank_accounts SET is_primary = true
            WHERE id = (SELECT id FROM bank_accounts
                        WHERE user_id = :userId AND removed_at IS NULL
                        ORDER BY is_primary DESC, id LIMIT 1)
            """;

    private static final String REVOKE =
            """
            UPDATE consents
            SET revoked_at = now(), bank_tell_after = now() + make_interval(secs => :claim)
            WHERE id = :consentId AND user_id = :userId AND consent_type = 'psd2_aisp'
              AND revoked_at IS NULL
            RETURNING id, bank_id, aspsp_consent_id
            """;

    /// What the customer gave and no account is left of.
    private static final String REVOKE_UNUSED =
            """
            UPDATE consents
            SET revoked_at = now(), bank_tell_after = now() + make_interval(secs => :claim)
            WHERE user_id = :userId AND consent_type = 'psd2_aisp' AND granted
              AND revoked_at IS NULL
              AND NOT EXISTS (SELECT FROM bank_accounts
                              WHERE bank_accounts.consent_id = consents.id
                                AND bank_accounts.removed_at IS NULL)
            RETURNING id, bank_id, aspsp_consent_id
            """;

    private static final String NEXT =
            """
            UPDATE consents SET bank_tell_after = now() + make_interval(secs => :claim)
            WHERE id = (SELECT id FROM consents
                        WHERE consent_type = 'psd2_aisp' AND revoked_at IS NOT NULL
                          AND bank_told_at IS NULL
                          AND (bank_tell_after IS NULL OR bank_tell_after <= now())
                        ORDER BY bank_tell_after NULLS FIRST
                        LIMIT 1
                        FOR UPDATE SKIP LOCKED)
            RETURNING id, bank_id, aspsp_consent_id
            """;

    private static final String TOLD =
            """
            UPDATE consents SET bank_told_at = now() WHERE id = :id AND bank_told_at IS NULL
            """;

    private final Database database;
    private final OpenBanking openBanking;
    private final InstantSource clock;

    /// What a round of telling did.
    ///
    /// @param told consents that are ended at their banks now
    /// @param postponed consents that will be tried again
    public record Round(int told, int postponed) {}

    record Ended(UUID id, String bankId, @Nullable String aspspConsentId) {}

    /// Endings at the banks behind `openBanking`.
    public ConsentEndings(Database database, OpenBanking openBanking, InstantSource clock) {
        this.database = database;
        this.openBanking = openBanking;
        this.clock = clock;
    }

    /// Takes an account off the customer's list; the last one of a consent ends the consent.
    ///
    /// @return whether there was such an account
    public boolean removeAccount(UserId userId, AccountId id, Audit.Origin origin) {
        return end(
                userId,
                handle -> {
                    if (remove(handle, userId, id.value(), null) == 0) {
                        return Optional.empty();
                    }
                    Audit.record(
                            handle, userId.value(), Action.ACCOUNT_REMOVED, id.toString(), origin);
                    return Optional.of(revokeUnused(handle, userId));
                });
    }

    /// Withdraws a consent to read accounts, and takes its accounts off the customer's list.
    ///
    /// @return whether there was such a consent that had not been withdrawn
    public boolean withdraw(UserId userId, ConsentId id, Audit.Origin origin) {
        return end(
                userId,
                handle -> {
                    List<Ended> ended =
                            handle.createQuery(REVOKE)
                                    .bind("consentId", id.value())
                                    .bind("userId", userId.value())
                                    .bind("claim", TELL_AGAIN_SECONDS)
                                    .map((row, context) -> ended(row))
                                    .list();
                    if (ended.isEmpty()) {
                        return Optional.empty();
                    }
                    remove(handle, userId, null, id.value());
                    Audit.record(
                            handle,
                            userId.value(),
                            Action.CONSENT_WITHDRAWN,
                            id.toString(),
                            origin);
                    return Optional.of(ended);
                });
    }

    /// Tells the banks of at most `limit` consents that are withdrawn, not beyond `deadline`.
    public Round tellDue(int limit, Instant deadline) {
        int told = 0;
        int postponed = 0;
        while (told + postponed < limit && clock.instant().isBefore(deadline)) {
            Optional<Ended> next =
                    database.call(handle ->
                            handle.createQuery(NEXT)
                                    .bind("claim", TELL_AGAIN_SECONDS)
                                    .map((row, context) -> ended(row))
                                    .findOne());
            if (next.isEmpty()) {
                break;
            }
            if (tell(next.get())) {
                told++;
            } else {
                postponed++;
            }
        }
        return new Round(told, postponed);
    }

    /// Revokes the customer's consents that no account is left of, in a transaction that is already
    /// open; the worker tells the banks.
    static List<Ended> revokeUnused(Handle handle, UserId userId) {
        return handle.createQuery(REVOKE_UNUSED)
                .bind("userId", userId.value())
                .bind("claim", TELL_AGAIN_SECONDS)
                .map((row, context) -> ended(row))
                .list();
    }

    private boolean end(UserId userId, Database.Work<Optional<List<Ended>>> work) {
        Optional<List<Ended>> ended =
                database.transaction(handle -> {
                    handle.createQuery(LOCK)
                            .bind("userId", userId.value())
                            .mapTo(UUID.class)
                            .list();
                    return work.with(handle);
                });
        ended.orElseGet(List::of).forEach(this::tellNow);
        return ended.isPresent();
    }

    private static int remove(
            Handle handle, UserId userId, @Nullable UUID accountId, @Nullable UUID consentId) {
        int removed =
                handle.createUpdate(REMOVE_ACCOUNTS)
                        .bind("userId", userId.value())
                        .bind("accountId", accountId)
                        .bind("consentId", consentId)
                        .execute();
        if (removed > 0) {
            handle.createUpdate(APPOINT_PRIMARY).bind("userId", userId.value()).execute();
        }
        return removed;
    }

    /// It has ended here whatever comes of this.
    private void tellNow(Ended ended) {
        try {
            tell(ended);
        } catch (DatabaseUnavailableException e) {
            log.atWarn().setCause(e).log("the bank is told of a withdrawn consent again");
        }
    }

    private boolean tell(Ended ended) {
        String aspspConsentId = ended.aspspConsentId();
        try {
            if (aspspConsentId != null) {
                openBanking.endConsent(ended.bankId(), aspspConsentId);
            }
        } catch (BankRefusedException | BankUnavailableException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("bankId", ended.bankId())
                    .log("a withdrawn consent has not ended at its bank for certain");
            return false;
        }
        database.call(handle -> handle.createUpdate(TOLD).bind("id", ended.id()).execute());
        return true;
    }

    private static Ended ended(ResultSet row) throws SQLException {
        return new Ended(
                row.getObject("id", UUID.class),
                row.getString("bank_id"),
                row.getString("aspsp_consent_id"));
    }
}
