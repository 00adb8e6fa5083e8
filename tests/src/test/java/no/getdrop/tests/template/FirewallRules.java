package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The web ACL before the API.
final class FirewallRules {
    /// AWS counts over a minute at least; what was asked for is over ten seconds.
    private static final int WINDOW_SECONDS = 60;

    private static final int ASKED_SECONDS = 10;

    /// As many headers as AWS takes for one answer.
    private static final int HEADERS_MAX = 10;

    private static final Map<String, String> GROUPS =
            Map.of(
                    "CommonRules", "AWSManagedRulesCommonRuleSet",
                    "KnownBadInputs", "AWSManagedRulesKnownBadInputsRuleSet",
                    "SqlInjection", "AWSManagedRulesSQLiRuleSet",
                    "IpReputation", "AWSManagedRulesAmazonIpReputationList",
                    "AnonymousIp", "AWSManagedRulesAnonymousIpList",
                    "Bots", "AWSManagedRulesBotControlRuleSet");

    /// What AWS's groups only count, since our bodies and clients look like it.
    private static final Set<String> COUNTED =
            Set.of("SizeRestrictions_BODY", "CategoryHttpLibrary", "SignalNonBrowserUserAgent");

    private FirewallRules() {}

    static List<Rule> all() {
        return Stream.concat(ofCallers().stream(), ofRequests().stream()).toList();
    }

    private static List<Rule> ofCallers() {
        return List.of(
                Rule.of("AWS's rule groups block", FirewallRules::groups)
                        .brokenBy("AWSManagedRulesSQLiRuleSet", "AWSManagedRulesLinuxRuleSet")
                        .brokenBy(
                                "          Priority: 10\n          OverrideAction: {None: {}}\n",
                                "          Priority: 10\n          OverrideAction: {Count: {}}\n")
                        .brokenBy("InspectionLevel: COMMON", "InspectionLevel: TARGETED")
                        .brokenBy("Name: SizeRestrictions_BODY", "Name: CrossSiteScripting_BODY"),
                Rule.of("20 logins in 10 s for each address", FirewallRules::logins)
                        .brokenBy("Limit: 120\n", "Limit: 1200\n")
                        .brokenBy(
                                "            Block:\n"
                                        + "              CustomResponse: &too-many\n",
                                "            Count:\n"
                                        + "              CustomRequestHandling: &too-many\n")
                        .brokenBy(
                                "^(/v)?/v1(;[^/]*)?/auth(;[^/]*)?/",
                                "^/v1(;[^/]*)?/auth(;[^/]*)?/"),
                Rule.of("30 transactions in 10 s for each address", FirewallRules::transactions)
                        .brokenBy("Limit: 180\n", "Limit: 30000\n")
                        .brokenBy("/transactions(;[^/]*)?(/|$)", "/transactions(;[^/]*)?/")
                        .brokenBy(
                                "EvaluationWindowSec: 60\n              Limit: 180\n",
                                "EvaluationWindowSec: 300\n              Limit: 180\n"),
                Rule.of("sanctioned countries get nothing, others health", FirewallRules::countries)
                        .brokenBy("!Ref SanctionedCountries", "!Ref AllowedCountries")
                        .brokenBy("          Priority: 0\n", "          Priority: 20\n")
                        .brokenBy("/v1/webhooks/[a-z]+", "/v1/[a-z]+/[a-z]+")
                        .brokenBy("Default: \"NO,SE,DK,FI\"", "Default: \"NO,SE,DK,FI,RU\""),
                Rule.of("its log holds no token, cookie or query", FirewallRules::redacted)
                        .brokenWithout("        - SingleHeader: {Name: cookie}\n")
                        .brokenWithout("        - SingleHeader: {Name: authorization}\n")
                        .brokenWithout("        - QueryString: {}\n")
                        .brokenBy("SampledRequestsEnabled: false", "SampledRequestsEnabled: true"),
                Rule.of("the web ACL stands before the API and is logged", FirewallRules::placed)
                        .brokenBy("/stages/${Api.Stage}", "/stages/other")
                        .brokenBy(
                                "        - !Sub arn:${AWS::Partition}:logs:${AWS::Region}:"
                                        + "${AWS::AccountId}:log-group:aws-waf-logs-"
                                        + "${AWS::StackName}\n",
                                "        - !GetAtt AccessLogs.Arn\n"));
    }

