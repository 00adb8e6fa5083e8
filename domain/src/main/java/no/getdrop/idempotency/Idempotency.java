package no.getdrop.idempotency;

import no.getdrop.database.Database;
import no.getdrop.database.SqlStates;

import org.jdbi.v3.core.Handle;

import java.security.MessageDigest;
import java.util.Optional;
import java.util.function.Function;

/// Makes a request with a key take effect once, however often it is sent.
///
/// The key's row is written in the transaction that does the work, with the answer: either both are
/// there or neither. Of two requests at once the later waits for the earlier and then gets its
/// answer; when it waits longer than the database's lock timeout it is told so.
public final class Idempotency {
    private static final int ATTEMPTS = 2;

    private static final String FIND =
            """
            SELECT fingerprint_sha256, response_status, response_body
            FROM idempotency_keys
            WHERE user_id = :userId AND idempotency_key = :key
            """;

    private static final String STORE =
            """
            INSERT INTO idempotency_keys (user_id, idempotency_key, route, fingerprint_sha256,
                                          response_status, response_body)
            VALUES (:userId, :key, :route, :fingerprint, :status, :body)
            """;

    private final Database database;

    /// What became of a request that carried a key.
    public sealed interface Outcome {
        /// The answer, of this request or of the earlier one with that key.
        record Answered(StoredAnswer answer) implements Outcome {}

        /// The key was used for another request.
        record KeyReused() implements Outcome {}

        /// Another request with that key is still at work.
        record InProgress() implements Outcome {}
    }

    /// Keys as the database holds them.
    public Idempotency(Database database) {
        this.database = database;
    }

    /// Gives the stored answer of `key`, or does the work and stores its answer with it.
    ///
    /// An answer below 400 is stored; a refusal changes nothing and may be tried again.
    public Outcome once(IdempotencyKey key, Function<Handle, StoredAnswer> work) {
        for (int attempt = 1; ; attempt++) {
            try {
                return database.transaction(handle -> inTransaction(handle, key, work));
            } catch (RuntimeException e) {
                if (SqlStates.isLockTimeout(e)) {
                    return new Outcome.InProgress();
                }
                // Another request with this key was first; its answer can be read now.
                if (attempt == ATTEMPTS || !SqlStates.isUniqueViolation(e)) {
                    throw e;
                }
            }
        }
    }

    private static Outcome inTransaction(
            Handle handle, IdempotencyKey key, Function<Handle, StoredAnswer> work) {
        Optional<Outcome> earlier = earlier(handle, key);
        if (earlier.isPresent()) {
            return earlier.get();
        }
        StoredAnswer answer = work.apply(handle);
        if (answer.status() < 400) {
            handle.createUpdate(STORE)
                    .bind("userId", key.userId().value())
                    .bind("key", key.value())
                    .bind("route", key.route())
                    .bind("fingerprint", key.fingerprint())
                    .bind("status", answer.status())
                    .bind("body", answer.body())
                    .execute();
        }
        return new Outcome.Answered(answer);
    }

    /// What the key's row says of a request; empty when the key is new.
    public static Optional<Outcome> earlier(Handle handle, IdempotencyKey key) {
        return handle.createQuery(FIND)
                .bind("userId", key.userId().value())
                .bind("key", key.value())
                .map((row, context) ->
                        judge(
                                key,
                                row.getBytes("fingerprint_sha256"),
                                row.getInt("response_status"),
                                row.getString("response_body")))
                .findOne();
    }

    /// The outcome for a key that is known with that fingerprint and answer.
    public static Outcome judge(IdempotencyKey key, byte[] fingerprint, int status, String body) {
        return MessageDigest.isEqual(fingerprint, key.fingerprint())
                ? new Outcome.Answered(new StoredAnswer(status, body, true))
                : new Outcome.KeyReused();
    }
}
