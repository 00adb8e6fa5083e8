package no.getdrop.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

class ProxyAnswerTest {
    @Test
    void bothKindsOfHeadersAreSentAndRepeatedOnesEachOnItsOwn() {
        HttpResponse response =
                read(
                                """
                                {"statusCode": 201, "body": "ø",
                                 "headers": {"X-One": "1", "Set-Cookie": "lost"},
                                 "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]}}\
                                """,
                                false)
                        .orElseThrow();
        assertThat(response.status()).isEqualTo(201);
        assertThat(response.headers())
                .containsExactlyInAnyOrder(
                        new Header("Set-Cookie", "a=1"),
                        new Header("Set-Cookie", "b=2"),
                        new Header("X-One", "1"),
                        new Header("Content-Type", "application/json"));
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo("ø");
    }

    @Test
    void base64IsDecodedOnlyForCallersThatAcceptABinaryType() {
        String answer = "{\"statusCode\":200,\"body\":\"cGRm\",\"isBase64Encoded\":true}";
        assertThat(read(answer, true).orElseThrow().body()).asString().isEqualTo("pdf");
        assertThat(read(answer, false).orElseThrow().body()).asString().isEqualTo("cGRm");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "\"text\"",
                "[]",
                "{}",
                "{\"statusCode\":\"ok\"}",
                "{\"statusCode\":200,\"body\":{\"not\":\"text\"}}",
                "{\"statusCode\":200,\"unknown\":1}",
                "{\"statusCode\":200,\"headers\":[]}",
                "not json"
            })
    void whatIsNoAnswerIsFound(String payload) {
        assertThat(read(payload, false)).isEmpty();
    }

    private static Optional<HttpResponse> read(String payload, boolean binaryAccepted) {
        return ProxyAnswer.read(payload.getBytes(StandardCharsets.UTF_8), binaryAccepted);
    }
}
