package no.getdrop.migrate;

import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Json;

/// The proxy response of API Gateway's REST payload 1.0.
final class HttpAnswer {
    private HttpAnswer() {}

    /// 200 with the report as `data`, or the refusal as a problem (RFC 9457).
    static ObjectNode of(Outcome outcome, Call.Origin.Http origin) {
        return switch (outcome) {
            case Outcome.Done(Report report) -> {
                ObjectNode body = Json.mapper().createObjectNode();
                body.set("data", Json.mapper().valueToTree(report));
                yield response(200, "application/json", body, origin);
            }
            case Outcome.Refused(Refusal refusal) ->
                    response(
                            refusal.kind().status(),
                            "application/problem+json",
                            problem(refusal, origin),
                            origin);
        };
    }

    private static ObjectNode problem(Refusal refusal, Call.Origin.Http origin) {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("type", "about:blank")
                .put("title", refusal.kind().title())
                .put("status", refusal.kind().status())
                .put("detail", refusal.detail())
                .put("instance", origin.path())
                .put("requestId", origin.requestId())
                .put("error", refusal.kind().code())
                .put("message", refusal.kind().title());
        body.putObject("details")
                .put("what", refusal.what())
                .put("expected", refusal.expected())
                .put("remedy", refusal.remedy());
        return body;
    }

    private static ObjectNode response(
            int status, String contentType, ObjectNode body, Call.Origin.Http origin) {
        ObjectNode response = Json.mapper().createObjectNode();
        response.put("statusCode", status);
        response.putObject("headers")
                .put("Content-Type", contentType)
                .put("Cache-Control", "no-store")
                .put("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
                .put("X-Content-Type-Options", "nosniff")
                .put("X-Request-Id", origin.requestId());
        response.put("body", body.toString());
        response.put("isBase64Encoded", false);
        return response;
    }
}
