package no.getdrop.api.priming;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import no.getdrop.api.priming.LoopbackServer.Request;
import no.getdrop.api.priming.LoopbackServer.Response;
import no.getdrop.identity.BankIdSettings;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.Json;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;

/// BankID and the banks for a rehearsal, on this machine: they agree to everything.
///
/// BankID's tokens are signed with a key that is made here and gone with this object. Each of its
/// persons has a national id that begins with day 00, which nobody has.
final class RehearsalProviders implements AutoCloseable {
    /// The parameter of the bank's page that says where the person goes back to, in Base64: no bank
    /// may show the state in the address of its page.
    static final String BACK = "back";

    private final BankIdSettings bankId;
    private final RSAKey key;
    private final String nationalId = nationalId();
    private final LoopbackServer server;

    private RehearsalProviders(BankIdSettings bankId, RSAKey key) throws IOException {
        this.bankId = bankId;
        this.key = key;
        this.server = LoopbackServer.start(this::answer);
    }

    static RehearsalProviders start(BankIdSettings bankId) throws IOException {
        try {
            return new RehearsalProviders(
                    bankId, new RSAKeyGenerator(2_048).keyID(Ids.next().toString()).generate());
        } catch (JOSEException e) {
            throw new IOException("no key for the rehearsal", e);
        }
    }

    URI address() {
        return server.address();
    }

    @Override
    public void close() throws IOException {
        server.close();
    }

    private Response answer(Request request) {
        String path = URI.create(request.target()).getPath();
        if (path.endsWith("/.well-known/openid-configuration")) {
            return json(200, discovery());
        }
        if (path.endsWith("/rehearsal/keys")) {
            return new Response(200, new JWKSet(key.toPublicJWK()).toString());
        }
        if (path.endsWith("/rehearsal/token")) {
            return json(200, tokens(Query.of("?" + request.body()).getOrDefault("code", "")));
        }
        return bank(path, request);
    }

    private Response bank(String path, Request request) {
        ObjectNode answer = Json.mapper().createObjectNode();
        if (path.endsWith("/oauth2/token")) {
            // Asked for anew each time, as by the first payment after a restore.
            return json(200, answer.put("access_token", "rehearsal").put("expires_in", 0));
        }
        if (path.endsWith("/v1/banks")) {
            answer.putArray("banks")
                    .addObject()
                    .put("bankId", "rehearsal")
                    .put("name", "Rehearsal");
            return json(200, answer);
        }
        if (path.endsWith("/v1/consents")) {
            answer.put("consentId", Ids.next().toString()).put("consentStatus", "received");
            byte[] back =
                    request.headers()
                            .getOrDefault("tpp-redirect-uri", "")
                            .getBytes(StandardCharsets.UTF_8);
            answer.putObject("_links")
                    .putObject("scaRedirect")
                    .put(
                            "href",
                            // Nobody goes there: only what stands in it is read.
                            "https://rehearsal.invalid/sca?"
                                    + BACK
                                    + "="
                                    + Base64.getUrlEncoder().withoutPadding().encodeToString(back));
            return json(201, answer);
        }
        if (path.contains("/v1/consents/")) {
            return json(200, answer.put("consentStatus", "valid"));
        }
        if (path.endsWith("/v1/accounts")) {
            answer.putArray("accounts")
                    .addObject()
                    .put("resourceId", Ids.next().toString())
                    .put("iban", "NO9386011117947")
                    .put("currency", "NOK");
            return json(200, answer);
        }
        if (path.contains("/v1/payments/")) {
            answer.put("transactionStatus", "RCVD")
                    .put("paymentId", Ids.next().toString())
                    // Banks say more than is asked, in names that were never read.
                    .putNull(Ids.next().toString());
            return json(201, answer);
        }
        return json(404, answer.put("path", path));
    }

    private ObjectNode discovery() {
        String issuer = bankId.issuer().toString();
        ObjectNode document = Json.mapper().createObjectNode();
        document.put("issuer", issuer)
                .put("authorization_endpoint", issuer + "/rehearsal/page")
                .put("token_endpoint", issuer + "/rehearsal/token")
                .put("jwks_uri", issuer + "/rehearsal/keys");
        document.putArray("response_types_supported").add("code");
        document.putArray("subject_types_supported").add("public");
        document.putArray("id_token_signing_alg_values_supported").add("RS256");
        return document;
    }

    private ObjectNode tokens(String nonce) {
        return Json.mapper()
                .createObjectNode()
                .put("access_token", "rehearsal")
                .put("token_type", "Bearer")
                .put("expires_in", 300)
                .put("id_token", idToken(nonce));
    }

    private String idToken(String nonce) {
        Instant now = Instant.now();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
                        new JWTClaimsSet.Builder()
                                .issuer(bankId.issuer().toString())
                                .subject(nationalId)
                                .audience(bankId.clientId())
                                .issueTime(Date.from(now))
                                .expirationTime(Date.from(now.plusSeconds(300)))
                                .claim("nonce", nonce)
                                .claim("acr", bankId.requiredAcr())
                                .claim("auth_time", now.getEpochSecond())
                                .claim("nnin_altsub", nationalId)
                                .claim("given_name", "Kari")
                                .claim("family_name", "Nordmann")
                                .claim("birthdate", "1985-05-15")
                                .build());
        try {
            token.sign(new RSASSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("an ID token could not be signed", e);
        }
        return token.serialize();
    }

    private static String nationalId() {
        return "00%09d".formatted(new SecureRandom().nextInt(1_000_000_000));
    }

    private static Response json(int status, ObjectNode body) {
        return new Response(status, body.toString());
    }
}
