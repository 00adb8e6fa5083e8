package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

class AccessTokensTest {
    private static final String KEY = "the present key, of at least 32 characters";
    private static final String OLD_KEY = "the previous key, of at least 32 characters";
    private static final UserId USER = new UserId(Ids.next());
    private static final SessionId SESSION = new SessionId(Ids.next());

    private final HandClock clock = new HandClock();
    private final AccessTokens tokens = tokens(Map.of("JWT_SECRET", KEY));

    @Test
    void aTokenSaysWhoseItIs() {
        assertThat(tokens.verify(tokens.issue(USER, SESSION)))
                .contains(new AccessTokens.Claims(USER, SESSION));
    }

    @Test
    void twoTokensOfOneSessionDiffer() {
        assertThat(tokens.issue(USER, SESSION)).isNotEqualTo(tokens.issue(USER, SESSION));
    }

    @Test
    void aTokenIsGoodForFifteenMinutes() {
        String token = tokens.issue(USER, SESSION);

        clock.advance(Duration.ofMinutes(15).minusMillis(1_001));
        assertThat(tokens.verify(token)).isPresent();
        clock.advance(Duration.ofMillis(1_001));
        assertThat(tokens.verify(token)).isEmpty();
    }

    @Test
    void aTokenWhoseTimeIsOverStillNamesItsFormerSession() {
        String token = tokens.issue(USER, SESSION);
        assertThat(tokens.formerSession(token)).contains(SESSION);

        clock.advance(Duration.ofDays(1));

        assertThat(tokens.verify(token)).isEmpty();
        assertThat(tokens.formerSession(token)).contains(SESSION);
    }

    @Test
    void whatIsWrongInAnythingButItsTimeNamesNoSession() throws Exception {
        String foreign = tokens(Map.of("JWT_SECRET", "x".repeat(32))).issue(USER, SESSION);
        HandClock ahead = new HandClock();
        ahead.advance(Duration.ofMinutes(2));
        String early =
                new AccessTokens(secrets(Map.of("JWT_SECRET", KEY)), ahead).issue(USER, SESSION);
        String good = tokens.issue(USER, SESSION);

        assertThat(tokens.formerSession(foreign)).isEmpty();
        assertThat(tokens.formerSession(early)).isEmpty();
        assertThat(tokens.formerSession(good.substring(0, good.lastIndexOf('.') + 1))).isEmpty();
        assertThat(tokens.formerSession(SESSION.toString())).isEmpty();
        assertThat(tokens.formerSession("")).isEmpty();
        assertThat(tokens.formerSession(changed(claims -> claims.issuer("someone")))).isEmpty();
        assertThat(tokens.formerSession(changed(claims -> claims.audience("other")))).isEmpty();
        assertThat(tokens.formerSession(changed(claims -> claims.claim("sid", "ses_1")))).isEmpty();
        assertThat(tokens.formerSession(changed(claims -> claims.expirationTime(null)))).isEmpty();
    }

    @Test
    void aTokenFromTheFutureIsNotGood() {
        HandClock ahead = new HandClock();
        ahead.advance(Duration.ofMinutes(2));
        AccessTokens other = new AccessTokens(secrets(Map.of("JWT_SECRET", KEY)), ahead);

        assertThat(tokens.verify(other.issue(USER, SESSION))).isEmpty();
    }

    @Test
    void aTokenWhoseBeginningIsNotReachedIsNotGood() throws Exception {
        Instant now = clock.instant();
        assertThat(tokens.verify(changed(claims -> claims.notBeforeTime(Date.from(now)))))
                .isPresent();
        assertThat(
                        tokens.verify(
                                changed(claims ->
                                        claims.notBeforeTime(Date.from(now.plusSeconds(31))))))
                .isEmpty();
        assertThat(tokens.verify(changed(claims -> claims.claim("nbf", "now")))).isEmpty();
    }

    @Test
    void tokensUnderThePreviousKeyAreGoodUntilItIsTakenAway() {
        String old = tokens(Map.of("JWT_SECRET", OLD_KEY)).issue(USER, SESSION);

        assertThat(tokens(Map.of("JWT_SECRET", KEY, "JWT_SECRET_PREVIOUS", OLD_KEY)).verify(old))
                .isPresent();
        assertThat(tokens.verify(old)).isEmpty();
    }

