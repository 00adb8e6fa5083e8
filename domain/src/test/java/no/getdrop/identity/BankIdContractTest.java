package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.identity.BankId.Answer;
import no.getdrop.local.providers.bankid.BankIdIssuer;
import no.getdrop.local.providers.bankid.Spoiled;
import no.getdrop.local.providers.http.Request;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.Published;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.Date;
import java.util.Map;
import java.util.Optional;

/// The claims of BankID's documentation are understood, and an issuer that refuses what OAuth 2 and
/// OpenID Connect refuse takes what Drop asks. What is wrong with an ID token Drop refuses itself.
class BankIdContractTest {
    private static final URI DROP = URI.create("http://localhost:3000");
    private static final URI CALLBACK = BankIdIssuer.callback(DROP);
    private static final String VERIFIER = "v".repeat(43);
    private static final String NONCE = "n-1";

    private static BankIdIssuer strict;

    @BeforeAll
    static void start() throws Exception {
        strict = BankIdIssuer.start(DROP);
    }

    @AfterAll
    static void stop() {
        strict.close();
    }

    @Test
    void aStrictIssuerTakesWhatDropAsks() throws Exception {
        BankId bankId = bankId(strict.clientSecret());
        String code = code(bankId.loginPage("s-1", NONCE, VERIFIER).orElseThrow());

        Answer first = bankId.person(code, trip(CALLBACK));

        assertThat(first).isInstanceOf(Answer.Person.class);
        assertThat(bankId.person(code, trip(CALLBACK)))
                .as("a code is good once")
                .isEqualTo(new Answer.Refused("token endpoint: invalid_grant"));
    }

    @Test
    void theStepUpOfAPaymentIsTakenToo() throws Exception {
        BankId bankId = bankId(strict.clientSecret());
        URI page = bankId.paymentPage("s-1", NONCE, VERIFIER, "Drop 2010 kr").orElseThrow();

        assertThat(bankId.person(code(page), trip(bankId.paymentCallback())))
                .isInstanceOf(Answer.Person.class);
    }

    @Test
    void anotherSecretIsTurnedAway() throws Exception {
        BankId bankId = bankId("guess");
        String code = code(bankId.loginPage("s-1", NONCE, VERIFIER).orElseThrow());

        assertThat(bankId.person(code, trip(CALLBACK)))
                .isEqualTo(new Answer.Refused("token endpoint: invalid_client"));
    }

    @ParameterizedTest
    @EnumSource
    void anIdTokenThatIsWrongInOneWayIsRefused(Spoiled what) throws Exception {
        BankId bankId = bankId(strict.clientSecret());
        String code = code(bankId.loginPage("s-1", NONCE, VERIFIER).orElseThrow());
        strict.spoil(what, 1);

        String because =
                switch (what) {
                    case NONCE -> "ID token: Unexpected JWT nonce";
                    case AUDIENCE -> "ID token: Unexpected JWT audience";
                    case AUTHORIZED_PARTY -> "azp is another client";
                    case ISSUER -> "ID token: Unexpected JWT issuer";
                    case LEVEL -> "acr is not urn:bankid:bid;LOA=4";
                    case EXPIRED -> "ID token: Expired JWT";
                    case AHEAD -> "ID token: JWT issue time";
                    case AUTHENTICATION_TIME -> "auth_time is before the request";
                    case SIGNATURE -> "ID token: Signed JWT rejected";
                    case NO_NATIONAL_ID -> "neither nnin_altsub nor pid is 11 digits";
                };
        assertThat(bankId.person(code, trip(CALLBACK)))
                .isInstanceOfSatisfying(
                        Answer.Refused.class,
                        refused -> assertThat(refused.reason()).startsWith(because));
    }

    @Test
    void theClaimsThatDropNeedsAreRead() throws Exception {
        Answer answer = published("id-token-pid.json");

        assertThat(answer)
                .isInstanceOfSatisfying(
                        Answer.Person.class,
                        person -> {
                            assertThat(person.person().nationalId()).isEqualTo("17029012345");
                            assertThat(person.person().firstName()).isEqualTo("Kari");
                            assertThat(person.person().birthDate())
                                    .isEqualTo(LocalDate.of(1990, 2, 17));
                        });
    }

