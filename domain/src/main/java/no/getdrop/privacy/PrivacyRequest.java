package no.getdrop.privacy;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Spelled;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/// What a person asked under the GDPR. Drop carries it out at once; the month that the law gives
/// (Art. 12(3)) stands beside it all the same, for whoever looks after the requests.
///
/// @param dueAt by when the law wants it done
/// @param expiresAt until when an export may be fetched; `null` for the other kinds
public record PrivacyRequest(
        PrivacyRequestId id,
        Kind kind,
        Instant createdAt,
        Instant dueAt,
        @Nullable Instant expiresAt) {
    private static final String INSERT =
            """
            INSERT INTO data_access_requests (id, user_id, kind, status, reason, result, created_at,
                                              due_at, completed_at, expires_at)
            VALUES (:id, :userId, :kind, 'completed', :reason, CAST(:result AS jsonb), :now,
                    :dueAt, :now, :expiresAt)
            """;

    public PrivacyRequest {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(dueAt, "dueAt");
    }

    /// What may be asked.
    public enum Kind implements Spelled {
        /// A copy of what is known (Art. 15 and 20).
        EXPORT(Action.PRIVACY_EXPORT_REQUESTED),
        /// That it is forgotten (Art. 17).
        ERASURE(Action.PRIVACY_ERASED),
        /// That nothing more is done with it than must be (Art. 18).
        RESTRICTION(Action.PRIVACY_RESTRICTED);

        private final Action action;

        Kind(Action action) {
            this.action = action;
        }
    }

    static PrivacyRequest of(Kind kind, InstantSource clock, @Nullable Instant expiresAt) {
        Instant now = clock.instant();
        return new PrivacyRequest(
                new PrivacyRequestId(Ids.next(clock)),
                kind,
                now,
                Deadlines.privacyDue(now),
                expiresAt);
    }

    /// Keeps it as carried out, with its entry in the audit trail.
    ///
    /// @param reason what the person gave for it
    /// @param result what came of it, as JSON
    void save(
            Handle handle,
            UserId userId,
            @Nullable String reason,
            @Nullable String result,
            Audit.Origin origin) {
        handle.createUpdate(INSERT)
                .bind("id", id.value())
                .bind("userId", userId.value())
                .bind("kind", kind.text())
                .bind("reason", reason)
                .bind("result", result)
                .bind("now", createdAt)
                .bind("dueAt", dueAt)
                .bind("expiresAt", expiresAt)
                .execute();
        Audit.record(handle, userId.value(), kind.action, id.toString(), origin);
    }
}
