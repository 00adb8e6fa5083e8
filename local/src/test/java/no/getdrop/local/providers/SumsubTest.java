package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.Hmac;
import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

class SumsubTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final String CREATE = "/resources/applicants?levelName=basic-kyc";
    private static final String APPLICANT = "{\"externalUserId\":\"usr_1\"}";

    private ProviderServer drop;
    private Sumsub sumsub;

    @BeforeEach
    void start() throws Exception {
        drop = ProviderServer.start("Drop");
        sumsub = Sumsub.start(() -> NOW, drop.url());
    }

    @AfterEach
    void stop() {
        sumsub.close();
        drop.close();
    }

    @Test
    void anApplicantIsMadeOnceAndFound() {
        Reply created = signed("POST", CREATE, APPLICANT);
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.json().path("externalUserId").textValue()).isEqualTo("usr_1");
        assertThat(signed("POST", CREATE, APPLICANT).status()).isEqualTo(409);
        Reply found = signed("GET", "/resources/applicants/-;externalUserId=usr_1/one", "");
        assertThat(found.json().path("id")).isEqualTo(created.json().path("id"));
        assertThat(signed("GET", "/resources/applicants/-;externalUserId=usr_2/one", "").status())
                .isEqualTo(404);
    }

    @Test
    void theApplicantAndTheLevelAreRequired() {
        assertThat(signed("POST", CREATE, "{}").status()).isEqualTo(400);
        assertThat(signed("POST", "/resources/applicants", APPLICANT).status()).isEqualTo(400);
    }

    @Test
    void anAccessTokenIsForAUserAndALevel() {
        Reply given =
                signed(
                        "POST",
                        "/resources/accessTokens/sdk",
                        "{\"userId\":\"usr_1\",\"levelName\":\"basic-kyc\",\"ttlInSecs\":3600}");
        assertThat(given.json().path("token").textValue()).isNotBlank();
        assertThat(given.json().path("userId").textValue()).isEqualTo("usr_1");
        assertThat(signed("POST", "/resources/accessTokens/sdk", "{\"userId\":\"usr_1\"}").status())
                .isEqualTo(400);
    }

    @Test
    void theSignatureCoversTimeMethodPathQueryAndBody() {
        String right = signature(NOW.getEpochSecond(), "POST", CREATE, APPLICANT);
        assertThat(post(CREATE + "2", NOW.getEpochSecond(), right).status()).isEqualTo(401);
        assertThat(post(CREATE, NOW.getEpochSecond() - 1, right).status()).isEqualTo(401);
        long old = NOW.getEpochSecond() - 61;
        assertThat(post(CREATE, old, signature(old, "POST", CREATE, APPLICANT)).status())
                .isEqualTo(401);
        assertThat(
                        post(
                                        CREATE,
                                        NOW.getEpochSecond(),
                                        signature(NOW.getEpochSecond(), "PUT", CREATE, APPLICANT))
                                .status())
                .isEqualTo(401);
        assertThat(Caller.send("POST", at(CREATE), Map.of(), APPLICANT).status()).isEqualTo(401);
        assertThat(post(CREATE, NOW.getEpochSecond(), right).status()).isEqualTo(201);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "X-App-Token | `` | 401",
                "X-App-Token | sbx:guess | 401",
                "X-App-Access-Ts | `` | 401",
                "X-App-Access-Ts | yesterday | 401",
                "X-App-Access-Sig | `` | 401",
                "X-App-Access-Sig | 00 | 401",
                "Content-Type | `` | 415",
                "Content-Type | text/plain | 415",
                "Accept | text/html | 406",
                "Accept | application/json | 201"
            })
    void eachHeaderMustBeAsSumsubWantsIt(String header, String value, int status) {
        String signature = signature(NOW.getEpochSecond(), "POST", CREATE, APPLICANT);
        Map<String, String> headers =
                new HashMap<>(
                        Caller.of("application/json", headers(NOW.getEpochSecond(), signature)));
        headers.put(header, value);
        headers.values().removeIf(String::isEmpty);
        Reply reply = Caller.send("POST", at(CREATE), headers, APPLICANT);
        assertThat(reply.status()).isEqualTo(status);
        if (status != 201) {
            assertThat(reply.json().path("code").intValue()).isEqualTo(status);
            assertThat(reply.json().path("correlationId").textValue()).isNotBlank();
            assertThat(reply.json().path("description").textValue()).contains(header);
        }
    }

    /// A signature is in lower case, and good for a minute before and after.
    @Test
    void aSignatureInCapitalsOrFromAheadIsRefused() {
        long now = NOW.getEpochSecond();
        String right = signature(now, "POST", CREATE, APPLICANT);
        assertThat(post(CREATE, now, right.toUpperCase(Locale.ROOT)).status()).isEqualTo(401);
        long ahead = now + 61;
        assertThat(post(CREATE, ahead, signature(ahead, "POST", CREATE, APPLICANT)).status())
                .isEqualTo(401);
        long within = now + 60;
        assertThat(post(CREATE, within, signature(within, "POST", CREATE, APPLICANT)).status())
                .isEqualTo(201);
    }

    @Test
    void aFieldOrParameterThatThereIsNotIsRefused() {
        assertThat(signed("POST", CREATE, "{\"externalUserID\":\"usr_1\"}").status())
                .isEqualTo(400);
        assertThat(signed("POST", CREATE + "&lang=no", APPLICANT).status()).isEqualTo(400);
        assertThat(
                        signed(
                                        "POST",
                                        "/resources/accessTokens/sdk",
                                        "{\"userId\":\"u\",\"levelName\":\"l\",\"ttl\":60}")
                                .status())
                .isEqualTo(400);
    }

    @Test
    void aReviewIsToldToDropWithASignedBody() throws Exception {
        Request[] received = new Request[1];
        drop.on(
                "webhook",
                "POST",
                "/v1/webhooks/sumsub",
                request -> {
                    received[0] = request;
                    return Answer.empty(200);
                });
        signed("POST", CREATE, APPLICANT);
        assertThat(sumsub.review("usr_1", Sumsub.Verdict.RED_RETRY)).isEqualTo(200);
        assertThat(received[0].header("X-Payload-Digest"))
                .contains(Hmac.hex(sumsub.webhookSecret(), received[0].body()));
        JsonNode event = Json.tree(received[0].body());
        assertThat(event.path("type").textValue()).isEqualTo("applicantReviewed");
        assertThat(event.at("/reviewResult/reviewAnswer").textValue()).isEqualTo("RED");
        assertThat(event.at("/reviewResult/reviewRejectType").textValue()).isEqualTo("RETRY");
        assertThat(event.path("createdAtMs").textValue()).isEqualTo("2026-03-01 12:00:00.000");
    }

    private Reply signed(String method, String path, String body) {
        long seconds = NOW.getEpochSecond();
        return Caller.send(
                method,
                at(path),
                Caller.of(
                        "application/json",
                        headers(seconds, signature(seconds, method, path, body))),
                body);
    }

    private Reply post(String path, long seconds, String signature) {
        return Caller.send(
                "POST",
                at(path),
                Caller.of("application/json", headers(seconds, signature)),
                APPLICANT);
    }

    private Map<String, String> headers(long seconds, String signature) {
        return Map.of(
                "X-App-Token", sumsub.appToken(),
                "X-App-Access-Ts", String.valueOf(seconds),
                "X-App-Access-Sig", signature);
    }

    private String signature(long seconds, String method, String path, String body) {
        return Hmac.hex(sumsub.secretKey(), seconds + method + path + body);
    }

    private URI at(String path) {
        return sumsub.url().resolve(path);
    }
}
