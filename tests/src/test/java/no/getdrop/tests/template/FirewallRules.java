package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// The web ACL before the API.
final class FirewallRules {
    /// AWS counts over a minute at least; what was asked for is over ten seconds.
    private static final int WINDOW_SECONDS = 60;

    private static final int ASKED_SECONDS = 10;

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
                        .brokenBy("Action: {Challenge: {}}", "Action: {Count: {}}")
                        .brokenBy("^(/v)?/v1/auth/", "^/v1/auth/"),
                Rule.of("30 transactions in 10 s for each address", FirewallRules::transactions)
                        .brokenBy("Limit: 180\n", "Limit: 30000\n")
                        .brokenBy("^(/v)?/v1/transactions(/|$)", "^/v1/payments")
                        .brokenBy(
                                "EvaluationWindowSec: 60\n              Limit: 180\n",
                                "EvaluationWindowSec: 300\n              Limit: 180\n"),
                Rule.of("sanctioned countries get nothing, others health", FirewallRules::countries)
                        .brokenBy("!Ref SanctionedCountries", "!Ref AllowedCountries")
                        .brokenBy("          Priority: 0\n", "          Priority: 20\n")
                        .brokenBy("/v1/webhooks/[a-z]+", "/v1/.+")
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
                                "        - !GetAtt AccessLogs.Arn\n"),
                Rule.of("bodies are inspected whole and have a limit", FirewallRules::bodies)
                        .brokenBy("Size: 65536\n", "Size: 655360\n")
                        .brokenBy("InspectionLimit: KB_64", "InspectionLimit: KB_16"),
                Rule.of("refusals are problems like the api's", FirewallRules::answers)
                        .brokenBy("\"error\":\"rate_limited\"", "\"reason\":\"rate_limited\""));
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
        findings.unless(rule.at("/Action/Challenge").isObject(), "no challenge");
        paths(
                rule,
                List.of("/v1/auth/bankid", "/v/v1/auth/login"),
                List.of("/v1/authority", "/x/v1/auth/a"),
                findings);
    }

    private static void transactions(Stack stack, Rule.Findings findings) {
        JsonNode rule = rule(stack, "TransactionRate");
        limit(rule, 30, findings);
        findings.unless(
                rule.at("/Action/Block/CustomResponse/ResponseCode").asInt() == 429,
                "not blocked with 429");
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

    private static void paths(
            JsonNode rule, List<String> within, List<String> beyond, Rule.Findings findings) {
        Pattern pattern = Pattern.compile(rule.path("Statement").findPath("RegexString").asText());
        within.forEach(path -> findings.unless(pattern.matcher(path).find(), "without " + path));
        beyond.forEach(path -> findings.unless(!pattern.matcher(path).find(), "with " + path));
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
        JsonNode size = rule(stack, "LargeBodies").at("/Statement/SizeConstraintStatement");
        findings.unless(
                size.path("Size").asInt() == 64 * 1024
                        && size.at("/FieldToMatch/Body/OversizeHandling").asText().equals("MATCH"),
                "the limit is " + size.path("Size"));
        findings.unless(
                stack.text(
                                "Firewall",
                                "/AssociationConfig/RequestBody/API_GATEWAY"
                                        + "/DefaultSizeInspectionLimit")
                        .equals("KB_64"),
                "less is inspected");
    }

    private static void answers(Stack stack, Rule.Findings findings) {
        for (JsonNode body : stack.properties("Firewall").path("CustomResponseBodies")) {
            for (String field : List.of("type", "title", "status", "error", "message")) {
                findings.unless(
                        body.path("Content").asText().contains("\"" + field + "\":"),
                        "without " + field);
            }
        }
    }
}