    @Test
    void anEnvironmentWithTheOldKeyVerifiesATokenUnderTheNewOne() {
        AtomicReference<Map<String, String>> manager =
                new AtomicReference<>(Map.of("JWT_SECRET", OLD_KEY));
        AtomicInteger reads = new AtomicInteger();
        AccessTokens behind =
                new AccessTokens(
                        new Secrets(
                                Environment.of(Map.of()),
                                () -> {
                                    reads.incrementAndGet();
                                    return manager.get();
                                },
                                clock),
                        clock);
        String old = behind.issue(USER, SESSION);
        manager.set(Map.of("JWT_SECRET", KEY, "JWT_SECRET_PREVIOUS", OLD_KEY));

        assertThat(behind.verify(tokens.issue(USER, SESSION))).isPresent();
        assertThat(behind.verify(old)).isPresent();
        assertThat(reads).hasValue(2);
        AccessTokens strangers = tokens(Map.of("JWT_SECRET", "x".repeat(32)));
        for (int round = 0; round < 100; round++) {
            assertThat(behind.verify(strangers.issue(USER, SESSION))).isEmpty();
        }
        assertThat(reads).as("tokens of strangers are looked into seldom").hasValue(2);
        clock.advance(Duration.ofSeconds(5));
        assertThat(behind.verify(strangers.issue(USER, SESSION))).isEmpty();
        assertThat(reads).hasValue(3);
    }

    @Test
    void newTokensAreNeverUnderThePreviousKey() {
        AccessTokens rotating = tokens(Map.of("JWT_SECRET", KEY, "JWT_SECRET_PREVIOUS", OLD_KEY));

        assertThat(tokens.verify(rotating.issue(USER, SESSION))).isPresent();
    }

    @Test
    void anUnsignedTokenIsNotGood() throws Exception {
        SignedJWT good = SignedJWT.parse(tokens.issue(USER, SESSION));
        String payload = good.getParsedParts()[1].toString();
        String header = encode("{\"alg\":\"none\",\"typ\":\"at+jwt\"}");
        String named =
                encode(
                        "{\"alg\":\"none\",\"typ\":\"at+jwt\",\"kid\":\""
                                + good.getHeader().getKeyID()
                                + "\"}");

        assertThat(tokens.verify(new PlainJWT(good.getJWTClaimsSet()).serialize())).isEmpty();
        assertThat(tokens.verify(header + "." + payload + ".")).isEmpty();
        assertThat(tokens.verify(named + "." + payload + ".")).isEmpty();
        assertThat(tokens.verify(named + "." + payload + "." + good.getParsedParts()[2])).isEmpty();
        assertThat(tokens.verify(good.getParsedParts()[0] + "." + payload + ".")).isEmpty();
    }

    @Test
    void anotherAlgorithmUnderTheSameKeyIsNotGood() throws Exception {
        String longKey = KEY.repeat(2);
        AccessTokens under = tokens(Map.of("JWT_SECRET", longKey));
        SignedJWT good = SignedJWT.parse(under.issue(USER, SESSION));
        for (JWSAlgorithm algorithm : new JWSAlgorithm[] {JWSAlgorithm.HS384, JWSAlgorithm.HS512}) {
            JWSHeader header =
                    new JWSHeader.Builder(algorithm)
                            .type(good.getHeader().getType())
                            .keyID(good.getHeader().getKeyID())
                            .build();
            assertThat(under.verify(signed(header, good.getJWTClaimsSet(), longKey))).isEmpty();
        }
    }

    @Test
    void aTokenOfAnotherTypeOrKeyNameIsNotGood() throws Exception {
        SignedJWT good = SignedJWT.parse(tokens.issue(USER, SESSION));
        JWTClaimsSet claims = good.getJWTClaimsSet();
        String keyId = good.getHeader().getKeyID();
        JWSHeader.Builder plain = new JWSHeader.Builder(JWSAlgorithm.HS256);

        assertThat(tokens.verify(signed(header("at+jwt", keyId), claims, KEY))).isPresent();
        assertThat(tokens.verify(signed(header("JWT", keyId), claims, KEY))).isEmpty();
        assertThat(tokens.verify(signed(header("at+jwt", "other"), claims, KEY))).isEmpty();
        assertThat(tokens.verify(signed(plain.keyID(keyId).build(), claims, KEY))).isEmpty();
        assertThat(
                        tokens.verify(
                                signed(
                                        new JWSHeader.Builder(JWSAlgorithm.HS256)
                                                .type(new JOSEObjectType("at+jwt"))
                                                .build(),
                                        claims,
                                        KEY)))
                .isEmpty();
        assertThat(tokens.verify(signed(header("at+jwt", keyId), claims, OLD_KEY))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "iss, drop-other",
        "iss,",
        "aud, drop-other",
        "aud,",
        "sub, nobody",
        "sub, ses_00000000000000000000000000",
        "sub,",
        "sid, nothing",
        "sid,",
        "exp,",
        "iat,",
    })
    void aTokenWithAnotherOrNoClaimIsNotGood(String claim, String value) throws Exception {
        assertThat(tokens.verify(changed(claims -> claims.claim(claim, value)))).isEmpty();
    }

