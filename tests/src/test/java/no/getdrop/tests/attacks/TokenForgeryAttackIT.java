package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// An access token of the attacker's own making, over HTTP; `AccessTokensTest` tries more of them
/// without it.
@ExtendWith(Suite.class)
final class TokenForgeryAttackIT {
    private static final String HMAC = "HmacSHA256";

    @Test
    void leavesTheSignatureOut(Drop drop) {
        Customer customer = drop.newCustomer().login();
        ForgedToken good = ForgedToken.of(customer.accessToken());
        refused(customer, good.unsigned());
        for (String none : List.of("none", "None", "NONE", "nOnE", "")) {
            ForgedToken token = good.withHeader("alg", none);
            refused(customer, token.unsigned());
            refused(customer, token.withOldSignature());
            refused(customer, token.withHeader("kid", null).unsigned());
        }
    }

    @Test
    void signsWithAKeyThatAnybodyCanGuess(Drop drop) {
        Customer customer = drop.newCustomer().login();
        ForgedToken good = ForgedToken.of(customer.accessToken());
        accepted(customer, good.hashed(HMAC, ForgedToken.secret(drop, "JWT_SECRET")));
        String keyId = good.headers().path("kid").asText();
        for (String key : List.of("\u0000", "secret", "drop", keyId, keyId.repeat(4))) {
            refused(customer, good.hashed(HMAC, key.getBytes(StandardCharsets.UTF_8)));
        }
        for (String other : List.of("OPERATOR_KEY", "QR_SIGNING_KEY", "ENCRYPTION_KEY")) {
            byte[] key = ForgedToken.secret(drop, other);
            assertThat(key).as(other).isNotEmpty();
            refused(customer, good.hashed(HMAC, key));
        }
    }

    @Test
    void saysThatAnotherAlgorithmSignedIt(Drop drop) throws NoSuchAlgorithmException {
        Customer customer = drop.newCustomer().login();
        ForgedToken good = ForgedToken.of(customer.accessToken());
        byte[] key = ForgedToken.secret(drop, "JWT_SECRET");
        refused(customer, good.withHeader("alg", "HS384").hashed("HmacSHA384", key));
        refused(customer, good.withHeader("alg", "HS512").hashed("HmacSHA512", key));
        refused(customer, good.withHeader("alg", "RS256").hashed(HMAC, key));
        KeyPair pair = pair();
        refused(customer, good.withHeader("alg", "RS256").rsa(pair.getPrivate()));
        refused(customer, good.rsa(pair.getPrivate()));
        refused(customer, good.hashed(HMAC, pair.getPublic().getEncoded()));
    }

    @Test
    void bringsTheKeyAlongInTheHeader(Drop drop) throws NoSuchAlgorithmException {
        Customer customer = drop.newCustomer().login();
        byte[] own =
                "a key of the attacker's own, long enough to be one"
                        .getBytes(StandardCharsets.UTF_8);
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(own);
        ForgedToken good = ForgedToken.of(customer.accessToken());
        refused(
                customer,
                good.withHeader("jwk", Map.of("kty", "oct", "alg", "HS256", "k", encoded))
                        .hashed(HMAC, own));
        for (String path : List.of("../../../../dev/null", "/dev/null", "' OR '1'='1", "", "0")) {
            refused(customer, good.withHeader("kid", path).hashed(HMAC, own));
            refused(customer, good.withHeader("kid", path).hashed(HMAC, new byte[] {0}));
        }
        KeyPair pair = pair();
        String certificate = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        refused(
                customer,
                good.withHeader("alg", "RS256")
                        .withHeader("x5c", List.of(certificate))
                        .rsa(pair.getPrivate()));
        refused(
                customer,
                good.withHeader("crit", List.of("exp"))
                        .hashed(HMAC, ForgedToken.secret(drop, "JWT_SECRET")));
    }

    @Test
    void presentsATokenThatWasMadeForSomethingElse(Drop drop) {
        Customer customer = drop.newCustomer().login();
        byte[] key = ForgedToken.secret(drop, "JWT_SECRET");
        ForgedToken good = ForgedToken.of(customer.accessToken());
        refused(customer, good.withClaim("iss", "https://evil.example").hashed(HMAC, key));
        refused(customer, good.withClaim("iss", null).hashed(HMAC, key));
        refused(customer, good.withClaim("aud", "another").hashed(HMAC, key));
        refused(customer, good.withClaim("aud", List.of("drop", "another")).hashed(HMAC, key));
        refused(customer, good.withClaim("aud", null).hashed(HMAC, key));
        refused(customer, good.withHeader("typ", "JWT").hashed(HMAC, key));
        refused(customer, good.withHeader("typ", "refresh+jwt").hashed(HMAC, key));
    }

    @Test
    void presentsATokenBeforeOrAfterItsTime(Drop drop) {
        Customer customer = drop.newCustomer().login();
        byte[] key = ForgedToken.secret(drop, "JWT_SECRET");
        ForgedToken good = ForgedToken.of(customer.accessToken());
        long now = Instant.now().getEpochSecond();
        accepted(customer, good.withClaim("exp", now + 30).hashed(HMAC, key));
        refused(customer, good.withClaim("exp", now - 1).hashed(HMAC, key));
        refused(customer, good.withClaim("exp", null).hashed(HMAC, key));
        refused(customer, good.withClaim("iat", now + 120).hashed(HMAC, key));
        refused(customer, good.withClaim("iat", null).hashed(HMAC, key));
        refused(customer, good.withClaim("nbf", now + 600).hashed(HMAC, key));
        refused(customer, good.withClaim("nbf", "soon").hashed(HMAC, key));
        accepted(customer, good.withClaim("nbf", now).hashed(HMAC, key));
    }

    @Test
    void putsAnothersNameIntoTheirOwnToken(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Customer victim = drop.newCustomer().login();
        byte[] key = ForgedToken.secret(drop, "JWT_SECRET");
        ForgedToken own = ForgedToken.of(attacker.accessToken());
        ForgedToken anothers = ForgedToken.of(victim.accessToken());
        refused(
                attacker,
                own.withClaim("sub", anothers.claims().path("sub").asText()).hashed(HMAC, key));
        refused(
                attacker,
                own.withClaim("sid", anothers.claims().path("sid").asText()).hashed(HMAC, key));
        refused(
                attacker,
                own.withClaim("sub", anothers.claims().path("sub").asText()).withOldSignature());
        refused(attacker, own.withClaim("role", "admin").withOldSignature());
    }

    private static void refused(Customer customer, String token) {
        Answer answer = present(customer, token);
        assertThat(answer.status()).as(token).isEqualTo(401);
        assertThat(answer.error()).isEqualTo("unauthenticated");
    }

    private static void accepted(Customer customer, String token) {
        assertThat(present(customer, token).status()).as(token).isEqualTo(200);
    }

    private static Answer present(Customer customer, String token) {
        return customer.send(
                "GET", "/v1/auth/me", Map.of("Authorization", "Bearer " + token), null);
    }

    private static KeyPair pair() throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(2048);
        return generator.generateKeyPair();
    }
}