    /// BankID's own example, which masks five digits of the number.
    @Test
    void theNumberUnderBankIdsOwnNameIsRead() throws Exception {
        assertThat(published("id-token-nnin-altsub.json"))
                .isInstanceOfSatisfying(
                        Answer.Person.class,
                        person ->
                                assertThat(person.person().nationalId()).isEqualTo("18126600000"));
    }

    /// What Drop makes of published claims in a token of today, under a key of this test.
    private static Answer published(String file) throws Exception {
        RSAKey key = new RSAKeyGenerator(2048).keyID("k-1").generate();
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String issuer = "http://127.0.0.1:" + server.getAddress().getPort();
        serve(
                server,
                "/.well-known/openid-configuration",
                """
                {"issuer": "%1$s", "authorization_endpoint": "%1$s/authorize",
                 "token_endpoint": "%1$s/token", "jwks_uri": "%1$s/jwks",
                 "subject_types_supported": ["public"],
                 "response_types_supported": ["code"],
                 "id_token_signing_alg_values_supported": ["RS256"]}
                """
                        .formatted(issuer));
        serve(server, "/jwks", new JWKSet(key.toPublicJWK()).toString());
        serve(
                server,
                "/token",
                "{\"access_token\":\"t\",\"token_type\":\"Bearer\",\"id_token\":\""
                        + idToken(issuer, key, file)
                        + "\"}");
        server.start();
        try {
            return bankId(URI.create(issuer), "a secret").person("c-1", trip(CALLBACK));
        } finally {
            server.stop(0);
        }
    }

    private static String idToken(String issuer, RSAKey key, String file) throws Exception {
        Instant now = Instant.now();
        JWTClaimsSet published =
                JWTClaimsSet.parse(
                        new String(Published.bytes(BankId.class, file), StandardCharsets.UTF_8)
                                .replace("*****", "00000"));
        JWTClaimsSet claims =
                new JWTClaimsSet.Builder(published)
                        .issuer(issuer)
                        .audience(strict.clientId())
                        .claim("azp", strict.clientId())
                        .claim("nonce", NONCE)
                        .claim("auth_time", now.getEpochSecond())
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300)))
                        .build();
        SignedJWT token =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k-1").build(), claims);
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    private static void serve(HttpServer server, String path, String body) {
        server.createContext(
                path,
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes);
                    exchange.close();
                });
    }

    /// Logs Kari in on the issuer's page.
    private static String code(URI page) throws Exception {
        try (HttpClient browser = HttpClient.newHttpClient()) {
            HttpResponse<Void> back =
                    browser.send(
                            HttpRequest.newBuilder(page)
                                    .header("Content-Type", "application/x-www-form-urlencoded")
                                    .POST(HttpRequest.BodyPublishers.ofString("person=kari"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding());
            URI location = URI.create(back.headers().firstValue("Location").orElseThrow());
            return Optional.ofNullable(Request.pairs(location.getRawQuery()).get("code"))
                    .orElseThrow();
        }
    }

    private static BankId.Trip trip(URI callback) {
        return new BankId.Trip(callback, NONCE, VERIFIER, Instant.now());
    }

    private static BankId bankId(String secret) {
        return bankId(strict.issuer(), secret);
    }

    private static BankId bankId(URI issuer, String secret) {
        Environment environment =
                Environment.of(
                        Map.of(
                                "DROP_ENVIRONMENT",
                                "development",
                                "BANKID_ISSUER",
                                issuer.toString(),
                                "BANKID_CLIENT_ID",
                                strict.clientId(),
                                "BANKID_CLIENT_SECRET",
                                secret,
                                "BANKID_CALLBACK_URL",
                                CALLBACK.toString(),
                                // The first request of a test waits for classes.
                                "BANKID_TIMEOUT_MS",
                                "10000"));
        InstantSource clock = InstantSource.system();
        return new BankId(
                BankIdSettings.from(environment), Secrets.from(environment, clock), clock);
    }
}