    private static List<Rule> ofRequests() {
        return List.of(
                Rule.of("no way of writing a path leads past a limit", FirewallRules::disguised)
                        .brokenWithout("                    - {Priority: 1, Type: URL_DECODE}\n")
                        .brokenWithout(
                                "                    - {Priority: 2, Type: NORMALIZE_PATH}\n")
                        .brokenWithout("                    - {Priority: 3, Type: LOWERCASE}\n")
                        .brokenBy("/v1(;[^/]*)?/auth(;[^/]*)?/", "/v1(;[^/]*)?/auth/")
                        .brokenBy(
                                "                  RegexString:"
                                    + " ^(/v)?/v1(;[^/]*)?/transactions(;[^/]*)?(/|$)\n"
                                    + "                  TextTransformations: *as-the-api-reads\n",
                                "                  RegexString:"
                                    + " ^(/v)?/v1(;[^/]*)?/transactions(;[^/]*)?(/|$)\n"
                                    + "                  TextTransformations: [{Priority: 0, Type:"
                                    + " NONE}]\n"),
                Rule.of("a path is let off as it was sent alone", FirewallRules::exempted)
                        .brokenBy(
                                "TextTransformations: [{Priority: 0, Type: NONE}]",
                                "TextTransformations: [{Priority: 0, Type: NORMALIZE_PATH}]"),
                Rule.of("bodies may have 256 KB and are inspected for 64", FirewallRules::bodies)
                        .brokenBy("(26214[5-9]|", "(26214[6-9]|")
                        .brokenBy("|[1-9][0-9]{6,})", ")")
                        .brokenBy("Name: content-length}", "Name: content-type}")
                        .brokenBy("ResponseCode: 413\n", "ResponseCode: 403\n")
                        .brokenBy("InspectionLimit: KB_64", "InspectionLimit: KB_16"),
                Rule.of("what is refused can be read and tells its headers", FirewallRules::headers)
                        .brokenBy(
                                "{Name: Retry-After, Value: \"60\"}",
                                "{Name: Retry-Later, Value: \"60\"}")
                        .brokenBy("Value: \"default-src 'none'", "Value: \"default-src 'self'")
                        .brokenBy(
                                "Allow-Origin, Value: !Ref AppUrl}",
                                "Allow-Origin, Value: \"*\"}"));
    }

    private static Map<String, JsonNode> rules(Stack stack) {
        Map<String, JsonNode> rules = new TreeMap<>();
        stack.properties("Firewall")
                .path("Rules")
                .forEach(rule -> rules.put(rule.path("Name").asText(), rule));
        return rules;
    }

    private static JsonNode rule(Stack stack, String name) {
        return rules(stack).getOrDefault(name, stack.resource("none"));
    }

    private static void groups(Stack stack, Rule.Findings findings) {
        GROUPS.forEach((name, group) -> {
            JsonNode rule = rule(stack, name);
            JsonNode statement = rule.at("/Statement/ManagedRuleGroupStatement");
            findings.unless(
                    statement.path("Name").asText().equals(group)
                            && statement.path("VendorName").asText().equals("AWS"),
                    name + " is " + statement.path("Name"));
            findings.unless(rule.at("/OverrideAction/None").isObject(), name + " only counts");
        });
        Set<String> counted = new TreeSet<>();
        Set<String> priorities = new HashSet<>();
        rules(stack)
                .values()
                .forEach(rule -> {
                    rule.at("/Statement/ManagedRuleGroupStatement/RuleActionOverrides")
                            .forEach(each -> counted.add(each.path("Name").asText()));
                    findings.unless(
                            priorities.add(rule.path("Priority").asText()), "two at one place");
                });
        findings.unless(counted.equals(COUNTED), "only counted are " + counted);
        findings.unless(
                rule(stack, "Bots").findValuesAsText("InspectionLevel").equals(List.of("COMMON")),
                "bots are not looked at, or at ten times the price");
    }

    private static void logins(Stack stack, Rule.Findings findings) {
        JsonNode rule = rule(stack, "LoginRate");
        limit(rule, 20, findings);
        findings.unless(isTooMany(rule), "not blocked with 429");
        paths(
                rule,
                List.of("/v1/auth/bankid", "/v/v1/auth/login"),
                List.of("/v1/authority", "/x/v1/auth/a"),
                findings);
    }

