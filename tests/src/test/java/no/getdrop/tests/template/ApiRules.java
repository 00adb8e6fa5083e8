package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// API Gateway: what is logged, how much is let through, and how it is reached.
final class ApiRules {
    private static final String POLICY =
            "      SecurityPolicy: SecurityPolicy_TLS13_1_2_PFS_PQ_2025_09\n";

    /// What an access log may hold: nothing that a caller chose freely, since a callback's query
    /// holds a code and a path may hold a person's id.
    private static final Set<String> LOGGED =
            Set.of(
                    "requestId",
                    "requestTimeEpoch",
                    "identity.sourceIp",
                    "httpMethod",
                    "resourcePath",
                    "status",
                    "responseLatency",
                    "integrationLatency",
                    "responseLength",
                    "wafResponseCode",
                    "tlsVersion",
                    "xrayTraceId",
                    "error.responseType");

    private static final Map<String, String> THROTTLES =
            Map.of(
                    "* /*", "500/250",
                    "ANY /~1v1~1auth~1{proxy+}", "50/50",
                    "ANY /~1v1~1transactions~1{proxy+}", "100/50",
                    "GET /~1v1~1migrations", "1/2",
                    "POST /~1v1~1migrations", "1/2");

    private ApiRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("access logs hold neither query nor path as sent", ApiRules::accessLogs)
                        .brokenBy("$context.resourcePath", "$context.path")
                        .brokenBy("$context.tlsVersion", "$context.identity.userAgent")
                        .brokenBy(
                                "DestinationArn: !GetAtt AccessLogs",
                                "DestinationArn: !GetAtt ApiLogs"),
                Rule.of("routes have their throttles", ApiRules::throttles)
                        .brokenBy("ThrottlingRateLimit: 50\n", "ThrottlingRateLimit: 5000\n")
                        .brokenWithout(
                                "        - HttpMethod: GET\n"
                                        + "          ResourcePath: \"/~1v1~1migrations\"\n"
                                        + "          ThrottlingRateLimit: 1\n"
                                        + "          ThrottlingBurstLimit: 2\n")
                        .brokenBy("Path: /v1/transactions/{proxy+}", "Path: /v1/payments/{proxy+}"),
                Rule.of("TLS is 1.2 or newer", ApiRules::tls)
                        .brokenBy(
                                "Types: [REGIONAL]}\n" + POLICY,
                                "Types: [REGIONAL]}\n      SecurityPolicy: TLS_1_2\n")
                        .brokenWithout(POLICY + "      EndpointAccessMode: STRICT\n")
                        .brokenBy(
                                "EndpointAccessMode: STRICT\n      # Api",
                                "EndpointAccessMode: BASIC\n      # Api"),
                Rule.of("migrations are asked for with a signature of AWS", ApiRules::signed)
                        .brokenWithout(
                                "            Auth:\n              Authorizer: AWS_IAM\n"
                                        + "              InvokeRole: NONE\n"),
                Rule.of("requests are traced", ApiRules::traced)
                        .brokenBy("TracingEnabled: true", "TracingEnabled: false"),
                Rule.of("images and texts reach callers as they asked", ApiRules::media)
                        .brokenBy("- \"*~1*\"", "- image~1png"),
                Rule.of("the outside watches this region's own address", ApiRules::watched)
                        .brokenBy("ResourcePath: /v/v1/health", "ResourcePath: /health")
                        .brokenBy("Type: HTTPS_STR_MATCH", "Type: HTTP_STR_MATCH")
                        .brokenWithout("      HealthCheckId: !Ref ApiHealthCheck\n"));
    }

    private static JsonNode stage(Stack stack) {
        return stack.properties("ApivStage");
    }

    private static void accessLogs(Stack stack, Rule.Findings findings) {
        Set<String> logged = new TreeSet<>();
        Pattern.compile("\\$context\\.([A-Za-z.]+)")
                .matcher(stage(stack).at("/AccessLogSetting/Format").asText())
                .results()
                .forEach((MatchResult each) -> logged.add(each.group(1)));
        findings.unless(logged.equals(LOGGED), "logged are " + logged);
        findings.unless(
                stage(stack)
                        .at("/AccessLogSetting/DestinationArn")
                        .asText()
                        .equals("${AccessLogs.Arn}"),
                "where to");
    }

    private static Set<String> routes(Stack stack) {
        Set<String> routes = new TreeSet<>();
        JsonNode paths = stack.properties("Api").at("/Body/paths");
        paths.properties()
                .forEach(path ->
                        path.getValue()
                                .fieldNames()
                                .forEachRemaining(
                                        name -> routes.add(method(name) + " " + path.getKey())));
        return routes;
    }

    private static String method(String name) {
        return name.replace("x-amazon-apigateway-any-method", "any").toUpperCase(Locale.ROOT);
    }

    private static void throttles(Stack stack, Rule.Findings findings) {
        Map<String, String> settings = new TreeMap<>();
        for (JsonNode each : stage(stack).path("MethodSettings")) {
            settings.put(
                    each.path("HttpMethod").asText() + " " + each.path("ResourcePath").asText(),
                    each.path("ThrottlingRateLimit").asText()
                            + "/"
                            + each.path("ThrottlingBurstLimit").asText());
        }
        findings.unless(settings.equals(THROTTLES), "throttles: " + settings);
        Set<String> routes = routes(stack);
        for (String setting : settings.keySet()) {
            String route = setting.replaceFirst(" /~1", " /").replace("~1", "/");
            findings.unless(setting.equals("* /*") || routes.contains(route), "no route " + route);
        }
    }

    private static void tls(Stack stack, Rule.Findings findings) {
        Set<String> ids = new TreeSet<>(stack.of("AWS::ApiGateway::DomainName").keySet());
        ids.add("Api");
        for (String id : ids) {
            String policy = stack.text(id, "/SecurityPolicy");
            findings.unless(policy.startsWith("SecurityPolicy_TLS13_1_2_PFS"), id + ": " + policy);
            findings.unless(
                    stack.text(id, "/EndpointAccessMode").equals("STRICT"),
                    id + " answers for other hosts");
        }
    }

    private static void signed(Stack stack, Rule.Findings findings) {
        for (String method : List.of("get", "post")) {
            JsonNode security =
                    stack.properties("Api")
                            .at("/Body/paths/~1v1~1migrations/" + method + "/security");
            findings.unless(
                    security.size() == 1 && security.path(0).has("AWS_IAM"), method + " is open");
        }
        findings.unless(
                stack.text(
                                "Api",
                                "/Body/components/securitySchemes/AWS_IAM"
                                        + "/x-amazon-apigateway-authtype")
                        .equals("awsSigv4"),
                "the scheme is not AWS's signature");
    }

    private static void traced(Stack stack, Rule.Findings findings) {
        findings.unless(stage(stack).path("TracingEnabled").asBoolean(), "not traced");
    }

    private static void media(Stack stack, Rule.Findings findings) {
        List<String> types = Stack.texts(stack.properties("Api").path("BinaryMediaTypes"));
        findings.unless(types.contains("*~1*"), types.toString());
    }

    private static void watched(Stack stack, Rule.Findings findings) {
        if (stack.of("AWS::ApiGateway::DomainName").isEmpty()) {
            return;
        }
        JsonNode check = stack.properties("ApiHealthCheck").path("HealthCheckConfig");
        findings.unless(check.path("Type").asText().equals("HTTPS_STR_MATCH"), "how");
        findings.unless(check.path("SearchString").asText().equals("\"status\":\"ok\""), "what");
        String host = "${Api}.execute-api.eu-west-1.amazonaws.com";
        findings.unless(
                check.path("FullyQualifiedDomainName").asText().equals(host)
                        && check.path("ResourcePath").asText().equals("/v/v1/health"),
                "where");
        findings.unless(
                stack.text("ApiRecord", "/HealthCheckId").equals("${ApiHealthCheck}")
                        && stack.text("ApiRecord", "/Failover").equals("PRIMARY"),
                "the record does not follow it");
    }
}
