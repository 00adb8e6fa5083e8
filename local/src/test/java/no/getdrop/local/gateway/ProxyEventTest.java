package no.getdrop.local.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.template.Route;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class ProxyEventTest {
    private static final String REQUEST_ID = "0f8fad5b-d9cb-469f-a165-70867728950e";

    @Test
    void repeatedHeadersAndParametersKeepEveryValue() throws Exception {
        JsonNode event =
                event(
                        request(
                                "a=1&a=2&b=x%20y&c",
                                List.of(
                                        new Header("X-Many", "one"),
                                        new Header("x-many", "two"),
                                        new Header("Accept", "text/plain")),
                                ""));
        assertThat(event.at("/headers/X-Many").asText()).isEqualTo("two");
        assertThat(event.at("/multiValueHeaders/X-Many").toString()).isEqualTo("[\"one\",\"two\"]");
        assertThat(event.at("/queryStringParameters/a").asText()).isEqualTo("2");
        assertThat(event.at("/multiValueQueryStringParameters/a").toString())
                .isEqualTo("[\"1\",\"2\"]");
        assertThat(event.at("/queryStringParameters/b").asText()).isEqualTo("x y");
        assertThat(event.at("/queryStringParameters/c").asText()).isEmpty();
    }

    @Test
    void theContextSaysWhoAskedForWhat() throws Exception {
        JsonNode event =
                event(request("", List.of(new Header("X-Forwarded-For", "203.0.113.9")), ""));
        assertThat(event.at("/resource").asText()).isEqualTo("/v1/{proxy+}");
        assertThat(event.at("/path").asText()).isEqualTo("/v1/rates");
        assertThat(event.at("/httpMethod").asText()).isEqualTo("POST");
        assertThat(event.at("/pathParameters/proxy").asText()).isEqualTo("rates");
        assertThat(event.at("/queryStringParameters").isNull()).isTrue();
        assertThat(event.at("/requestContext/requestId").asText()).isEqualTo(REQUEST_ID);
        assertThat(event.at("/requestContext/stage").asText()).isEqualTo("v");
        assertThat(event.at("/requestContext/resourcePath").asText()).isEqualTo("/v1/{proxy+}");
        assertThat(event.at("/requestContext/identity/sourceIp").asText()).isEqualTo("127.0.0.1");
        assertThat(event.at("/requestContext/accountId").asText()).hasSize(12);
        assertThat(event.at("/headers/X-Forwarded-For").asText())
                .isEqualTo("203.0.113.9, 127.0.0.1");
        assertThat(event.at("/headers/X-Amzn-Trace-Id").asText()).startsWith("Root=1-");
    }

    @Test
    void textPassesAsTextAndBinaryAsBase64() throws Exception {
        JsonNode text =
                event(request("", List.of(new Header("Content-Type", "application/json")), "{}"));
        assertThat(text.at("/body").asText()).isEqualTo("{}");
        assertThat(text.at("/isBase64Encoded").asBoolean()).isFalse();
        JsonNode binary =
                event(request("", List.of(new Header("Content-Type", "image/png")), "png"));
        assertThat(binary.at("/isBase64Encoded").asBoolean()).isTrue();
        assertThat(binary.at("/body").asText())
                .isEqualTo(
                        Base64.getEncoder().encodeToString("png".getBytes(StandardCharsets.UTF_8)));
        assertThat(event(request("", List.of(), "")).at("/body").isNull()).isTrue();
    }

    @Test
    void ofAnAcceptListTheFirstEntryDecides() {
        BinaryMediaTypes types = new BinaryMediaTypes(List.of("application/pdf"));
        assertThat(types.include(Optional.of("application/pdf, */*"))).isTrue();
        assertThat(types.include(Optional.of("*/*, application/pdf"))).isFalse();
        assertThat(types.include(Optional.empty())).isFalse();
    }

    private static HttpRequest request(String query, List<Header> headers, String body) {
        return new HttpRequest(
                "POST",
                "/v1/rates",
                query,
                headers,
                body.getBytes(StandardCharsets.UTF_8),
                "127.0.0.1");
    }

    private static JsonNode event(HttpRequest request) throws Exception {
        var match =
                new RouteTable.Match(
                        new Route("ANY", "/v1/{proxy+}", "ApiFunction", false),
                        Map.of("proxy", "rates"));
        byte[] event =
                new ProxyEvent("v", new BinaryMediaTypes(List.of("image/png")), 3000)
                        .of(request, match, REQUEST_ID, Optional.empty());
        return new ObjectMapper().readTree(event);
    }
}