    private static void transactions(Stack stack, Rule.Findings findings) {
        JsonNode rule = rule(stack, "TransactionRate");
        limit(rule, 30, findings);
        findings.unless(isTooMany(rule), "not blocked with 429");
        paths(
                rule,
                List.of("/v1/transactions", "/v/v1/transactions/remittance"),
                List.of("/v1/transactionsx", "/v1/recipients"),
                findings);
    }

    private static void limit(JsonNode rule, int askedRequests, Rule.Findings findings) {
        JsonNode rate = rule.at("/Statement/RateBasedStatement");
        findings.unless(rate.path("AggregateKeyType").asText().equals("IP"), "for whom");
        findings.unless(
                rate.path("EvaluationWindowSec").asInt() == WINDOW_SECONDS
                        && rate.path("Limit").asInt()
                                == askedRequests * WINDOW_SECONDS / ASKED_SECONDS,
                rate.path("Limit") + " in " + rate.path("EvaluationWindowSec") + " s");
    }

    private static boolean isTooMany(JsonNode rule) {
        JsonNode answer = rule.at("/Action/Block/CustomResponse");
        return answer.path("ResponseCode").asInt() == 429
                && answer.path("CustomResponseBodyKey").asText().equals("TooMany");
    }

    private static void paths(
            JsonNode rule, List<String> within, List<String> beyond, Rule.Findings findings) {
        PathMatch match = PathMatch.of(rule.path("Statement"));
        within.forEach(path -> findings.unless(match.takes(path), "without " + path));
        beyond.forEach(path -> findings.unless(!match.takes(path), "with " + path));
    }

    /// All of these reach the api as a login or a payment, or might: what it decodes, cuts off or
    /// puts in order.
    private static void disguised(Stack stack, Rule.Findings findings) {
        paths(
                rule(stack, "LoginRate"),
                List.of(
                        "/v1/%61uth/login",
                        "/v1/%2561uth/login",
                        "/V1/Auth/login",
                        "//v1//auth/login",
                        "/v1/./auth/login",
                        "/v1/user/../auth/login",
                        "/v1/user/%2e%2e/auth/login",
                        "/v1%2Fauth%2Flogin",
                        "/v1/auth;x=1/login",
                        "/v1/auth%3Bx/login"),
                List.of("/v1/%62uth/login"),
                findings);
        paths(
                rule(stack, "TransactionRate"),
                List.of(
                        "/v1/%74ransactions/remittance",
                        "/v1/transactions;x=1/remittance",
                        "/v1/TRANSACTIONS/remittance",
                        "/v1//transactions/remittance"),
                List.of("/v1/transactions%78"),
                findings);
    }

    private static void exempted(Stack stack, Rule.Findings findings) {
        for (String name : List.of("OtherCountries", "AnonymousIp", "Bots")) {
            PathMatch match = PathMatch.of(rule(stack, name).path("Statement"));
            findings.unless(match.takes("/v1/health"), name + " asks health");
            for (String path : List.of("/v1/he%61lth", "/v1/auth/../health", "//v1/health")) {
                findings.unless(!match.takes(path), name + " lets off " + path);
            }
        }
    }

    private static void countries(Stack stack, Rule.Findings findings) {
        JsonNode sanctioned = rule(stack, "SanctionedCountries");
        List<String> refused = Stack.texts(sanctioned.findPath("CountryCodes"));
        findings.unless(
                refused.equals(List.of("KP", "IR", "SY", "RU", "BY", "CU")), "refused " + refused);
        findings.unless(sanctioned.at("/Action/Block").isObject(), "sanctioned ones may call");
        for (JsonNode other : rules(stack).values()) {
            findings.unless(
                    other.path("Priority").asInt() >= sanctioned.path("Priority").asInt(),
                    other.path("Name") + " comes before the sanctioned countries");
        }
        JsonNode others = rule(stack, "OtherCountries").path("Statement");
        List<String> allowed = Stack.texts(others.findPath("CountryCodes"));
        findings.unless(allowed.equals(List.of("NO", "SE", "DK", "FI")), "allowed " + allowed);
        Pattern machines = Pattern.compile(others.findPath("RegexString").asText());
        for (String path :
                List.of("/v1/webhooks/bank", "/v/v1/health", "/api/health", "/livez", "/readyz")) {
            findings.unless(machines.matcher(path).find(), path + " is refused elsewhere");
        }
        for (String path :
                List.of("/v1/auth/login", "/v1/webhooks/bank/x", "/v1/transactions", "/healthy")) {
            findings.unless(!machines.matcher(path).find(), path + " is open everywhere");
        }
    }

