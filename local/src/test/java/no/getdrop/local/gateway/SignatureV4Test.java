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
import java.util.Optional;

/// The signatures below were made by botocore, AWS's own signer.
class SignatureV4Test {
    private static final Instant SIGNED_AT = Instant.parse("2026-11-21T09:00:00Z");
    private static final LocalCredentials CREDENTIALS =
            new LocalCredentials("LOCALTEST", "local-test-secret", "local-test-session");
    private static final String AUTHORIZATION =
            "AWS4-HMAC-SHA256 Credential=LOCALTEST/20261121/eu-west-1/execute-api/aws4_request,"
                    + " SignedHeaders=content-type;host;x-amz-date;x-amz-security-token,"
                    + " Signature="
                    + "c667d8a19a383084de49c0f2899647d10c78946be9f17949f5c11fe23c1c0941";
    private static final String TOKEN =
            "localhost:6543/?Action=connect&DBUser=drop_app&X-Amz-Algorithm=AWS4-HMAC-SHA256"
                    + "&X-Amz-Credential=LOCALTEST%2F20261120%2Feu-west-1%2Frds-db%2Faws4_request"
                    + "&X-Amz-Date=20261120T120000Z&X-Amz-Expires=900&X-Amz-SignedHeaders=host"
                    + "&X-Amz-Security-Token=local-test-session&X-Amz-Signature="
                    + "22b71c1c397ea35085fa7850c305d7cd41e2129146a2925dc6560d2293d9f9e1";

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

    @Test
    void aTokenForTheDatabaseMadeByAwsHoldsForFifteenMinutesOneAddressAndOneRole() {
        assertThat(connect(0, TOKEN, "localhost:6543", "drop_app")).isEmpty();
        assertThat(connect(900, TOKEN, "localhost:6543", "drop_app")).isEmpty();
        assertThat(connect(901, TOKEN, "localhost:6543", "drop_app"))
                .contains("the token has expired");
        assertThat(connect(0, TOKEN, "localhost:6544", "drop_app"))
                .contains("the token is for another address");
        assertThat(connect(0, TOKEN, "localhost:6543", "postgres"))
                .contains("the token is for another role");
        assertThat(connect(0, "no token", "localhost:6543", "drop_app")).isPresent();
    }

    @Test
    void aTokenThatWasChangedOrSignedByOthersIsRefused() {
        String signature = "the token's signature does not hold";
        String otherRole = TOKEN.replace("DBUser=drop_app", "DBUser=postgres");
        assertThat(connect(0, otherRole, "localhost:6543", "postgres")).contains(signature);
        String longer = TOKEN.replace("Expires=900", "Expires=9000");
        assertThat(connect(0, longer, "localhost:6543", "drop_app")).isPresent();
        String other = TOKEN.replace("=local-test-session", "=another-session");
        assertThat(connect(0, other, "localhost:6543", "drop_app"))
                .contains("the token is signed with credentials that do not hold");
    }

    private static Optional<String> connect(
            int secondsLater, String token, String address, String role) {
        Instant now = Instant.parse("2026-11-20T12:00:00Z").plusSeconds(secondsLater);
        return at(now).refusalOfConnect(token, address, role);
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
