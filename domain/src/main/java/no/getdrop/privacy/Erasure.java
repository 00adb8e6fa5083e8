package no.getdrop.privacy;

import no.getdrop.audit.Audit;
import no.getdrop.deadlines.Deadlines;
import no.getdrop.identity.UserId;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.Spelled;

import org.jdbi.v3.core.Handle;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/// Ends a customer relationship and forgets what may be forgotten (GDPR Art. 17).
///
/// What the law against money laundering and the bookkeeping law demand is kept for five years and
/// then deleted (Art. 17(3)(b)); what proves who was right, for as long (Art. 17(3)(e)). All of it
/// happens in one transaction, or nothing. Consents are revoked here; the worker tells the banks.
public final class Erasure {
    private static final String LOCK =
            """
            SELECT id FROM users WHERE id = :userId AND deleted_at IS NULL FOR UPDATE
            """;

    /// Before anything else, as an order does: one that uses a session has either been written by
    /// then and is seen, or finds the session refused.
    private static final String END_PAYMENT_SESSIONS =
            """
            UPDATE payment_sessions SET status = 'refused', authorised_at = NULL
            WHERE user_id = :userId AND status IN ('pending', 'authorised')
            """;

    private static final String PAYMENT_UNDER_WAY =
            """
            SELECT EXISTS (SELECT FROM transactions
                           WHERE user_id = :userId AND status = 'processing')
                OR EXISTS (SELECT FROM transactions
                           JOIN merchants ON merchants.id = transactions.merchant_id
                           WHERE merchants.user_id = :userId
                             AND transactions.status = 'processing')
            """;

    /// What is closed and what is forgotten, each for one person. Rows that a payment refers to
    /// stay whole; of others the shell stays, since quotes refer to it.
    private static final List<String> STEPS =
            List.of(
                    """
                    DELETE FROM refresh_tokens USING sessions
                    WHERE sessions.id = refresh_tokens.session_id AND sessions.user_id = :userId
                    """,
                    """
                    UPDATE sessions
                    SET revoked_at = coalesce(revoked_at, now()),
                        revoked_reason = coalesce(revoked_reason, 'erasure'), user_agent = NULL
                    WHERE user_id = :userId
                    """,
                    "DELETE FROM login_codes WHERE user_id = :userId",
                    """
                    UPDATE consents SET revoked_at = now(), state_sha256 = NULL
                    WHERE user_id = :userId AND revoked_at IS NULL
                    """,
                    "DELETE FROM settings WHERE user_id = :userId",
                    "DELETE FROM notifications WHERE user_id = :userId",
                    "DELETE FROM spending_limits WHERE user_id = :userId",
                    """
                    UPDATE cards SET status = 'closed', closed_at = now(), updated_at = now()
                    WHERE user_id = :userId AND status <> 'closed'
                    """,
                    """
                    UPDATE bank_accounts
                    SET removed_at = coalesce(removed_at, now()), is_primary = false,
                        balance_minor = NULL, balance_read_at = NULL
                    WHERE user_id = :userId
                    """,
                    """
                    UPDATE bank_accounts
                    SET iban_encrypted = '', iban_last_four = '', aspsp_resource_id = '',
                        iban_hmac = decode(replace(CAST(id AS text), '-', ''), 'hex')
                    WHERE user_id = :userId
                      AND NOT EXISTS (SELECT FROM transactions
                                      WHERE transactions.bank_account_id = bank_accounts.id)
                    """,
                    """
                    UPDATE recipients SET deleted_at = now(), updated_at = now()
                    WHERE user_id = :userId AND deleted_at IS NULL
                    """,
                    """
                    UPDATE recipients
                    SET name = '-', bank_name = NULL, account_encrypted = '',
                        account_last_four = '', updated_at = now()
                    WHERE user_id = :userId
                      AND NOT EXISTS (SELECT FROM transactions
                                      WHERE transactions.recipient_id = recipients.id)
                    """,
                    """
                    UPDATE merchants SET status = 'closed', updated_at = now()
                    WHERE user_id = :userId AND status <> 'closed'
                    """,
                    """
                    UPDATE payment_requests SET expires_at = now()
                    FROM merchants
                    WHERE merchants.id = payment_requests.merchant_id
                      AND merchants.user_id = :userId AND payment_requests.expires_at > now()
                    """,
                    // A repeat of a request gets no further than its session, which is over.
                    "UPDATE idempotency_keys SET response_body = '{}' WHERE user_id = :userId",
                    """
                    UPDATE users
                    SET email = NULL, phone = NULL, password_hash = NULL,
                        deleted_at = now(), updated_at = now()
                    WHERE id = :userId
                    """);