    @Test
    void aTokenForSeveralAudiencesOrWithAClaimOfAnotherKindIsNotGood() throws Exception {
        assertThat(tokens.verify(changed(claims -> claims))).isPresent();
        assertThat(tokens.verify(changed(claims -> claims.audience(List.of("drop", "x")))))
                .isEmpty();
        assertThat(tokens.verify(changed(claims -> claims.claim("sid", 7)))).isEmpty();
        assertThat(tokens.verify(changed(claims -> claims.claim("exp", "soon")))).isEmpty();
        assertThat(
                        tokens.verify(
                                changed(claims ->
                                        claims.expirationTime(Date.from(clock.instant())))))
                .isEmpty();
    }

    @Test
    void aTokenOfWhichAnyCharacterWasChangedIsNotGood() {
        String good = tokens.issue(USER, SESSION);
        for (int index = 0; index < good.length(); index++) {
            char other = good.charAt(index) == 'A' ? 'Q' : 'A';
            String changed = good.substring(0, index) + other + good.substring(index + 1);
            if (index == good.length() - 1) {
                // Of the last character two bits count for nothing; an A in place of a Q keeps
                // them.
                changed = good.substring(0, index) + (good.charAt(index) < 'Q' ? 'w' : 'A');
            }
            assertThat(tokens.verify(changed)).as("character " + index).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "...", "a.b.c", "null", "{}", "e30.e30.", " "})
    void whatIsNoTokenIsNotGood(String text) {
        assertThat(tokens.verify(text)).isEmpty();
    }

    @Test
    void noiseIsNotGoodAndNoError() {
        long seed = Long.getLong("drop.seed", System.nanoTime());
        System.out.println("AccessTokensTest: -Ddrop.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            String noise =
                    random.nextBoolean()
                            ? new String(bytes, StandardCharsets.ISO_8859_1)
                            : encode("{\"alg\":\"HS256\"}")
                                    + "."
                                    + Base64.getUrlEncoder().encodeToString(bytes)
                                    + ".x";
            assertThat(tokens.verify(noise)).isEmpty();
        }
    }

    @Test
    void aKeyThatIsMissingOrTooShortIsRefusedByName() {
        assertThatThrownBy(() -> tokens(Map.of()).requireKey())
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("JWT_SECRET")
                .hasMessageContaining("at least 32 characters");
        assertThatThrownBy(() -> tokens(Map.of("JWT_SECRET", "x".repeat(31))).requireKey())
                .isInstanceOf(SettingException.class)
                .hasMessageNotContaining("xxx");
        tokens.requireKey();
    }

    private String changed(UnaryOperator<JWTClaimsSet.Builder> change)
            throws ParseException, JOSEException {
        SignedJWT good = SignedJWT.parse(tokens.issue(USER, SESSION));
        JWTClaimsSet claims =
                change.apply(new JWTClaimsSet.Builder(good.getJWTClaimsSet())).build();
        return signed(good.getHeader(), claims, KEY);
    }

    private static JWSHeader header(String type, String keyId) {
        return new JWSHeader.Builder(JWSAlgorithm.HS256)
                .type(new JOSEObjectType(type))
                .keyID(keyId)
                .build();
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, String key)
            throws JOSEException {
        SignedJWT token = new SignedJWT(header, claims);
        token.sign(new MACSigner(key));
        return token.serialize();
    }

    private static String encode(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private AccessTokens tokens(Map<String, String> variables) {
        return new AccessTokens(secrets(variables), clock);
    }

    private Secrets secrets(Map<String, String> variables) {
        return Secrets.from(Environment.of(variables), clock);
    }
}
