package no.getdrop.local.providers.bankid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;

import no.nav.security.mock.oauth2.token.KeyProvider;

import java.util.List;

/// The issuer's RS256 key, made in this run and replaceable: the next key has a new key id, which
/// makes clients fetch the key set again.
final class RotatingKey extends KeyProvider {
    private int generation;
    private RSAKey current;

    RotatingKey() {
        super(List.of());
        current = generate(++generation);
    }

    synchronized void rotate() {
        current = generate(++generation);
    }

    @Override
    public synchronized JWK signingKey(String issuerId) {
        return current;
    }

    private static RSAKey generate(int generation) {
        try {
            return new RSAKeyGenerator(2048).keyID("bankid-" + generation).generate();
        } catch (JOSEException everyJdkHasRsa) {
            throw new IllegalStateException(everyJdkHasRsa);
        }
    }
}