    private static void redacted(Stack stack, Rule.Findings findings) {
        Set<String> redacted = new TreeSet<>();
        for (JsonNode field : stack.properties("FirewallLogging").path("RedactedFields")) {
            redacted.add(
                    field.has("QueryString") ? "query" : field.at("/SingleHeader/Name").asText());
        }
        findings.unless(
                redacted.equals(Set.of("authorization", "cookie", "query")),
                "redacted are " + redacted);
        stack.properties("Firewall")
                .findValues("SampledRequestsEnabled")
                .forEach(each -> findings.unless(!each.asBoolean(), "whole requests are sampled"));
    }

    private static void placed(Stack stack, Rule.Findings findings) {
        findings.unless(
                stack.text("FirewallOfApi", "/WebACLArn").equals("${Firewall.Arn}")
                        && stack.text("FirewallOfApi", "/ResourceArn")
                                .endsWith("/restapis/${Api}/stages/${ApivStage}"),
                "not before the API");
        String group = stack.text("FirewallLogs", "/LogGroupName");
        findings.unless(
                group.startsWith("aws-waf-logs-")
                        && stack.text("FirewallLogging", "/LogDestinationConfigs/0")
                                .endsWith(":" + group),
                "where it is logged");
    }

    private static void bodies(Stack stack, Rule.Findings findings) {
        JsonNode rule = rule(stack, "LargeBodies");
        JsonNode answer = rule.at("/Action/Block/CustomResponse");
        findings.unless(
                answer.path("ResponseCode").asInt() == 413
                        && answer.path("CustomResponseBodyKey").asText().equals("TooLarge"),
                "not refused with 413");
        JsonNode match = rule.at("/Statement/RegexMatchStatement");
        findings.unless(
                match.at("/FieldToMatch/SingleHeader/Name").asText().equals("content-length"),
                "it looks at " + match.path("FieldToMatch"));
        Pattern large = Pattern.compile(match.path("RegexString").asText());
        int limit = 256 * 1024;
        IntStream.concat(
                        IntStream.rangeClosed(limit - 2_000, limit + 2_000),
                        IntStream.iterate(0, length -> length <= 4 * limit, length -> length + 97))
                .filter(length -> large.matcher(Integer.toString(length)).find() != length > limit)
                .forEach(length -> findings.unless(false, "with " + length + " bytes"));
        for (String length : List.of("262145", "00262145", "1000000", "99999999999", "262150 ")) {
            findings.unless(large.matcher(length).find(), length + " bytes may be sent");
        }
        for (String length : List.of("262144", "0000000262144", "0", "")) {
            findings.unless(!large.matcher(length).find(), length + " bytes are refused");
        }
        findings.unless(
                stack.text(
                                "Firewall",
                                "/AssociationConfig/RequestBody/API_GATEWAY"
                                        + "/DefaultSizeInspectionLimit")
                        .equals("KB_64"),
                "less is inspected");
    }

    private static void headers(Stack stack, Rule.Findings findings) {
        for (JsonNode rule : rules(stack).values()) {
            JsonNode answer = rule.at("/Action/Block/CustomResponse");
            if (answer.isMissingNode()) {
                continue;
            }
            Map<String, String> headers = new TreeMap<>();
            for (JsonNode each : answer.path("ResponseHeaders")) {
                headers.put(each.path("Name").asText(), each.path("Value").asText());
            }
            Map<String, String> asked = new TreeMap<>(GatewayAnswerRules.headers(stack));
            asked.put("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
            if (isTooMany(rule)) {
                asked.put("Retry-After", Integer.toString(WINDOW_SECONDS));
            }
            findings.unless(headers.equals(asked), rule.path("Name") + " tells " + headers);
            findings.unless(
                    headers.size() <= HEADERS_MAX, rule.path("Name") + " has too many headers");
        }
    }
}
