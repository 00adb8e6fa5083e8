package no.getdrop.local.providers.bankid;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

class BankIdIssuerTest {
    private static final URI DROP = URI.create("http://localhost:3000");
    private static final String CALLBACK = "http://localhost:3000/v1/auth/bankid/callback";
    private static final String VERIFIER = "v".repeat(43);

    private static BankIdIssuer bankId;

    @BeforeAll
    static void start() throws Exception {
        bankId = BankIdIssuer.start(DROP);
    }

    @AfterAll
    static void stop() {
        bankId.close();
    }

    @Test
    void discoveryNamesTheIssuerAndItsEndpoints() {
        JsonNode discovery = discovery();
        String issuer = bankId.issuer().toString();
        assertThat(discovery.path("issuer").textValue()).isEqualTo(issuer);
        assertThat(discovery.path("authorization_endpoint").textValue())
                .isEqualTo(issuer + "/authorize");
        assertThat(discovery.path("token_endpoint").textValue()).isEqualTo(issuer + "/token");
        assertThat(discovery.path("jwks_uri").textValue()).isEqualTo(issuer + "/jwks");
    }

    @Test
    void thePageListsThePersons() {
        Reply page = Caller.get(authorize(parameters()));
        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body()).contains("Kari Nordmann", "Ola Hansen", "Nora Lie", "Mia Berg");
    }

    @Test
    void aLoginEndsInASignedIdTokenWithTheClaimsOfBankId() throws Exception {
        long before = Instant.now().getEpochSecond();
        JWTClaimsSet claims = verified(token(code("kari")).json().path("id_token").textValue());
        assertThat(claims.getIssuer()).isEqualTo(bankId.issuer().toString());
        assertThat(claims.getAudience()).isEqualTo(List.of(bankId.clientId()));
        assertThat(claims.getStringClaim("azp")).isEqualTo(bankId.clientId());
        assertThat(claims.getStringClaim("nonce")).isEqualTo("n-1");
        assertThat(claims.getStringClaim("acr")).isEqualTo("urn:bankid:bid;LOA=4");
        assertThat(claims.getStringListClaim("amr")).contains("BID");
        assertThat(claims.getLongClaim("auth_time")).isBetween(before, before + 10);
        assertThat(claims.getStringClaim("nnin_altsub"))
                .isEqualTo(TestPerson.KARI.nationalId().digits());
        assertThat(claims.getStringClaim("name")).isEqualTo("Kari Nordmann");
        assertThat(claims.getStringClaim("given_name")).isEqualTo("Kari");
        assertThat(claims.getStringClaim("family_name")).isEqualTo("Nordmann");
        assertThat(claims.getStringClaim("birthdate")).isEqualTo("1985-06-12");
        assertThat(claims.getExpirationTime().toInstant()).isAfter(Instant.now());
    }

    @Test
    void theClientMayAuthenticateInTheFormAsWell() {
        Map<String, String> form = tokenForm(code("ola"));
        form.put("client_id", bankId.clientId());
        form.put("client_secret", bankId.clientSecret());
        assertThat(Caller.postForm(tokenEndpoint(), Map.of(), form).status()).isEqualTo(200);
    }

    @Test
    void aCodeIsGoodOnce() {
        String code = code("kari");
        assertThat(token(code).status()).isEqualTo(200);
        assertRefused(token(code), 400, "invalid_grant");
    }

    @Test
    void aWrongSecretIsRefusedAndLeavesTheCodeAlone() {
        String code = code("kari");
        Reply reply =
                Caller.postForm(
                        tokenEndpoint(), basic(bankId.clientId(), "guess"), tokenForm(code));
        assertRefused(reply, 401, "invalid_client");
        assertThat(token(code).status()).isEqualTo(200);
    }

    @Test
    void aWrongVerifierUsesTheCodeUp() {
        String code = code("kari");
        Map<String, String> form = tokenForm(code);
        form.put("code_verifier", "w".repeat(43));
        assertRefused(exchange(form), 400, "invalid_grant");
        assertRefused(token(code), 400, "invalid_grant");
    }

    @Test
    void aMissingVerifierAnotherRedirectOrAnotherGrantIsRefused() {
        Map<String, String> form = tokenForm(code("kari"));
        form.remove("code_verifier");
        assertRefused(exchange(form), 400, "invalid_grant");
        form = tokenForm(code("kari"));
        form.put("redirect_uri", "http://localhost:3000/v1/payment-sessions/callback");
        assertRefused(exchange(form), 400, "invalid_grant");
        form = tokenForm(code("kari"));
        form.put("grant_type", "password");
        assertRefused(exchange(form), 400, "unsupported_grant_type");
    }

    @Test
    void anUnknownClientOrRedirectAddressIsNeverRedirectedTo() {
        for (String field : List.of("client_id", "redirect_uri")) {
            Map<String, String> parameters = parameters();
            parameters.put(field, "https://evil.example/");
            assertThat(Caller.get(authorize(parameters)).status()).isEqualTo(400);
            Reply post = Caller.postForm(authorize(parameters), Map.of(), Map.of("person", "kari"));
            assertThat(post.status()).isEqualTo(400);
        }
    }

    @Test
    void aRequestWithoutPkceStateNonceOrOpenidGoesBackWithAnError() {
        for (String field :
                List.of("code_challenge", "code_challenge_method", "state", "nonce", "scope")) {
            Map<String, String> parameters = parameters();
            parameters.remove(field);
            Reply reply = Caller.get(authorize(parameters));
            assertThat(reply.status()).isEqualTo(302);
            assertThat(reply.header("Location"))
                    .startsWith(
                            CALLBACK
                                    + "?error="
                                    + (field.equals("scope") ? "invalid_scope" : "invalid_request"))
                    .contains(field);
        }
    }

    /// RFC 6749 §3.1: what is not known is passed over, and nothing may stand there twice.
    @Test
    void anUnknownParameterIsPassedOverAndOneThatStandsThereTwiceIsRefused() {
        String known = authorize(parameters()).toString();
        assertThat(Caller.get(URI.create(known + "&unknown=1")).status()).isEqualTo(200);
        assertThat(Caller.get(URI.create(known + "&nonce=n-2")).header("Location"))
                .contains("error=invalid_request", "nonce");
        Map<String, String> parameters = parameters();
        parameters.put("scope", "openid nobody_knows");
        assertThat(Caller.get(authorize(parameters)).header("Location"))
                .contains("error=invalid_scope");
    }

    @Test
    void aTokenRequestIsAFormWithEachParameterOnceAndOneAuthentication() {
        String code = code("kari");
        Map<String, String> basic = basic(bankId.clientId(), bankId.clientSecret());
        String form = Caller.form(tokenForm(code));
        String type = "application/x-www-form-urlencoded";
        assertRefused(Caller.send("POST", tokenEndpoint(), basic, form), 400, "invalid_request");
        assertRefused(
                Caller.send("POST", tokenEndpoint(), Caller.of("application/json", basic), form),
                400,
                "invalid_request");
        assertRefused(
                Caller.send(
                        "POST", tokenEndpoint(), Caller.of(type, basic), form + "&code=" + code),
                400,
                "invalid_request");
        assertRefused(
                Caller.send(
                        "POST",
                        tokenEndpoint(),
                        Caller.of(type, basic),
                        form + "&client_secret=" + bankId.clientSecret()),
                400,
                "invalid_request");
        assertThat(Caller.get(tokenEndpoint()).status()).isEqualTo(405);
        assertThat(token(code).status()).isEqualTo(200);
    }

    @Test
    void plainPkceIsRefused() {
        Map<String, String> parameters = parameters();
        parameters.put("code_challenge_method", "plain");
        assertThat(Caller.get(authorize(parameters)).header("Location"))
                .contains("error=invalid_request");
    }

    @Test
    void cancellingGoesBackWithAccessDenied() {
        Reply reply = login("cancel");
        assertThat(reply.status()).isEqualTo(302);
        assertThat(Request.pairs(reply.location().getRawQuery()))
                .containsEntry("error", "access_denied")
                .containsEntry("state", "s 1/=");
    }

    @Test
    void anUnknownPersonIsToldWhoThereIs() {
        Reply reply = login("nobody");
        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.body()).contains("kari", "test-1");
    }

    @Test
    void theStepUpOfAPaymentShowsThePageAgain() {
        Map<String, String> parameters = parameters();
        parameters.put("redirect_uri", "http://localhost:3000/v1/payment-sessions/callback");
        parameters.put("prompt", "login");
        parameters.put("max_age", "0");
        assertThat(Caller.get(authorize(parameters)).body()).contains("Confirm the payment");
        Reply reply = Caller.postForm(authorize(parameters), Map.of(), Map.of("person", "kari"));
        assertThat(reply.header("Location"))
                .startsWith("http://localhost:3000/v1/payment-sessions/callback?code=");
    }

    @ParameterizedTest
    @EnumSource
    void aSpoiledTokenIsWrongInThatOneWayAndTheNextIsRight(Spoiled what) throws Exception {
        bankId.spoil(what, 1);
        String spoiled = token(code("kari")).json().path("id_token").textValue();
        String right = token(code("kari")).json().path("id_token").textValue();
        JWTClaimsSet wrong = SignedJWT.parse(spoiled).getJWTClaimsSet();
        JWTClaimsSet fine = verified(right);
        Instant now = Instant.now();
        switch (what) {
            case NONCE -> assertDiffers(wrong, fine, "nonce");
            case AUDIENCE -> assertDiffers(wrong, fine, "aud");
            case AUTHORIZED_PARTY -> assertDiffers(wrong, fine, "azp");
            case ISSUER -> assertDiffers(wrong, fine, "iss");
            case LEVEL -> assertDiffers(wrong, fine, "acr");
            case EXPIRED -> assertThat(wrong.getExpirationTime().toInstant()).isBefore(now);
            case AHEAD -> assertThat(wrong.getIssueTime().toInstant()).isAfter(now);
            case AUTHENTICATION_TIME ->
                    assertThat(wrong.getLongClaim("auth_time"))
                            .isLessThan(now.getEpochSecond() - 3000);
            case SIGNATURE -> assertThat(signedByPublishedKey(spoiled)).isFalse();
            case NO_NATIONAL_ID -> assertThat(wrong.getClaim("nnin_altsub")).isNull();
        }
    }

    @Test
    void aSwitchFailsTheTokenCallForTheGivenTimes() {
        long before = bankId.calls("token");
        bankId.switches().add(Switch.on("token").answering(500).times(2));
        String code = code("kari");
        assertThat(token(code).status()).isEqualTo(500);
        assertThat(token(code).status()).isEqualTo(500);
        assertThat(token(code).status()).isEqualTo(200);
        assertThat(bankId.calls("token")).isEqualTo(before + 3);
    }

    private JsonNode discovery() {
        return Caller.get(URI.create(bankId.issuer() + "/.well-known/openid-configuration")).json();
    }

    private JWKSet keys() throws Exception {
        return JWKSet.parse(
                Caller.get(URI.create(discovery().path("jwks_uri").textValue())).body());
    }

    private boolean signedByPublishedKey(String token) throws Exception {
        SignedJWT jwt = SignedJWT.parse(token);
        assertThat(jwt.getHeader().getAlgorithm().getName()).isEqualTo("RS256");
        return jwt.verify(new RSASSAVerifier(keys().getKeys().getFirst().toRSAKey()));
    }

    private JWTClaimsSet verified(String token) throws Exception {
        assertThat(signedByPublishedKey(token)).isTrue();
        return SignedJWT.parse(token).getJWTClaimsSet();
    }

    private URI tokenEndpoint() {
        return URI.create(bankId.issuer() + "/token");
    }

    private URI authorize(Map<String, String> parameters) {
        return URI.create(bankId.issuer() + "/authorize?" + Caller.form(parameters));
    }

    private Reply login(String person) {
        return Caller.postForm(authorize(parameters()), Map.of(), Map.of("person", person));
    }

    private String code(String person) {
        Reply reply = login(person);
        assertThat(reply.status()).isEqualTo(302);
        assertThat(reply.header("Location")).startsWith(CALLBACK + "?");
        Map<String, String> back = Request.pairs(reply.location().getRawQuery());
        assertThat(back).containsEntry("state", "s 1/=");
        return back.getOrDefault("code", "");
    }

    private Reply token(String code) {
        return exchange(tokenForm(code));
    }

    private Reply exchange(Map<String, String> form) {
        return Caller.postForm(
                tokenEndpoint(), basic(bankId.clientId(), bankId.clientSecret()), form);
    }

    private Map<String, String> parameters() {
        Map<String, String> parameters = new LinkedHashMap<>();
        parameters.put("client_id", bankId.clientId());
        parameters.put("response_type", "code");
        parameters.put("scope", "openid profile nnin_altsub");
        parameters.put("redirect_uri", CALLBACK);
        parameters.put("state", "s 1/=");
        parameters.put("nonce", "n-1");
        parameters.put("code_challenge", challenge());
        parameters.put("code_challenge_method", "S256");
        return parameters;
    }

    private static Map<String, String> tokenForm(String code) {
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", "authorization_code");
        form.put("code", code);
        form.put("redirect_uri", CALLBACK);
        form.put("code_verifier", VERIFIER);
        return form;
    }

    private static Map<String, String> basic(String id, String secret) {
        return Map.of(
                "Authorization",
                "Basic "
                        + Base64.getEncoder()
                                .encodeToString(
                                        (id + ":" + secret).getBytes(StandardCharsets.UTF_8)));
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256")
                                    .digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    private static void assertDiffers(JWTClaimsSet wrong, JWTClaimsSet right, String claim) {
        assertThat(wrong.getClaim(claim)).isNotNull().isNotEqualTo(right.getClaim(claim));
    }

    private static void assertRefused(Reply reply, int status, String error) {
        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.json().path("error").textValue()).isEqualTo(error);
    }
}
