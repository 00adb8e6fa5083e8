package no.getdrop.deployment;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Build;
import no.getdrop.runtime.Json;

/// What versions answer, in the forms of docs/api/openapi.yaml.
final class Versions {
    static final String OPERATOR_KEY = "operator-key-of-thirty-two-characters";
    static final String BUILD_ID = "4f1c2d3";
    static final Build BUILD = Build.read();

    private Versions() {}

    /// A good version's answer to a path.
    static String good(String path, JsonNode event) {
        return switch (path) {
            case "/v1/health" -> health("ok", BUILD.version());
            case "/v1/rates" -> json(200, "{\"data\":[{\"base\":\"NOK\",\"currency\":\"RSD\"}]}");
            case "/v1/auth/token" -> problem(400, "invalid_code");
            case "/readyz" ->
                    event.path("headers")
                                    .path("Authorization")
                                    .asText()
                                    .equals("Bearer " + OPERATOR_KEY)
                            ? ready(BUILD.schemaVersion(), BUILD_ID, "ok")
                            : json(200, "{\"status\":\"ok\"}");
            default -> problem(404, "not_found");
        };
    }

    static String health(String status, String version) {
        return json(
                status.equals("ok") ? 200 : 503,
                "{\"status\":\"%s\",\"version\":\"%s\",\"db\":\"connected\"}"
                        .formatted(status, version));
    }

    /// An operator's view of readiness.
    static String ready(long schema, String build, String worker) {
        String body =
                """
                {"status":"%3$s","version":"0.1.0","releaseId":"%2$s","serviceId":"drop","checks":{
                "database:responseTime":[{"observedValue":2,"status":"ok"}],
                "schema:version":[{"observedValue":%1$d,"status":"ok"}],
                "worker:heartbeatAge":[{"observedValue":999,"status":"%3$s",
                "output":"older than 180 s"}],
                "backup:verifiedAge":[{"status":"warn","output":"never seen"}]}}
                """
                        .formatted(schema, build, worker);
        return json(worker.equals("error") ? 503 : 200, body);
    }

    static String json(int status, String body) {
        return answer(status, "application/json", body);
    }

    static String problem(int status, String error) {
        return answer(
                status,
                "application/problem+json",
                "{\"type\":\"about:blank\",\"status\":%d,\"error\":\"%s\"}"
                        .formatted(status, error));
    }

    static String answer(int status, String type, String body) {
        var answer = Json.mapper().createObjectNode();
        answer.put("statusCode", status);
        answer.putObject("multiValueHeaders").putArray("content-type").add(type);
        answer.put("body", body);
        answer.put("isBase64Encoded", false);
        return answer.toString();
    }
}
