package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Request;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// The aggregator's OAuth2 access tokens, by client credentials (RFC 6749 §4.4).
final class AccessTokens {
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final InstantSource clock;
    private final String clientId;
    private final String clientSecret;
    private final Map<String, Instant> expiries = new ConcurrentHashMap<>();

    AccessTokens(InstantSource clock, String clientId, String clientSecret) {
        this.clock = clock;
        this.clientId = clientId;
        this.clientSecret = clientSecret;
    }

    Answer issue(Request request) {
        byte[] expected =
                ("Basic "
                                + Base64.getEncoder()
                                        .encodeToString(
                                                (clientId + ":" + clientSecret)
                                                        .getBytes(StandardCharsets.UTF_8)))
                        .getBytes(StandardCharsets.UTF_8);
        byte[] given = request.header("Authorization").orElse("").getBytes(StandardCharsets.UTF_8);
        if (!MessageDigest.isEqual(expected, given)) {
            return Answer.json(401, Map.of("error", "invalid_client"))
                    .with("WWW-Authenticate", "Basic realm=\"bank\"");
        }
        if (!request.isOf("application/x-www-form-urlencoded")
                || Request.repeated(request.body()).isPresent()) {
            return Answer.json(400, Map.of("error", "invalid_request"));
        }
        if (!request.form("grant_type").equals(Optional.of("client_credentials"))) {
            return Answer.json(400, Map.of("error", "unsupported_grant_type"));
        }
        expiries.values().removeIf(expiry -> !expiry.isAfter(clock.instant()));
        String token = UUID.randomUUID().toString();
        expiries.put(token, clock.instant().plus(LIFE));
        return Answer.json(
                        200,
                        Map.of(
                                "access_token",
                                token,
                                "token_type",
                                "Bearer",
                                "expires_in",
                                LIFE.toSeconds()))
                .with("Cache-Control", "no-store");
    }

    /// The refusal of a request whose bearer token is missing, unknown or expired.
    Optional<BankError> refusal(Request request) {
        String header = request.header("Authorization").orElse("");
        if (!header.startsWith("Bearer ")) {
            return Optional.of(new BankError(401, "TOKEN_UNKNOWN", "Authorization is missing"));
        }
        Instant expiry = expiries.get(header.substring("Bearer ".length()));
        if (expiry == null) {
            return Optional.of(new BankError(401, "TOKEN_UNKNOWN", "no such token"));
        }
        return expiry.isAfter(clock.instant())
                ? Optional.empty()
                : Optional.of(new BankError(401, "TOKEN_INVALID", "the token has expired"));
    }

    /// Makes every token unknown, as a restart of the bank would.
    void forget() {
        expiries.clear();
    }
}
