package no.getdrop.consents;

import no.getdrop.accounts.ConsentEndings;
import no.getdrop.accounts.ConsentId;
import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.database.Columns;
import no.getdrop.database.Database;
import no.getdrop.database.Read;
import no.getdrop.identity.UserId;
import no.getdrop.privacy.Restrictions;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a customer has consented to: one list of what was given to Drop and what was given through
/// the banks.
public final class Consents {
    private static final String PAGE =
            """
            SELECT id, consent_type, bank_id, created_at, granted_at, expires_at, revoked_at
            FROM consents
            WHERE user_id = :userId AND (CAST(:before AS uuid) IS NULL OR id < :before)
            ORDER BY id DESC
            LIMIT :limit OFFSET :offset
            """;

    /// Of each kind that is given to Drop there is one at a time.
    private static final String GIVE =
            """
            INSERT INTO consents (id, user_id, consent_type, granted, created_at, granted_at)
            VALUES (:id, :userId, :kind, true, :now, :now)
            ON CONFLICT (user_id, consent_type)
                WHERE consent_type <> 'psd2_aisp' AND revoked_at IS NULL
                DO NOTHING
            """;

    private static final String FIND_GIVEN =
            """
            SELECT id, consent_type, bank_id, created_at, granted_at, expires_at, revoked_at
            FROM consents
            WHERE user_id = :userId AND consent_type = :kind AND revoked_at IS NULL
            """;

    private static final String WITHDRAW =
            """
            UPDATE consents SET revoked_at = now()
            WHERE id = :id AND user_id = :userId AND consent_type <> 'psd2_aisp'
              AND revoked_at IS NULL
            """;

    private final Database database;
    private final ConsentEndings endings;
    private final InstantSource clock;

    /// Consents as the database holds them.
    ///
    /// @param endings ends those at the banks
    public Consents(Database database, ConsentEndings endings, InstantSource clock) {
        this.database = database;
        this.endings = endings;
        this.clock = clock;
    }

    /// The newest consents, or those after `before`.
    public static Read<List<GivenConsent>> page(
            UserId userId, @Nullable ConsentId before, int offset, int limit) {
        return Read.list(PAGE, Consents::consent)
                .with("userId", userId.value())
                .with("before", before == null ? null : before.value())
                .with("offset", offset)
                .with("limit", limit);
    }

    /// Notes a consent that is given to Drop, in a transaction that is already open; one that is
    /// given already stays as it is.
    ///
    /// @param kind any but [GivenConsent.Kind#PSD2_AISP], which the bank takes
    /// @return empty for marketing while the use of the customer's data is restricted
    public Optional<GivenConsent> give(
            Handle handle, UserId userId, GivenConsent.Kind kind, Audit.Origin origin) {
        if (kind == GivenConsent.Kind.MARKETING && Restrictions.isInForce(handle, userId)) {
            return Optional.empty();
        }
        ConsentId id = new ConsentId(Ids.next(clock));
        boolean isNew =
                handle.createUpdate(GIVE)
                                .bind("id", id.value())
                                .bind("userId", userId.value())
                                .bind("kind", kind.text())
                                .bind("now", clock.instant())
                                .execute()
                        == 1;
        if (isNew) {
            Audit.record(handle, userId.value(), Action.CONSENT_GIVEN, id.toString(), origin);
        }
        return handle.createQuery(FIND_GIVEN)
                .bind("userId", userId.value())
                .bind("kind", kind.text())
                .map(Consents::consent)
                .findOne();
    }

    /// Withdraws a consent, at the bank too where it was given there.
    ///
    /// @return whether there was such a consent that had not been withdrawn
    public boolean withdraw(UserId userId, ConsentId id, Audit.Origin origin) {
        boolean withdrawn =
                database.transaction(handle -> {
                    int rows =
                            handle.createUpdate(WITHDRAW)
                                    .bind("id", id.value())
                                    .bind("userId", userId.value())
                                    .execute();
                    if (rows == 1) {
                        Audit.record(
                                handle,
                                userId.value(),
                                Action.CONSENT_WITHDRAWN,
                                id.toString(),
                                origin);
                    }
                    return rows == 1;
                });
        return withdrawn || endings.withdraw(userId, id, origin);
    }

    private static GivenConsent consent(ResultSet row, StatementContext context)
            throws SQLException {
        return new GivenConsent(
                new ConsentId(row.getObject("id", UUID.class)),
                GivenConsent.Kind.parse(row.getString("consent_type")).orElseThrow(),
                row.getString("bank_id"),
                row.getTimestamp("created_at").toInstant(),
                Columns.instant(row, "granted_at"),
                Columns.instant(row, "expires_at"),
                Columns.instant(row, "revoked_at"));
    }
}
