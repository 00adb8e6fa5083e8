package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whatever stands in `Authorization`, a token is good or it is not.
public final class AccessTokensFuzzTest {
    private static final String KEY = "the present key, of at least 32 characters";
    private static final AccessTokens TOKENS =
            new AccessTokens(
                    Secrets.from(
                            Environment.of(Map.of("JWT_SECRET", KEY)),
                            () -> Instant.parse("2026-11-26T12:00:00Z")),
                    () -> Instant.parse("2026-11-26T12:00:00Z"));

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(AccessTokensFuzzTest.class, AccessTokensFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, AccessTokensFuzzTest::holds);
    }

    private static void holds(byte[] input) throws Exception {
        Lines lines = new Lines(input);
        String header = lines.next();
        String claims = lines.restText();
        assertThat(TOKENS.verify(new String(input, StandardCharsets.UTF_8)))
                .as("nobody without the key makes a good one")
                .isEmpty();
        Optional<AccessTokens.Claims> good = TOKENS.verify(signed(header, claims));
        if (good.isPresent()) {
            AccessTokens.Claims known = good.get();
            assertThat(TOKENS.verify(TOKENS.issue(known.userId(), known.sessionId())))
                    .contains(known);
        }
    }

    /// A token of any header and claims under the right key, which goes by the name `KID` here.
    private static String signed(String header, String claims) throws Exception {
        String issued = TOKENS.issue(new UserId(new UUID(1, 2)), new SessionId(new UUID(3, 4)));
        String keyId = SignedJWT.parse(issued).getHeader().getKeyID();
        String content =
                Base64URL.encode(header.replace("KID", keyId)) + "." + Base64URL.encode(claims);
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return content
                + "."
                + Base64URL.encode(mac.doFinal(content.getBytes(StandardCharsets.US_ASCII)));
    }
}
