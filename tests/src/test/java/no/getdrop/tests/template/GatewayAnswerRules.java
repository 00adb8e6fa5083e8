package no.getdrop.tests.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.tests.Repository;

import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// What API Gateway and the web ACL answer by themselves, before the api is asked or instead of it.
final class GatewayAnswerRules {
    private static final Map<String, String> STATUSES =
            Map.ofEntries(
                    Map.entry("DEFAULT_4XX", "400 validation_error"),
                    Map.entry("BAD_REQUEST_BODY", "400 validation_error"),
                    Map.entry("BAD_REQUEST_PARAMETERS", "400 validation_error"),
                    Map.entry("UNAUTHORIZED", "401 unauthenticated"),
                    Map.entry("ACCESS_DENIED", "403 forbidden"),
                    Map.entry("EXPIRED_TOKEN", "403 forbidden"),
                    Map.entry("INVALID_API_KEY", "403 forbidden"),
                    Map.entry("INVALID_SIGNATURE", "403 forbidden"),
                    Map.entry("MISSING_AUTHENTICATION_TOKEN", "403 forbidden"),
                    Map.entry("WAF_FILTERED", "403 forbidden"),
                    Map.entry("RESOURCE_NOT_FOUND", "404 not_found"),
                    Map.entry("REQUEST_TOO_LARGE", "413 body_too_large"),
                    Map.entry("UNSUPPORTED_MEDIA_TYPE", "415 unsupported_media_type"),
                    Map.entry("THROTTLED", "429 rate_limited"),
                    Map.entry("QUOTA_EXCEEDED", "429 rate_limited"),
                    Map.entry("DEFAULT_5XX", "500 internal_error"),
                    Map.entry("API_CONFIGURATION_ERROR", "500 internal_error"),
                    Map.entry("AUTHORIZER_CONFIGURATION_ERROR", "500 internal_error"),
                    Map.entry("AUTHORIZER_FAILURE", "500 internal_error"),
                    Map.entry("INTEGRATION_FAILURE", "503 service_unavailable"),
                    Map.entry("INTEGRATION_TIMEOUT", "503 service_unavailable"));

    private static final Set<String> RETRIED = Set.of("429", "503");

    /// A template's place for the id of a request.
    private static final String REQUEST = "$context.requestId";

    private static final Set<String> REQUIRED = required();

    private static final Properties TEXTS = texts();

    private static final String PROBLEMS = "https://getdrop.no/problems/";

