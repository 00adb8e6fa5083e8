package no.getdrop.kyc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Published;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookReceipt;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The messages of Sumsub's documentation are believed and understood, and a Sumsub that refuses
/// what it refuses takes what Drop asks.
class SumsubContractTest {
    private final HandClock clock = new HandClock();
    private no.getdrop.local.providers.Sumsub strict;

    @BeforeEach
    void start() throws Exception {
        strict = no.getdrop.local.providers.Sumsub.start(clock, URI.create("http://localhost:1"));
    }

    @AfterEach
    void stop() {
        strict.close();
    }

    /// The digests were computed by another implementation than Drop's.
    @ParameterizedTest
    @CsvFileSource(
            resources = "/no/getdrop/kyc/published/digests.csv",
            useHeadersInDisplayName = true)
    void aMessageOfTheDocumentationIsBelieved(String file, String algorithm, String digest) {
        byte[] body = Published.bytes(Sumsub.class, file);
        SumsubMessages messages =
                new SumsubMessages(secrets(Map.of("SUMSUB_WEBHOOK_SECRET", "SoMe_SeCrEt_KeY")));

        assertThat(messages.verify(body, algorithm, digest))
                .isInstanceOf(WebhookReceipt.Genuine.class);

        body[body.length - 2] ^= 1;
        assertThat(messages.verify(body, algorithm, digest))
                .isEqualTo(new WebhookReceipt.NotSigned());
    }

    @ParameterizedTest
    @CsvSource({
        "applicant-created.json, 12672, applicantCreated, 2020-02-21T13:23:19.002Z, ",
        "applicant-reviewed-green.json, externalUserId, applicantReviewed,"
                + " 2020-02-21T13:23:19.321Z, APPROVED",
        "applicant-reviewed-red-final.json, externalUserId, applicantReviewed,"
                + " 2020-02-21T13:23:19.001Z, REJECTED",
        "applicant-reviewed-red-retry.json, externalUserId, applicantReviewed,"
                + " 2020-02-21T13:23:19Z, RETRY"
    })
    void aMessageOfTheDocumentationIsUnderstood(
            String file, String subject, String type, Instant at, KycDecision decision)
            throws Exception {
        byte[] body = Published.bytes(Sumsub.class, file);
        SumsubMessages messages =
                new SumsubMessages(secrets(Map.of("SUMSUB_WEBHOOK_SECRET", "key")));
        WebhookEvent event =
                ((WebhookReceipt.Genuine) messages.verify(body, "HMAC_SHA256_HEX", sha256(body)))
                        .event();

        assertThat(event.subject()).isEqualTo(subject);
        assertThat(event.type()).isEqualTo(type);
        assertThat(event.occurredAt()).isEqualTo(at);
        assertThat(KycDecision.of(event.type(), Json.mapper().readTree(event.payload())))
                .isEqualTo(Optional.ofNullable(decision));
    }

    @Test
    void aStrictSumsubTakesWhatDropAsks() throws Exception {
        Sumsub sumsub = sumsub(clock, Map.of());

        sumsub.createApplicant("usr_1", "kari@example.org");
        sumsub.createApplicant("usr_1", null);

        assertThat(sumsub.accessToken("usr_1", Duration.ofHours(1))).isNotBlank();
    }

    @ParameterizedTest
    @CsvSource({"SUMSUB_APP_TOKEN, sbx:guess", "SUMSUB_SECRET_KEY, guess"})
    void anotherTokenOrKeyIsTurnedAway(String secret, String value) {
        assertThatThrownBy(
                        () -> sumsub(clock, Map.of(secret, value)).createApplicant("usr_1", null))
                .isInstanceOf(SumsubUnavailableException.class)
                .hasMessage("the answer has status 401");
    }

    @ParameterizedTest
    @CsvSource({"-61, false", "-60, true", "60, true", "61, false"})
    void aClockThatIsAMinuteOffIsTurnedAway(int seconds, boolean taken) throws Exception {
        Sumsub sumsub = sumsub(() -> clock.instant().plusSeconds(seconds), Map.of());
        if (taken) {
            sumsub.createApplicant("usr_1", null);
        } else {
            assertThatThrownBy(() -> sumsub.createApplicant("usr_1", null))
                    .hasMessage("the answer has status 401");
        }
    }

    private Sumsub sumsub(InstantSource itsClock, Map<String, String> others) {
        Map<String, String> secrets = new HashMap<>();
        secrets.put("SUMSUB_APP_TOKEN", strict.appToken());
        secrets.put("SUMSUB_SECRET_KEY", strict.secretKey());
        secrets.putAll(others);
        return new Sumsub(
                new SumsubSettings(strict.url(), "basic-kyc-level", 2_000),
                secrets(secrets),
                itsClock);
    }

    private static String sha256(byte[] body) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("key".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }

    private static Secrets secrets(Map<String, String> values) {
        return Secrets.from(Environment.of(values), InstantSource.system());
    }
}