    private final InstantSource clock;

    /// What is kept, and why.
    public enum Kept implements Spelled {
        /// Name, date of birth and the keyed hash of the national id (hvitvaskingsloven § 30).
        IDENTITY,
        /// Payments with the accounts and recipients that they name (hvitvaskingsloven § 30,
        /// bokføringsloven § 13).
        PAYMENTS,
        /// Complaints, withdrawals and requests like this one (GDPR Art. 17(3)(e)).
        CASES,
        /// The audit trail (hvitvaskingsloven § 30).
        AUDIT_TRAIL
    }

    /// How the end of a customer relationship went.
    public enum End {
        MADE,
        /// A payment has not come to its end; until then the customer is needed.
        PAYMENT_UNDER_WAY,
        /// It was over before.
        ALREADY_GONE
    }

    /// What became of an erasure.
    public sealed interface Outcome {
        /// The customer is gone.
        ///
        /// @param keptUntil when what is kept is deleted too
        record Erased(PrivacyRequest request, List<Kept> kept, Instant keptUntil)
                implements Outcome {}

        /// A payment has not come to its end; until then the customer is needed.
        record PaymentUnderWay() implements Outcome {}

        /// The customer has left before.
        record AlreadyGone() implements Outcome {}
    }

    /// Erasures by `clock`.
    public Erasure(InstantSource clock) {
        this.clock = clock;
    }

    /// Erases in a transaction that is already open, which is to be rolled back on any other
    /// outcome than [Outcome.Erased].
    public Outcome erase(Handle handle, UserId userId, Audit.Origin origin) {
        return switch (end(handle, userId)) {
            case PAYMENT_UNDER_WAY -> new Outcome.PaymentUnderWay();
            case ALREADY_GONE -> new Outcome.AlreadyGone();
            case MADE -> {
                PrivacyRequest request =
                        PrivacyRequest.of(PrivacyRequest.Kind.ERASURE, clock, null);
                Instant keptUntil = Deadlines.retainedUntil(request.createdAt());
                request.save(handle, userId, null, result(keptUntil), origin);
                yield new Outcome.Erased(request, List.of(Kept.values()), keptUntil);
            }
        };
    }

    /// Ends a customer relationship for whatever reason, in a transaction that is already open and
    /// is to be rolled back while a payment is under way. Whoever asked for it records it.
    public static End end(Handle handle, UserId userId) {
        run(handle, END_PAYMENT_SESSIONS, userId);
        boolean present =
                handle.createQuery(LOCK)
                        .bind("userId", userId.value())
                        .mapTo(UUID.class)
                        .findOne()
                        .isPresent();
        if (!present) {
            return End.ALREADY_GONE;
        }
        boolean underWay =
                handle.createQuery(PAYMENT_UNDER_WAY)
                        .bind("userId", userId.value())
                        .mapTo(Boolean.class)
                        .one();
        if (underWay) {
            return End.PAYMENT_UNDER_WAY;
        }
        STEPS.forEach(step -> run(handle, step, userId));
        return End.MADE;
    }

    private static void run(Handle handle, String step, UserId userId) {
        handle.createUpdate(step).bind("userId", userId.value()).execute();
    }

    private static String result(Instant keptUntil) {
        var result = Json.mapper().createObjectNode();
        var kept = result.putArray("kept");
        Arrays.stream(Kept.values()).map(Kept::text).forEach(kept::add);
        return result.put("keptUntil", keptUntil.toString()).toString();
    }
}
