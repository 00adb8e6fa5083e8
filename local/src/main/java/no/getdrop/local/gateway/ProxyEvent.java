package no.getdrop.local.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.Query;
import no.getdrop.local.lambda.TraceIds;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Makes the event a REST API hands to its function (Lambda proxy integration, payload 1.0).
final class ProxyEvent {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter REQUEST_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);

    private final String stage;
    private final BinaryMediaTypes binary;
    private final int port;

    ProxyEvent(String stage, BinaryMediaTypes binary, int port) {
        this.stage = stage;
        this.binary = binary;
        this.port = port;
    }

    /// The event for one request.
    ///
    /// @param accessKeyId who signed, for IAM-signed routes
    byte[] of(
            HttpRequest request,
            RouteTable.Match match,
            String requestId,
            Optional<String> accessKeyId) {
        ObjectNode event = JSON.createObjectNode();
        event.put("resource", match.route().path());
        event.put("path", request.path());
        event.put("httpMethod", request.method());
        putAll(event, "headers", "multiValueHeaders", headers(request));
        putAll(
                event,
                "queryStringParameters",
                "multiValueQueryStringParameters",
                Query.parameters(request.rawQuery()));
        if (match.parameters().isEmpty()) {
            event.putNull("pathParameters");
        } else {
            ObjectNode parameters = event.putObject("pathParameters");
            match.parameters().forEach(parameters::put);
        }
        event.putNull("stageVariables");
        event.set("requestContext", context(request, match, requestId, accessKeyId));
        putBody(event, request);
        return event.toString().getBytes(StandardCharsets.UTF_8);
    }

    private void putBody(ObjectNode event, HttpRequest request) {
        if (request.body().length == 0) {
            event.putNull("body");
            event.put("isBase64Encoded", false);
        } else if (binary.include(request.header("Content-Type"))) {
            event.put("body", Base64.getEncoder().encodeToString(request.body()));
            event.put("isBase64Encoded", true);
        } else {
            event.put("body", request.text());
            event.put("isBase64Encoded", false);
        }
    }

    private ObjectNode context(
            HttpRequest request,
            RouteTable.Match match,
            String requestId,
            Optional<String> accessKeyId) {
        Instant now = Instant.now();
        ObjectNode context = JSON.createObjectNode();
        context.put("accountId", "000000000000");
        context.put("apiId", "local");
        context.put("domainName", "localhost");
        context.put("domainPrefix", "localhost");
        context.put("extendedRequestId", requestId.substring(0, 15) + "=");
        context.put("httpMethod", request.method());
        context.put("path", request.path());
        context.put("protocol", "HTTP/1.1");
        context.put("requestId", requestId);
        context.put("requestTime", REQUEST_TIME.format(now.atOffset(ZoneOffset.UTC)));
        context.put("requestTimeEpoch", now.toEpochMilli());
        context.put("resourceId", resourceId(match.route().path()));
        context.put("resourcePath", match.route().path());
        context.put("stage", stage);
        ObjectNode identity = context.putObject("identity");
        identity.put("sourceIp", request.remoteAddress());
        identity.put("userAgent", request.header("User-Agent").orElse(null));
        identity.put("accessKey", accessKeyId.orElse(null));
        identity.put("accountId", accessKeyId.map(signed -> "000000000000").orElse(null));
        identity.put(
                "userArn",
                accessKeyId.map(signed -> "arn:aws:iam::000000000000:user/local").orElse(null));
        for (String absent :
                List.of(
                        "caller",
                        "cognitoAuthenticationProvider",
                        "cognitoAuthenticationType",
                        "cognitoIdentityId",
                        "cognitoIdentityPoolId",
                        "principalOrgId",
                        "user")) {
            identity.putNull(absent);
        }
        return context;
    }

    private Map<String, List<String>> headers(HttpRequest request) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        String forwarded =
                request.header("X-Forwarded-For")
                        .map(already -> already + ", " + request.remoteAddress())
                        .orElse(request.remoteAddress());
        for (Header header : request.headers()) {
            if (!replaced(header.name())) {
                String name = knownName(headers, header.name());
                headers.computeIfAbsent(name, unseen -> new ArrayList<>()).add(header.value());
            }
        }
        headers.put("X-Amzn-Trace-Id", List.of(TraceIds.next()));
        headers.put("X-Forwarded-For", List.of(forwarded));
        headers.put("X-Forwarded-Port", List.of(Integer.toString(port)));
        headers.put("X-Forwarded-Proto", List.of("http"));
        return headers;
    }

    private static boolean replaced(String name) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "x-forwarded-for",
                    "x-forwarded-port",
                    "x-forwarded-proto",
                    "x-amzn-trace-id",
                    "connection",
                    "content-length",
                    "expect",
                    "transfer-encoding" ->
                    true;
            default -> false;
        };
    }

    private static String knownName(Map<String, List<String>> headers, String name) {
        return headers.keySet().stream()
                .filter(known -> known.equalsIgnoreCase(name))
                .findFirst()
                .orElse(name);
    }

    /// The last value under the single-value name, all of them under the other; null for none.
    private static void putAll(
            ObjectNode event, String single, String multi, Map<String, List<String>> values) {
        if (values.isEmpty()) {
            event.putNull(single);
            event.putNull(multi);
            return;
        }
        ObjectNode last = event.putObject(single);
        ObjectNode all = event.putObject(multi);
        values.forEach((name, list) -> {
            last.put(name, list.getLast());
            list.forEach(all.withArray("/" + escape(name))::add);
        });
    }

    /// A name as a JSON Pointer segment (RFC 6901).
    private static String escape(@Nullable String name) {
        return String.valueOf(name).replace("~", "~0").replace("/", "~1");
    }

    private static String resourceId(String path) {
        return UUID.nameUUIDFromBytes(path.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 6);
    }
}
