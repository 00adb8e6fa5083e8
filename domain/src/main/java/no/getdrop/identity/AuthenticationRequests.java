package no.getdrop.identity;

import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Tokens;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Trips to BankID: each has its own state, nonce and PKCE verifier, lives ten minutes and ends
/// once.
public final class AuthenticationRequests {
    private static final Duration LIFETIME = Duration.ofMinutes(10);

    private static final String INSERT =
            """
            INSERT INTO authentication_requests (id, state_sha256, purpose, platform, nonce,
                code_verifier, app_code_challenge, payment_session_id, former_session_id,
                created_at, expires_at)
            VALUES (:id, :state, :purpose, :platform, :nonce,
                :codeVerifier, :appCodeChallenge, :paymentSessionId, :formerSessionId,
                :createdAt, :expiresAt)
            """;

    private static final String CONSUME =
            """
            UPDATE authentication_requests
            SET consumed_at = now()
            WHERE state_sha256 = :state AND purpose = :purpose
              AND consumed_at IS NULL AND expires_at > :now
            RETURNING id, platform, nonce, code_verifier, app_code_challenge, payment_session_id,
                      former_session_id, created_at
            """;

    private final FieldCipher cipher;
    private final InstantSource clock;

    /// A trip that begins.
    ///
    /// @param state goes with the browser and comes back; only its hash is kept
    public record Started(String state, String nonce, String codeVerifier) {}

    /// A trip that came back.
    ///
    /// @param appCodeChallenge PKCE challenge of the app that waits for a one-time code
    /// @param paymentSessionId what is authorised; only for the purpose of a payment
    /// @param formerSession what the browser had when it began a login
    public record Returned(
            Platform platform,
            String nonce,
            String codeVerifier,
            @Nullable String appCodeChallenge,
            @Nullable UUID paymentSessionId,
            @Nullable SessionId formerSession,
            Instant startedAt) {
        public Returned {
            Objects.requireNonNull(platform, "platform");
        }
    }

    /// Trips whose verifiers are sealed under `cipher`.
    public AuthenticationRequests(FieldCipher cipher, InstantSource clock) {
        this.cipher = cipher;
        this.clock = clock;
    }

    Started startLogin(
            Handle handle,
            Platform platform,
            @Nullable String appCodeChallenge,
            @Nullable SessionId formerSession) {
        return start(handle, "login", platform, appCodeChallenge, null, formerSession);
    }

    /// Begins the authorisation of a payment session.
    public Started startPayment(Handle handle, Platform platform, UUID paymentSessionId) {
        return start(handle, "payment", platform, null, paymentSessionId, null);
    }

    Optional<Returned> endLogin(Handle handle, String state) {
        return end(handle, "login", state);
    }

    /// Ends the authorisation of a payment session; empty for a state that is unknown, used or old.
    public Optional<Returned> endPayment(Handle handle, String state) {
        return end(handle, "payment", state);
    }

    private Started start(
            Handle handle,
            String purpose,
            Platform platform,
            @Nullable String appCodeChallenge,
            @Nullable UUID paymentSessionId,
            @Nullable SessionId formerSession) {
        Started started = new Started(Tokens.next(), Tokens.next(), Tokens.next());
        UUID id = Ids.next(clock);
        Instant now = clock.instant();
        handle.createUpdate(INSERT)
                .bind("id", id)
                .bind("state", Tokens.sha256(started.state()))
                .bind("purpose", purpose)
                .bind("platform", platform.text())
                .bind("nonce", started.nonce())
                .bind("codeVerifier", cipher.encrypt(started.codeVerifier(), place(id)))
                .bind("appCodeChallenge", appCodeChallenge)
                .bind("paymentSessionId", paymentSessionId)
                .bind("formerSessionId", formerSession == null ? null : formerSession.value())
                .bind("createdAt", now)
                .bind("expiresAt", now.plus(LIFETIME))
                .execute();
        return started;
    }

    private Optional<Returned> end(Handle handle, String purpose, String state) {
        return handle.createQuery(CONSUME)
                .bind("state", Tokens.sha256(state))
                .bind("purpose", purpose)
                .bind("now", clock.instant())
                .map((row, context) ->
                        new Returned(
                                Platform.parse(row.getString("platform")).orElseThrow(),
                                row.getString("nonce"),
                                cipher.decrypt(
                                        row.getBytes("code_verifier"),
                                        place(row.getObject("id", UUID.class))),
                                row.getString("app_code_challenge"),
                                row.getObject("payment_session_id", UUID.class),
                                Optional.ofNullable(row.getObject("former_session_id", UUID.class))
                                        .map(SessionId::new)
                                        .orElse(null),
                                row.getTimestamp("created_at").toInstant()))
                .findOne();
    }

    private static String place(UUID id) {
        return "authentication_requests:" + id + ":code_verifier";
    }
}