    private GatewayAnswerRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("what the gateway answers by itself is a problem", GatewayAnswerRules::told)
                        .brokenBy("        WAF_FILTERED:\n", "        WAF_REFUSED:\n")
                        .brokenBy(
                                "        THROTTLED:\n          StatusCode: 429\n",
                                "        THROTTLED:\n          StatusCode: 503\n")
                        .brokenBy(
                                "\"title\":\"Feil hos oss\"", "\"title\":\"Internal Server Error\"")
                        .brokenBy(
                                "\"instance\":\"urn:uuid:$context.requestId\",\"requestId\"",
                                "\"instance\":\"urn:uuid:$context.path\",\"requestId\""),
                Rule.of("what the web ACL answers is a problem", GatewayAnswerRules::refused)
                        .brokenBy(
                                "\"requestId\":\"\",\"error\":\"rate_limited\"",
                                "\"requestId\":\"\",\"reason\":\"rate_limited\"")
                        .brokenBy("\"status\":413,\n", "\"status\":400,\n"),
                Rule.of(
                                "the gateway's own answers have the api's headers",
                                GatewayAnswerRules::safe)
                        .brokenWithout("              X-Frame-Options: \"'DENY'\"\n")
                        .brokenBy("\"'no-store'\"", "\"no-store\"")
                        .brokenBy(
                                "Content-Security-Policy: \"'default-src; base-uri;"
                                        + " frame-ancestors'\"",
                                "Content-Security-Policy: \"'default-src 'none''\"")
                        .brokenBy("!Sub \"'${AppUrl}'\"", "\"'*'\""),
                Rule.of("who shall come again is told when", GatewayAnswerRules::again)
                        .brokenWithout("              Retry-After: \"'2'\"\n"));
    }

    /// The headers of every answer, the policy of content and what tells of the body left out: its
    /// form is the gateway's, and the policy is written without quotes there.
    static Map<String, String> headers(Stack stack) {
        Map<String, String> headers = new TreeMap<>();
        headers.put("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        headers.put("X-Content-Type-Options", "nosniff");
        headers.put("Referrer-Policy", "no-referrer");
        headers.put("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()");
        headers.put("Cache-Control", "no-store");
        headers.put(
                "Access-Control-Allow-Origin",
                stack.variables("ApiFunction").getOrDefault("APP_URL", ""));
        headers.put("Access-Control-Allow-Credentials", "true");
        headers.put("Access-Control-Expose-Headers", "Retry-After");
        return headers;
    }

    private static JsonNode answers(Stack stack) {
        return stack.properties("Api").at("/Body/x-amazon-apigateway-gateway-responses");
    }

    private static void told(Stack stack, Rule.Findings findings) {
        Map<String, String> statuses = new TreeMap<>();
        answers(stack)
                .properties()
                .forEach(each -> {
                    JsonNode templates = each.getValue().path("responseTemplates");
                    String text = templates.path("application/json").asText();
                    findings.unless(templates.size() == 1, each.getKey() + " has " + templates);
                    findings.unless(
                            !text.replace(REQUEST, "").contains("$"),
                            each.getKey() + " repeats what was sent");
                    String request = "00000000-0000-4000-8000-000000000000";
                    String error = problem(text.replace(REQUEST, request), request, findings);
                    String status = each.getValue().path("statusCode").asText();
                    statuses.put(each.getKey(), status + " " + error.replaceAll("^\\d+ ", ""));
                    findings.unless(error.startsWith(status + " "), status + " is " + error);
                });
        findings.unless(statuses.equals(new TreeMap<>(STATUSES)), "answers: " + statuses);
    }

    private static void refused(Stack stack, Rule.Findings findings) {
        Set<String> errors = new TreeSet<>();
        for (JsonNode body : stack.properties("Firewall").path("CustomResponseBodies")) {
            findings.unless(
                    body.path("ContentType").asText().equals("APPLICATION_JSON"), "no JSON");
            errors.add(problem(body.path("Content").asText(), "", findings));
        }
        findings.unless(
                errors.equals(Set.of("413 body_too_large", "429 rate_limited")),
                "errors: " + errors);
    }

    /// The status and error of a body, which is read as the contract has it.
    private static String problem(String text, String request, Rule.Findings findings) {
        try {
            JsonNode body = Json.mapper().readTree(text);
            Set<String> fields = new TreeSet<>();
            body.fieldNames().forEachRemaining(fields::add);
            String error = body.path("error").asText();
            findings.unless(fields.equals(REQUIRED), error + " has " + fields);
            findings.unless(
                    body.path("type").asText().equals(PROBLEMS + error)
                            && body.path("details").isArray()
                            && body.path("requestId").asText().equals(request),
                    error + ": " + body);
            findings.unless(
                    body.path("title").asText().equals(TEXTS.get("error." + error + ".title"))
                            && body.path("message").asText().equals(TEXTS.get("error." + error))
                            && body.path("detail").equals(body.path("message")),
                    error + " is told as " + body);
            return body.path("status").asText() + " " + error;
        } catch (JsonProcessingException e) {
            findings.unless(false, "no JSON: " + text);
            return "";
        }
    }

    /// What the contract's description says of a problem.
    private static Set<String> required() {
        String contract = Repository.text(Repository.ROOT.resolve("docs/api/openapi.yaml"));
        String problem = contract.substring(contract.indexOf("\n    Problem:\n"));
        String list =
                problem.substring(
                        problem.indexOf("required: [") + "required: [".length(),
                        problem.indexOf("]"));
        return new TreeSet<>(List.of(list.split(", ", -1)));
    }

    private static Properties texts() {
        Properties texts = new Properties();
        try {
            texts.load(
                    new StringReader(
                            Repository.text(
                                    Repository.ROOT.resolve(
                                            "functions/api/src/main/resources/no/getdrop/api/"
                                                    + "messages_nb.properties"))));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return texts;
    }

    private static void safe(Stack stack, Rule.Findings findings) {
        Map<String, String> asked = new TreeMap<>();
        headers(stack).forEach((name, value) -> asked.put(name, "'" + value + "'"));
        asked.put("Access-Control-Expose-Headers", "'Retry-After, X-Request-Id'");
        asked.put("Content-Security-Policy", "'default-src; base-uri; frame-ancestors'");
        asked.put("X-Frame-Options", "'DENY'");
        asked.put("Content-Type", "'application/problem+json'");
        asked.put("Content-Language", "'nb'");
        asked.put("X-Request-Id", "context.requestId");
        findings.unless(!answers(stack).isEmpty(), "none");
        answers(stack)
                .properties()
                .forEach(each -> {
                    Map<String, String> headers = given(each.getValue());
                    headers.remove("Retry-After");
                    findings.unless(headers.equals(asked), each.getKey() + " tells " + headers);
                });
    }

    private static void again(Stack stack, Rule.Findings findings) {
        answers(stack)
                .properties()
                .forEach(each ->
                        findings.unless(
                                given(each.getValue()).containsKey("Retry-After")
                                        == RETRIED.contains(
                                                each.getValue().path("statusCode").asText()),
                                each.getKey() + ": when to come again"));
    }

    private static Map<String, String> given(JsonNode answer) {
        Map<String, String> given = new TreeMap<>();
        answer.path("responseParameters")
                .properties()
                .forEach(each ->
                        given.put(
                                each.getKey().replace("gatewayresponse.header.", ""),
                                each.getValue().asText()));
        return given;
    }
}
