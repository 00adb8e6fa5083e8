package no.getdrop.deployment;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Json;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A request to a function as API Gateway's REST API would hand it over (payload 1.0).
///
/// @param resource the route of template.yaml that it comes by
/// @param headers beside those that the gateway adds
record ProxyRequest(
        String method,
        String path,
        String resource,
        Map<String, String> headers,
        Optional<String> body) {
    /// Of a block for documentation (RFC 5737): no customer comes from it, so that what a hook asks
    /// counts towards the limit of nobody else.
    static final String SOURCE = "192.0.2.1";

    private static final String HOST = "deployment.invalid";
    private static final String AGENT = "drop-deployment";
    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    ProxyRequest {
        headers = Map.copyOf(headers);
    }

    /// A read of that path.
    static ProxyRequest get(String path, String resource) {
        return new ProxyRequest(
                "GET", path, resource, Map.of("Accept", "application/json"), Optional.empty());
    }

    /// A body sent to that path.
    static ProxyRequest post(String path, String resource, String json) {
        return new ProxyRequest(
                "POST",
                path,
                resource,
                Map.of("Accept", "application/json", "Content-Type", "application/json"),
                Optional.of(json));
    }

    /// The same with one more header.
    ProxyRequest with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ProxyRequest(method, path, resource, more, body);
    }

    /// The event for one invocation, with an id of its own.
    String event() {
        ObjectMapper json = Json.mapper();
        ObjectNode event = json.createObjectNode();
        event.put("resource", resource);
        event.put("path", path);
        event.put("httpMethod", method);
        ObjectNode single = event.putObject("headers");
        ObjectNode multiple = event.putObject("multiValueHeaders");
        gatewayHeaders()
                .forEach((name, value) -> {
                    single.put(name, value);
                    multiple.putArray(name).add(value);
                });
        event.putNull("queryStringParameters");
        event.putNull("multiValueQueryStringParameters");
        pathParameter()
                .ifPresentOrElse(
                        proxy -> event.putObject("pathParameters").put("proxy", proxy),
                        () -> event.putNull("pathParameters"));
        event.putNull("stageVariables");
        event.set("requestContext", context(json));
        event.put("body", body.orElse(null));
        event.put("isBase64Encoded", false);
        return event.toString();
    }

    private Map<String, String> gatewayHeaders() {
        Map<String, String> all = new LinkedHashMap<>(headers);
        all.put("Host", HOST);
        all.put("User-Agent", AGENT);
        all.put("X-Forwarded-For", SOURCE);
        all.put("X-Forwarded-Port", "443");
        all.put("X-Forwarded-Proto", "https");
        return all;
    }

    /// What `{proxy+}` of the route stands for here.
    private Optional<String> pathParameter() {
        int proxy = resource.indexOf("{proxy+}");
        return proxy < 0 ? Optional.empty() : Optional.of(path.substring(proxy));
    }

    private ObjectNode context(ObjectMapper json) {
        Instant now = Instant.now();
        String requestId = UUID.randomUUID().toString();
        ObjectNode context = json.createObjectNode();
        context.put("accountId", "000000000000");
        context.put("apiId", "deployment");
        context.put("domainName", HOST);
        context.put("domainPrefix", "deployment");
        context.put("extendedRequestId", requestId.substring(0, 15) + "=");
        context.put("httpMethod", method);
        context.put("path", path);
        context.put("protocol", "HTTP/1.1");
        context.put("requestId", requestId);
        context.put("requestTime", REQUEST_TIME.format(now.atOffset(ZoneOffset.UTC)));
        context.put("requestTimeEpoch", now.toEpochMilli());
        context.put("resourceId", "deploy");
        context.put("resourcePath", resource);
        context.put("stage", "v");
        context.putObject("identity").put("sourceIp", SOURCE).put("userAgent", AGENT);
        return context;
    }
}
