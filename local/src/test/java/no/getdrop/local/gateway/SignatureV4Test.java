package no.getdrop.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.lambda.LocalCredentials;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/// The signature below was made by botocore, AWS's own signer.
class SignatureV4Test {
    private static final Instant SIGNED_AT = Instant.parse("2026-11-21T09:00:00Z");
    private static final LocalCredentials CREDENTIALS =
            new LocalCredentials("LOCALTEST", "local-test-secret", "local-test-session");
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=LOCALTEST/20261121/eu-west-1/execute-api/aws4_request,"
                    + " SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"
                    + " Signature="
                    + "c667d8a19a383084de49c0f2899647d10c78946be9f17949f5c11fe23c1c0941";

    @Test
    void aSignatureMadeByAwsHolds() {
        assertThat(at(SIGNED_AT).refusal(request(AUTHORIZATION, "{\"action\":\"migrate\"}")))
                .isEmpty();
        assertThat(
                        at(SIGNED_AT.plusSeconds(299))
                                .refusal(request(AUTHORIZATION, "{\"action\":\"migrate\"}")))
                .isEmpty();
    }

    @Test
    void aChangedBodyIsRefused() {
        assertThat(at(SIGNED_AT).refusal(request(AUTHORIZATION, "{\"action\":\"drop\"}")))
                .hasValueSatisfying(why -> assertThat(why).contains("does not match"));
    }

    @Test
    void anOldSignatureIsRefused() {
        assertThat(
                        at(SIGNED_AT.plusSeconds(301))
                                .refusal(request(AUTHORIZATION, "{\"action\":\"migrate\"}")))
                .hasValueSatisfying(why -> assertThat(why).contains("expired"));
    }

    @Test
    void anotherKeyIsRefused() {
        String other = AUTHORIZATION.replace("LOCALTEST", "SOMEONE");
        assertThat(at(SIGNED_AT).refusal(request(other, "{\"action\":\"migrate\"}")))
                .hasValueSatisfying(why -> assertThat(why).contains("invalid"));
    }

    @Test
    void aRequestWithoutASignatureIsRefused() {
        assertThat(at(SIGNED_AT).refusal(request("", "{}")))
                .contains("Missing Authentication Token");
        assertThat(at(SIGNED_AT).refusal(request("Bearer abc", "{}"))).isPresent();
    }

    private static SignatureV4 at(Instant now) {
        return new SignatureV4(CREDENTIALS, InstantSource.fixed(now));
    }

    private static HttpRequest request(String authorization, String body) {
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Host", "localhost:3000"));
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("X-Amz-Date", "20261121T090000Z"));
        headers.add(new Header("X-Amz-Security-Token", "local-test-session"));
        if (!authorization.isEmpty()) {
            headers.add(new Header("Authorization", authorization));
        }
        return new HttpRequest(
                "POST",
                "/v1/migrations%20x",
                "b=2&a=1%2F%20z&empty=",
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1");
    }
}
