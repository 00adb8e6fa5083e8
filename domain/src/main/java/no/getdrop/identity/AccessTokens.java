package no.getdrop.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Tokens;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Signs and verifies access tokens: JWT, HS256 under `JWT_SECRET`, 15 minutes (RFC 8725, RFC
/// 9068).
///
/// After a rotation tokens under `JWT_SECRET_PREVIOUS` still verify, and those under a key that
/// this environment has not read yet. A token says which session it belongs to; whether that
/// session still lives is asked of the database.
public final class AccessTokens {
    /// How long a token is good for.
    public static final Duration LIFETIME = Duration.ofMinutes(15);

    private static final String ISSUER = "drop-api";
    private static final String AUDIENCE = "drop";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final Duration CLOCK_SKEW = Duration.ofSeconds(30);
    private static final Pattern KEY_ID = Pattern.compile("[0-9a-f]{8}");

    private final Secrets secrets;
    private final InstantSource clock;

    /// What a good token says.
    public record Claims(UserId userId, SessionId sessionId) {}

    /// Tokens under the keys that `secrets` holds at the time of use.
    public AccessTokens(Secrets secrets, InstantSource clock) {
        this.secrets = secrets;
        this.clock = clock;
    }

    /// Fails when there is no usable key, so that a function without one does not start.
    public void requireKey() {
        signingKey(secrets.view());
    }

    /// A token for a session.
    public String issue(UserId userId, SessionId sessionId) {
        Instant now = clock.instant();
        byte[] key = signingKey(secrets.view());
        JWSHeader header =
                new JWSHeader.Builder(JWSAlgorithm.HS256).type(TYPE).keyID(keyId(key)).build();
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience(AUDIENCE)
                        .subject(userId.toString())
                        .claim("sid", sessionId.toString())
                        .jwtID(Ids.next(clock).toString())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFETIME)))
                        .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new MACSigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("an access token could not be signed", e);
        }
    }

    /// What the token says; empty when anything about it is not as it must be.
    public Optional<Claims> verify(String text) {
        return read(text)
                .filter(token -> clock.instant().isBefore(token.expires()))
                .map(Token::claims);
    }

    /// The session of a token whose time may be over, while all else about it is as it must be:
    /// enough to end that session for the person who logs in anew, and for nothing else.
    public Optional<SessionId> formerSession(String text) {
        return read(text).map(token -> token.claims().sessionId());
    }

    private record Token(Claims claims, Instant expires) {}

    private Optional<Token> read(String text) {
        try {
            SignedJWT token = SignedJWT.parse(text);
            JWSHeader header = token.getHeader();
            if (!JWSAlgorithm.HS256.equals(header.getAlgorithm())
                    || !TYPE.equals(header.getType())
                    || header.getKeyID() == null
                    || !isSigned(token)) {
                return Optional.empty();
            }
            return token(token.getJWTClaimsSet());
        } catch (ParseException | JOSEException e) {
            return Optional.empty();
        }
    }

    private Optional<Token> token(JWTClaimsSet claims) throws ParseException {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        Date issued = claims.getIssueTime();
        Date notBefore = claims.getNotBeforeTime();
        boolean valid =
                ISSUER.equals(claims.getIssuer())
                        && claims.getAudience().equals(List.of(AUDIENCE))
                        && claims.getSubject() != null
                        && claims.getStringClaim("sid") != null
                        && issued != null
                        && isReached(issued, now)
                        && (notBefore == null || isReached(notBefore, now));
        if (!valid || expires == null) {
            return Optional.empty();
        }
        return UserId.parse(claims.getSubject())
                .flatMap(user ->
                        Optional.ofNullable((String) claims.getClaim("sid"))
                                .flatMap(SessionId::parse)
                                .map(session -> new Claims(user, session)))
                .map(said -> new Token(said, expires.toInstant()));
    }

    /// Whether a time has come, by the clock of whoever wrote it.
    private static boolean isReached(Date time, Instant now) {
        return !now.plus(CLOCK_SKEW).isBefore(time.toInstant());
    }

    private boolean isSigned(SignedJWT token) throws JOSEException {
        for (byte[] key : keys(token.getHeader().getKeyID())) {
            if (token.verify(new MACVerifier(key))) {
                return true;
            }
        }
        return false;
    }

    /// The keys of that name. Where there is none the secrets are read again first, since another
    /// environment may sign with the next key already.
    private List<byte[]> keys(String keyId) {
        List<byte[]> known = keys(keyId, secrets.view());
        return known.isEmpty() && KEY_ID.matcher(keyId).matches() && secrets.renew("JWT_SECRET")
                ? keys(keyId, secrets.view())
                : known;
    }

    private static List<byte[]> keys(String keyId, Secrets.View view) {
        return Stream.concat(
                        Stream.of(signingKey(view)),
                        view.find("JWT_SECRET_PREVIOUS").map(AccessTokens::bytes).stream())
                .filter(key -> keyId(key).equals(keyId))
                .toList();
    }

    private static byte[] signingKey(Secrets.View view) {
        String expected = "at least 32 characters";
        Secret secret = view.get("JWT_SECRET", expected);
        if (secret.reveal().length() < 32) {
            throw SettingException.secret("JWT_SECRET", expected);
        }
        return bytes(secret);
    }

    private static byte[] bytes(Secret secret) {
        return secret.reveal().getBytes(StandardCharsets.UTF_8);
    }

    /// Names a key without telling anything of it that helps to guess it.
    private static String keyId(byte[] key) {
        byte[] hash = Tokens.sha256("drop-key-id:" + new String(key, StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(hash, 0, 4);
    }
}
