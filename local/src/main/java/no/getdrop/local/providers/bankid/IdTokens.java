package no.getdrop.local.providers.bankid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;

import no.nav.security.mock.oauth2.token.KeyProvider;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// Makes the ID tokens, right ones and, where asked, wrong ones.
final class IdTokens {
    static final Duration LIFE = Duration.ofMinutes(5);
    private static final String HIGHEST_LEVEL = "urn:bankid:bid;LOA=4";

    private final String issuer;
    private final String issuerId;
    private final String clientId;
    private final OAuth2TokenProvider signer;

    /// Made ahead: a client does not wait for as long as a key may take.
    private final CompletableFuture<OAuth2TokenProvider> stranger =
            CompletableFuture.supplyAsync(IdTokens::signer);

    IdTokens(String issuer, String issuerId, String clientId, OAuth2TokenProvider signer) {
        this.issuer = issuer;
        this.issuerId = issuerId;
        this.clientId = clientId;
        this.signer = signer;
    }

    String idToken(Login login, Optional<Spoiled> spoiled) {
        Map<String, Object> claims = claims(login);
        spoiled.ifPresent(what -> spoil(what, claims));
        OAuth2TokenProvider key =
                spoiled.filter(what -> what == Spoiled.SIGNATURE).isPresent()
                        ? stranger.join()
                        : signer;
        return key.jwt(claims, LIFE, issuerId).serialize();
    }

    String accessToken(Login login) {
        return signer.jwt(
                        Map.of(
                                "iss",
                                issuer,
                                "sub",
                                login.person().subject().toString(),
                                "aud",
                                List.of(issuer),
                                "azp",
                                clientId,
                                "typ",
                                "Bearer",
                                "scope",
                                login.scope()),
                        LIFE,
                        issuerId)
                .serialize();
    }

    /// One that signs by RS256, with a key made now.
    static OAuth2TokenProvider signer() {
        try {
            RSAKey key = new RSAKeyGenerator(2048).keyID("bankid").generate();
            return new OAuth2TokenProvider(new KeyProvider(List.of(key)));
        } catch (JOSEException everyJdkHasRsa) {
            throw new IllegalStateException(everyJdkHasRsa);
        }
    }

    private Map<String, Object> claims(Login login) {
        TestPerson person = login.person();
        Map<String, Object> claims = new LinkedHashMap<>();
        claims.put("iss", issuer);
        claims.put("sub", person.subject().toString());
        claims.put("aud", List.of(clientId));
        claims.put("azp", clientId);
        claims.put("typ", "ID");
        claims.put("jti", UUID.randomUUID().toString());
        claims.put("sid", UUID.randomUUID().toString());
        claims.put("nonce", login.nonce());
        claims.put("acr", HIGHEST_LEVEL);
        claims.put("amr", List.of("BID"));
        claims.put("auth_time", login.at().getEpochSecond());
        if (List.of(login.scope().split(" +", -1)).contains(AuthorizationRequest.NATIONAL_ID)) {
            claims.put(AuthorizationRequest.NATIONAL_ID, person.nationalId().digits());
        }
        claims.put("name", person.name());
        claims.put("given_name", person.givenName());
        claims.put("family_name", person.familyName());
        claims.put("birthdate", person.birthDate().toString());
        return claims;
    }

    private static void spoil(Spoiled what, Map<String, Object> claims) {
        long anHourAgo = Instant.now().minus(Duration.ofHours(1)).getEpochSecond();
        switch (what) {
            case NONCE -> claims.put("nonce", "another");
            case AUDIENCE -> claims.put("aud", List.of("another"));
            case AUTHORIZED_PARTY -> claims.put("azp", "another");
            case ISSUER -> claims.put("iss", "http://127.0.0.1/another");
            case LEVEL -> claims.put("acr", "urn:bankid:bis;LOA=3");
            case EXPIRED -> {
                claims.put("iat", anHourAgo - LIFE.toSeconds());
                claims.put("nbf", anHourAgo - LIFE.toSeconds());
                claims.put("exp", anHourAgo);
            }
            case AHEAD -> {
                long inAnHour = anHourAgo + Duration.ofHours(2).toSeconds();
                claims.put("iat", inAnHour);
                claims.put("nbf", inAnHour);
                claims.put("exp", inAnHour + LIFE.toSeconds());
            }
            case AUTHENTICATION_TIME -> claims.put("auth_time", anHourAgo);
            case SIGNATURE -> {}
            case NO_NATIONAL_ID -> claims.remove(AuthorizationRequest.NATIONAL_ID);
        }
    }
}
