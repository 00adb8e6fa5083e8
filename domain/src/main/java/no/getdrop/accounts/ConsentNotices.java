package no.getdrop.accounts;

import no.getdrop.database.Database;
import no.getdrop.notifications.Notice;
import no.getdrop.notifications.Notices;

import java.time.Instant;
import java.time.InstantSource;

/// Tells customers once that a consent runs out within seven days, and once that it has run out,
/// while they have accounts under it.
public final class ConsentNotices {
    private static final String EXPIRING =
            statement(
                    """
                    SELECT consents.id FROM consents
                    WHERE consents.consent_type = 'psd2_aisp' AND consents.granted
                      AND consents.revoked_at IS NULL AND consents.expired_told_at IS NULL
                      AND consents.expiring_told_at IS NULL
                      AND consents.expires_at > :now AND consents.expires_at <= :warnUntil
                    """,
                    "expiring_told_at");

    private static final String EXPIRED =
            statement(
                    """
                    SELECT consents.id FROM consents
                    WHERE consents.consent_type = 'psd2_aisp' AND consents.granted
                      AND consents.revoked_at IS NULL AND consents.expired_told_at IS NULL
                      AND consents.expires_at <= :now
                    """,
                    "expired_told_at");

    private final Database database;
    private final InstantSource clock;

    /// What a round of telling did.
    public record Round(int expiring, int expired) {}

    /// Notices about the consents of `database`.
    public ConsentNotices(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /// Tells of at most `limit` consents of each sort, not beyond `deadline`.
    public Round tellDue(int limit, Instant deadline) {
        return new Round(
                tell(EXPIRING, Notice.CONSENT_EXPIRING, limit, deadline),
                tell(EXPIRED, Notice.CONSENT_EXPIRED, limit, deadline));
    }

    private int tell(String statement, Notice notice, int limit, Instant deadline) {
        int told = 0;
        while (told < limit && clock.instant().isBefore(deadline) && tellNext(statement, notice)) {
            told++;
        }
        return told;
    }

    private boolean tellNext(String statement, Notice notice) {
        Instant now = clock.instant();
        return database.call(handle ->
                handle.createQuery(statement)
                                .bind("now", now)
                                .bind("warnUntil", now.plus(ConsentStatus.WARNING))
                                .bindMap(Notices.parameters(notice))
                                .mapTo(Integer.class)
                                .one()
                        == 1);
    }

    /// Marks one consent of those that `due` finds and tells its customer, all or none.
    private static String statement(String due, String mark) {
        return """
        WITH due AS (
            %s
              AND EXISTS (SELECT FROM bank_accounts
                          WHERE bank_accounts.consent_id = consents.id
                            AND bank_accounts.removed_at IS NULL)
            ORDER BY consents.expires_at
            LIMIT 1
            FOR UPDATE SKIP LOCKED
        ), marked AS (
            UPDATE consents SET %s = :now
            FROM due
            WHERE consents.id = due.id
            RETURNING consents.id, consents.user_id
        ), told AS (
            SELECT marked.user_id, CAST(NULL AS uuid) AS transaction_id,
                   (SELECT min(bank_accounts.bank_name) FROM bank_accounts
                    WHERE bank_accounts.consent_id = marked.id) AS subject
            FROM marked
        ), notice AS (
            %s
        )
        SELECT count(*) FROM marked
        """
                .formatted(due, mark, Notices.TELL);
    }
}
