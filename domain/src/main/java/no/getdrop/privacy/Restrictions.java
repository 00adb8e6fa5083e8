package no.getdrop.privacy;

import no.getdrop.audit.Audit;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Spelled;

import org.jdbi.v3.core.Handle;

import java.time.InstantSource;
import java.util.Optional;

/// Restricts what Drop does with a customer's data (GDPR Art. 18): it is kept, and used only for
/// what the customer orders, for what the law demands, and for legal claims (Art. 18(2)).
///
/// So marketing ends and cannot be allowed again meanwhile. Payments that the customer orders and
/// authorises go on, and what the law against money laundering demands of them.
public final class Restrictions {
    private static final String RESTRICT =
            """
            UPDATE users SET restricted_at = :now, updated_at = :now
            WHERE id = :userId AND restricted_at IS NULL AND deleted_at IS NULL
            """;

    private static final String END_MARKETING =
            """
            UPDATE consents SET revoked_at = :now
            WHERE user_id = :userId AND consent_type = 'marketing' AND revoked_at IS NULL
            """;

    /// Waits for a restriction that is just being made.
    private static final String IN_FORCE =
            """
            SELECT restricted_at IS NOT NULL FROM users WHERE id = :userId FOR SHARE
            """;

    private final InstantSource clock;

    /// Why a restriction may be asked for (Art. 18(1)(a) to (d)).
    public enum Ground implements Spelled {
        ACCURACY_CONTESTED,
        UNLAWFUL_PROCESSING,
        NEEDED_FOR_CLAIMS,
        OBJECTION_PENDING;

        /// The ground that a client named.
        public static Optional<Ground> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// Restrictions by `clock`.
    public Restrictions(InstantSource clock) {
        this.clock = clock;
    }

    /// Whether a customer's data is restricted; what is written in the same transaction stays in
    /// step with that.
    public static boolean isInForce(Handle handle, UserId userId) {
        return handle.createQuery(IN_FORCE)
                .bind("userId", userId.value())
                .mapTo(Boolean.class)
                .one();
    }

    /// Puts a restriction in force in a transaction that is already open; empty when one is.
    public Optional<PrivacyRequest> restrict(
            Handle handle, UserId userId, Ground ground, Audit.Origin origin) {
        PrivacyRequest request = PrivacyRequest.of(PrivacyRequest.Kind.RESTRICTION, clock, null);
        int restricted =
                handle.createUpdate(RESTRICT)
                        .bind("userId", userId.value())
                        .bind("now", request.createdAt())
                        .execute();
        if (restricted == 0) {
            return Optional.empty();
        }
        handle.createUpdate(END_MARKETING)
                .bind("userId", userId.value())
                .bind("now", request.createdAt())
                .execute();
        request.save(handle, userId, ground.text(), null, origin);
        return Optional.of(request);
    }
}
