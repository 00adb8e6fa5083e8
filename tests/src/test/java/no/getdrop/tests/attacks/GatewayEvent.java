package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.local.lambda.Outcome;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/// What API Gateway hands to the api for a request, written by hand: for what no client on this
/// machine can send, such as another address to come from.
///
/// @param sourceIp where the request came from, as the gateway saw it
/// @param headers each with all its values
record GatewayEvent(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        @Nullable String body,
        String sourceIp) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static GatewayEvent get(String path, Map<String, List<String>> query, String sourceIp) {
        return new GatewayEvent("GET", path, query, Map.of(), null, sourceIp);
    }

    /// The status that the api answers.
    int status(Drop drop) {
        return answer(drop).path("statusCode").asInt();
    }

    /// What the api answers, as the gateway gets it.
    JsonNode answer(Drop drop) {
        try {
            Outcome outcome = drop.host().invoke("ApiFunction", text());
            assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
            return JSON.readTree(((Outcome.Succeeded) outcome).text());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String text() {
        ObjectNode event = JSON.createObjectNode();
        event.put("resource", "/{proxy+}");
        event.put("path", path);
        event.put("httpMethod", method);
        put(event, "headers", "multiValueHeaders", headers);
        put(event, "queryStringParameters", "multiValueQueryStringParameters", query);
        event.putObject("pathParameters").put("proxy", path.substring(1));
        event.putNull("stageVariables");
        event.put("body", body);
        event.put("isBase64Encoded", false);
        ObjectNode context = event.putObject("requestContext");
        context.put("accountId", "000000000000").put("apiId", "local").put("stage", "v");
        context.put("protocol", "HTTP/1.1").put("httpMethod", method).put("path", path);
        context.put("resourcePath", "/{proxy+}").put("resourceId", "abcdef");
        context.put("requestId", "00000000-0000-4000-8000-000000000000");
        context.put("requestTimeEpoch", System.currentTimeMillis());
        context.putObject("identity").put("sourceIp", sourceIp).put("userAgent", "test");
        return event.toString();
    }

    private static void put(
            ObjectNode event, String single, String multi, Map<String, List<String>> values) {
        ObjectNode last = event.putObject(single);
        ObjectNode all = event.putObject(multi);
        values.forEach((name, list) -> {
            last.put(name, list.getLast());
            list.forEach(all.putArray(name)::add);
        });
    }
}
