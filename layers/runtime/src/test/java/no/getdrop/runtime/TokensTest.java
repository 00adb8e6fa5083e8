package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;

final class TokensTest {
    @Test
    void isThe256BitsInBase64Url() {
        Set<String> tokens = new HashSet<>();
        for (int i = 0; i < 1_000; i++) {
            String token = Tokens.next();
            assertThat(token).matches("[A-Za-z0-9_-]{43}");
            tokens.add(token);
        }

        assertThat(tokens).hasSize(1_000);
    }

    @Test
    void theHashIsSha256() {
        // FIPS 180-2, appendix B.1.
        assertThat(HexFormat.of().formatHex(Tokens.sha256("abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void theCodeChallengeIsTheOneOfTheStandard() {
        // RFC 7636, appendix B.
        assertThat(Tokens.codeChallenge("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"))
                .isEqualTo("E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
