package no.getdrop.local.gateway;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpResponse;
import no.getdrop.local.template.GatewayAnswer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What the gateway answers where no function does: the template's gateway response of that type,
/// else the default of its class, else API Gateway's own.
final class Refusals {
    private static final String REQUEST_ID = "context.requestId";

    private final Map<String, GatewayAnswer> answers;

    Refusals(Map<String, GatewayAnswer> answers) {
        this.answers = answers;
    }

    /// @param type of the gateway response
    /// @param status of API Gateway's own answer
    /// @param message of API Gateway's own answer
    HttpResponse of(String type, int status, String message, String requestId) {
        GatewayAnswer byClass =
                answers.getOrDefault(
                        status < 500 ? "DEFAULT_4XX" : "DEFAULT_5XX", GatewayAnswer.PLAIN);
        GatewayAnswer answer = answers.getOrDefault(type, byClass);
        String body = answer.body().orElse("{\"message\": \"" + message + "\"}");
        List<Header> headers = new ArrayList<>();
        headers.add(new Header("Content-Type", "application/json"));
        answer.headers()
                .forEach((name, value) -> {
                    headers.removeIf(header -> header.name().equalsIgnoreCase(name));
                    headers.add(new Header(name, value.equals(REQUEST_ID) ? requestId : value));
                });
        return new HttpResponse(
                answer.status().orElse(status),
                headers,
                body.replace("$" + REQUEST_ID, requestId).getBytes(StandardCharsets.UTF_8));
    }
}
