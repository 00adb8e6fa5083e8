package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;

import no.getdrop.runtime.Secret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

final class RequestTest {
    @Test
    void anEventOfTheGatewayIsRead() throws IOException {
        Request request = read(HealthFunction.event("get"));
        assertThat(request)
                .isEqualTo(
                        new Request(
                                "GET",
                                "/v1/health",
                                false,
                                "6b1c7a2e-7f0d-4c55-9d0e-0a4f1f6f1c11",
                                Form.DROP,
                                Optional.empty(),
                                false));
        assertThat(read(HealthFunction.event("quick")).quick()).isTrue();
        assertThat(read(HealthFunction.event("readyz")).path()).isEqualTo("/readyz");
        assertThat(read(HealthFunction.event("readyz-draft")).form()).isEqualTo(Form.DRAFT);
        assertThat(read(HealthFunction.event("readyz-operator")).bearer())
                .hasValue(new Secret("replace-with-the-value-of-OPERATOR_KEY"));
    }

    @Test
    void fieldsThatAreNotNeededAreSkippedWhateverTheyHold() throws IOException {
        Request request =
                read(
                        """
                        {"multiValueHeaders":{"path":["/wrong"]},"headers":{"a":[1,{"b":2}],
                         "X-Request-ID":"from-the-caller","Accept-Language":"en-GB"},
                         "requestContext":{"path":"/wrong","identity":{"requestId":"wrong"},
                         "requestId":"gateway"},"queryStringParameters":{"other":"1"},
                         "path":"/livez/","httpMethod":"HEAD","body":null}
                        """);
        assertThat(request)
                .isEqualTo(
                        new Request(
                                "HEAD",
                                "/livez",
                                false,
                                "from-the-caller",
                                Form.DROP,
                                Optional.empty(),
                                true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "[]", "null", "", "{\"path\":null,\"headers\":7}"})
    void anEventWithoutAPathAsksForNothing(String event) throws IOException {
        assertThat(read(event).path()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "Bearer abc, abc",
                "bearer abc, abc",
                "BEARER  abc , abc",
                "Basic abc, -",
                "abc, -",
                "Bearerabc, -"
            })
    void aCallerIsKnownByWhatItBears(String header, String expected) throws IOException {
        Request request = read("{\"headers\":{\"authorization\":\"%s\"}}".formatted(header));
        assertThat(request.bearer()).isEqualTo(Optional.ofNullable(expected).map(Secret::new));
        assertThat(request.toString()).doesNotContain("abc");
    }

    @ParameterizedTest
    @ValueSource(strings = {"with space", "tab\\t", "quote\\\"", "line\\nbreak", "ø", ""})
    void aRequestIdThatCouldForgeALogLineIsReplaced(String id) throws IOException {
        Request request =
                read(
                        """
                        {"path":"/","headers":{"x-request-id":"%s"},
                         "requestContext":{"requestId":"gateway"}}
                        """
                                .formatted(id));
        assertThat(request.requestId()).isEqualTo("gateway");
    }

    private static Request read(String event) throws IOException {
        return Request.read(
                new JsonFactory(),
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)));
    }
}
