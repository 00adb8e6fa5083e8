package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.net.URI;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;

/// Whom the functions in the VPC may look up, and so reach: ADR 39.
final class NameRules {

    /// Addresses that a browser is sent to; no function asks them.
    private static final Set<String> OF_BROWSERS =
            Set.of("APP_URL", "APP_ALLOWED_ORIGINS", "BANKID_CALLBACK_URL");

    /// That functions are given these is for [DatabaseRules].
    private static final Set<String> OF_DATABASE =
            Set.of("${DatabaseProxy.Endpoint}", "${DatabaseCluster.Endpoint.Address}");

    /// Where OFAC and the United Nations send those on who ask for their documents.
    private static final Set<String> OF_DOCUMENTS =
            Set.of(
                    "wc2h-sls-prod-public-published.s3.us-gov-west-1.amazonaws.com",
                    "unsolprodfiles.blob.core.windows.net");

    private static final String BLOCK =
            "          Action: BLOCK\n          BlockResponse: NXDOMAIN\n";
    private static final String TRUST =
            "FirewallDomainRedirectionAction: TRUST_REDIRECTION_DOMAIN}";

    private NameRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of(
                                "who is asked from the VPC can be looked up there, and nobody else",
                                NameRules::listed)
                        .brokenBy(
                                "          OFAC_SDN_URL: !Ref OfacSdnUrl\n",
                                "          OFAC_SDN_URL: https://elsewhere.example/sdn.xml\n")
                        .brokenBy(
                                "!Split [\"/\", !Ref OpenBankingUrl]",
                                "!Split [\"/\", !Ref BrregUrl]")
                        .brokenBy(
                                "!Split [\"@\", !Ref SentryDsn]", "!Split [\"//\", !Ref SentryDsn]")
                        .brokenBy(
                                "        - !GetAtt DatabaseProxy.Endpoint\n",
                                "        - \"*.amazonaws.com\"\n")
                        .brokenWithout("        - !Sub rds-data.${AWS::Region}.${AWS::URLSuffix}\n")
                        .brokenWithout(",unsolprodfiles.blob.core.windows.net")
                        .brokenWithout(
                                "        - {Priority: 20, Action: ALLOW, FirewallDomainListId:"
                                        + " !Ref NamesOfBankId, "
                                        + TRUST
                                        + "\n"),
                Rule.of("every other name is blocked in the VPC", NameRules::blocked)
                        .brokenBy(BLOCK, "          Action: ALERT\n")
                        .brokenBy(
                                "        - Priority: 1000\n" + BLOCK,
                                "        - Priority: 1\n" + BLOCK)
                        .brokenBy("Domains: [\"*\"]", "Domains: [\"*.example\"]")
                        .brokenBy(
                                "      FirewallRuleGroupId: !Ref OutboundNames\n"
                                        + "      VpcId: !Ref Vpc\n",
                                "      FirewallRuleGroupId: !Ref OutboundNames\n"
                                        + "      VpcId: other\n"),
                Rule.of("an allowed name may lead on to any", NameRules::trusted)
                        .brokenBy(
                                TRUST,
                                "FirewallDomainRedirectionAction: INSPECT_REDIRECTION_DOMAIN}"),
                Rule.of("looking up a name is logged, and a blocked one rings", NameRules::seen)
                        .brokenBy(
                                "      DestinationArn: !GetAtt NameLogs.Arn\n",
                                "      DestinationArn: !GetAtt FlowLogs.Arn\n")
                        .brokenBy(
                                "{Name: FirewallDomainListId, Value: !Ref AllOtherNames}",
                                "{Name: FirewallDomainListId, Value: !Ref NamesOfAws}")
                        .brokenBy(
                                "      ResolverQueryLogConfigId: !Ref NameLogging\n"
                                        + "      ResourceId: !Ref Vpc\n",
                                "      ResolverQueryLogConfigId: !Ref NameLogging\n"
                                        + "      ResourceId: other\n"));
    }

    /// The rules in the order in which they are tried.
    private static List<JsonNode> rules(Stack stack) {
        return StreamSupport.stream(
                        stack.properties("OutboundNames").path("FirewallRules").spliterator(),
                        false)
                .sorted(Comparator.comparingInt((JsonNode rule) -> rule.path("Priority").asInt()))
                .toList();
    }

    private static String list(JsonNode rule) {
        return Stack.id(rule.path("FirewallDomainListId").asText());
    }

    private static List<String> names(Stack stack, JsonNode rule) {
        return Stack.texts(stack.properties(list(rule)).path("Domains"));
    }

    private static Set<String> allowed(Stack stack) {
        Set<String> allowed = new TreeSet<>();
        rules(stack).stream()
                .filter(rule -> rule.path("Action").asText().equals("ALLOW"))
                .forEach(rule -> allowed.addAll(names(stack, rule)));
        return allowed;
    }

    private static void listed(Stack stack, Rule.Findings findings) {
        Set<String> asked = new TreeSet<>(OF_DOCUMENTS);
        asked.addAll(OF_DATABASE);
        stack.functions()
                .forEach((id, function) -> {
                    if (function.has("VpcConfig")) {
                        stack.actions(id).stream()
                                .map(action -> action.substring(0, action.indexOf(':')))
                                .filter(service -> !NetworkRules.WITHOUT_ENDPOINT.contains(service))
                                .forEach(
                                        service -> asked.add(service + ".eu-west-1.amazonaws.com"));
                        function.at("/Environment/Variables")
                                .properties()
                                .forEach(each -> host(each).ifPresent(asked::add));
                    }
                });
        findings.unless(
                allowed(stack).equals(asked), "asked: " + asked + ", allowed: " + allowed(stack));
        for (JsonNode rule : rules(stack)) {
            List<String> names = names(stack, rule);
            findings.unless(
                    !names.isEmpty() && names.size() == Set.copyOf(names).size(),
                    list(rule) + " has no name, or one twice: " + names);
        }
    }

    /// The host of a variable's address, if it is one that the function asks over HTTP.
    private static Optional<String> host(Map.Entry<String, JsonNode> variable) {
        String text = variable.getValue().asText();
        return OF_BROWSERS.contains(variable.getKey()) || !text.matches("https?://.*")
                ? Optional.empty()
                : Optional.of(URI.create(text).getHost());
    }

    private static void blocked(Stack stack, Rule.Findings findings) {
        List<JsonNode> rules = rules(stack);
        JsonNode last = rules.getLast();
        findings.unless(
                last.path("Action").asText().equals("BLOCK")
                        && last.path("BlockResponse").asText().equals("NXDOMAIN")
                        && names(stack, last).equals(List.of("*")),
                "the last rule is " + last);
        findings.unless(
                rules.stream().map(rule -> rule.path("Priority").asInt()).distinct().count()
                        == rules.size(),
                "two rules are tried at once");
        Set<String> guarded = new TreeSet<>();
        stack.of("AWS::Route53Resolver::FirewallRuleGroupAssociation")
                .values()
                .forEach(each -> {
                    if (each.path("FirewallRuleGroupId").asText().equals("${OutboundNames}")) {
                        guarded.add(Stack.id(each.path("VpcId").asText()));
                    }
                });
        findings.unless(
                guarded.equals(stack.of("AWS::EC2::VPC").keySet()), "guarded are " + guarded);
    }

    private static void trusted(Stack stack, Rule.Findings findings) {
        for (JsonNode rule : rules(stack)) {
            findings.unless(
                    rule.path("FirewallDomainRedirectionAction")
                            .asText()
                            .equals("TRUST_REDIRECTION_DOMAIN"),
                    list(rule) + ": what it leads on to must be listed, too");
        }
    }

    private static void seen(Stack stack, Rule.Findings findings) {
        findings.unless(
                stack.text("NameLogging", "/DestinationArn").equals("${NameLogs.Arn}")
                        && stack.text("NameLoggingOfVpc", "/ResolverQueryLogConfigId")
                                .equals("${NameLogging}")
                        && stack.text("NameLoggingOfVpc", "/ResourceId").equals("${Vpc}"),
                "names are not logged");
        JsonNode alarm = stack.properties("NamesBlocked");
        findings.unless(
                alarm.path("Namespace").asText().equals("AWS/Route53Resolver")
                        && alarm.path("MetricName").asText().equals("FirewallRuleQueryVolume")
                        && alarm.path("Statistic").asText().equals("Sum")
                        && alarm.path("Threshold").asInt(1) == 0
                        && AlarmRules.dimensions(alarm)
                                .equals(
                                        Map.of(
                                                "FirewallRuleGroupId",
                                                "${OutboundNames}",
                                                "FirewallDomainListId",
                                                "${AllOtherNames}")),
                "NamesBlocked looks at " + alarm);
    }
}
