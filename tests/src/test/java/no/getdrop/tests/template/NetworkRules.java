package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Who can reach whom.
final class NetworkRules {
    private static final Set<String> EVERYWHERE = Set.of("0.0.0.0/0", "::/0");

    /// Tokens are signed here, keys are used through a service, dead letters are sent by Lambda.
    static final Set<String> WITHOUT_ENDPOINT = Set.of("rds-db", "kms", "sqs");

    private static final String DATABASE_GROUP =
            "      GroupDescription: Database - asked by the proxy and by migrate\n"
                    + "      VpcId: !Ref Vpc\n";
    private static final String MIGRATE_TO_ENDPOINTS =
            "      GroupId: !Ref %s\n      IpProtocol: tcp\n      FromPort: 443\n";
    private static final String THROUGH_DATA_API =
            "            Action: rds-data:%s\n"
                    + "            Resource: !GetAtt DatabaseCluster.DBClusterArn\n"
                    + "            Condition: *our-account\n";

    private NetworkRules() {}

    static List<Rule> all() {
        return Stream.concat(groups().stream(), ways().stream()).toList();
    }

    private static List<Rule> groups() {
        return List.of(
                Rule.of("nobody comes in from everywhere", NetworkRules::ingress)
                        .brokenBy("          CidrIp: !Ref VpcCidr\n", "          CidrIp: ::/0\n")
                        .brokenBy(
                                "          CidrIp: !Ref VpcCidr\n",
                                "          CidrIp: 0.0.0.0/0\n"),
                Rule.of(
                                "groups say where to, and providers alone are anywhere",
                                NetworkRules::egress)
                        .brokenBy(
                                DATABASE_GROUP
                                        + "      SecurityGroupEgress:\n"
                                        + "        - {Description: None, IpProtocol: \"-1\","
                                        + " CidrIp: 127.0.0.1/32}\n",
                                DATABASE_GROUP)
                        .brokenBy(
                                "        - {Description: None but the rules below, IpProtocol:"
                                        + " \"-1\", CidrIp: 127.0.0.1/32}\n",
                                "        - {IpProtocol: \"-1\", CidrIp: 0.0.0.0/0}\n"),
                Rule.of("proxy and migrate alone ask the database", NetworkRules::askers)
                        .brokenBy(
                                "      SourceSecurityGroupId: !Ref ProxyGroup\n",
                                "      SourceSecurityGroupId: !Ref HealthGroup\n")
                        .brokenBy(
                                "      VpcSecurityGroupIds: [!Ref DatabaseGroup]\n",
                                "      VpcSecurityGroupIds: [!Ref EndpointGroup]\n"));
    }

    private static List<Rule> ways() {
        return List.of(
                Rule.of("the database's subnets have no way out", NetworkRules::databaseSubnets)
                        .brokenBy(
                                "      RouteTableId: !Ref DatabaseRoutes\n"
                                        + "      SubnetId: !Ref DatabaseSubnetA\n",
                                "      RouteTableId: !Ref PrivateRoutesA\n"
                                        + "      SubnetId: !Ref DatabaseSubnetA\n")
                        .brokenBy(
                                "        - !Ref DatabaseSubnetA\n",
                                "        - !Ref PrivateSubnetA\n"),
                Rule.of("each zone has its own way out in production", NetworkRules::wayOut)
                        .brokenBy(
                                "      NatGatewayId: !Ref NatC\n",
                                "      NatGatewayId: !Ref NatA\n"),
                Rule.of("two zones, three in production", NetworkRules::zones)
                        .brokenBy(
                                "          - !If [IsProduction, !Ref PrivateSubnetC,"
                                        + " !Ref AWS::NoValue]\n        SecurityGroupIds:",
                                "        SecurityGroupIds:"),
                Rule.of("functions in the VPC find AWS's services there", NetworkRules::endpoints)
                        .brokenBy("${AWS::Region}.rds-data\n", "${AWS::Region}.sqs\n")
                        .brokenBy(
                                MIGRATE_TO_ENDPOINTS.formatted("MigrateGroup"),
                                MIGRATE_TO_ENDPOINTS.formatted("ProxyGroup"))
                        .brokenBy(
                                THROUGH_DATA_API.formatted("ExecuteStatement"),
                                THROUGH_DATA_API.formatted("BatchExecuteStatement")),
                Rule.of(
                                "endpoints let named actions of this account through",
                                NetworkRules::policies)
                        .brokenBy(
                                "              - secretsmanager:BatchGetSecretValue\n",
                                "              - secretsmanager:BatchGetSecretValue\n"
                                        + "              - secretsmanager:*\n")
                        .brokenBy(
                                "            Resource: \"*\"\n"
                                        + "            Condition: *our-account\n",
                                "            Resource: \"*\"\n"),
                Rule.of("refused traffic is logged", NetworkRules::flowLogs)
                        .brokenBy("      TrafficType: REJECT\n", "      TrafficType: ACCEPT\n"));
    }

    /// Rules of a group, those that stand apart included.
    private static List<JsonNode> rules(Stack stack, String group, String direction) {
        List<JsonNode> rules = new ArrayList<>();
        stack.properties(group).path("SecurityGroup" + direction).forEach(rules::add);
        stack.of("AWS::EC2::SecurityGroup" + direction).values().stream()
                .filter(rule -> Stack.id(rule.path("GroupId").asText()).equals(group))
                .forEach(rules::add);
        return rules;
    }

    private static String place(JsonNode rule) {
        return Stream.of(
                        "CidrIp",
                        "CidrIpv6",
                        "SourceSecurityGroupId",
                        "DestinationSecurityGroupId",
                        "SourcePrefixListId",
                        "DestinationPrefixListId")
                .map(name -> rule.path(name).asText())
                .collect(Collectors.joining());
    }

    private static Set<String> places(Stack stack, String group, String direction) {
        return rules(stack, group, direction).stream()
                .map(rule -> place(rule) + " " + rule.path("FromPort").asText("all"))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static void ingress(Stack stack, Rule.Findings findings) {
        for (String group : stack.of("AWS::EC2::SecurityGroup").keySet()) {
            for (JsonNode rule : rules(stack, group, "Ingress")) {
                findings.unless(
                        !place(rule).isEmpty() && !EVERYWHERE.contains(place(rule)),
                        group + " lets everyone in");
            }
        }
    }

    private static void egress(Stack stack, Rule.Findings findings) {
        stack.of("AWS::EC2::SecurityGroup")
                .forEach((group, properties) -> {
                    findings.unless(
                            !properties.path("SecurityGroupEgress").isEmpty(),
                            group + " may go everywhere by default");
                    Set<String> places = places(stack, group, "Egress");
                    if (group.equals("ApplicationGroup")) {
                        places.remove("0.0.0.0/0 443");
                    }
                    findings.unless(
                            places.stream()
                                    .noneMatch(
                                            place -> EVERYWHERE.contains(place.split(" ", -1)[0])),
                            group + " may go to " + places);
                });
    }

    private static void askers(Stack stack, Rule.Findings findings) {
        Map<String, Set<String>> expected =
                Map.of(
                        "DatabaseGroup", Set.of("${ProxyGroup} 5432", "${MigrateGroup} 5432"),
                        "ProxyGroup", Set.of("${ApplicationGroup} 5432", "${HealthGroup} 5432"),
                        "CloneGroup", Set.of());
        expected.forEach((group, askers) ->
                findings.unless(
                        places(stack, group, "Ingress").equals(askers),
                        group + " is asked by " + places(stack, group, "Ingress")));
        findings.unless(
                places(stack, "CloneGroup", "Egress").equals(Set.of("127.0.0.1/32 all")),
                "clones may ask somebody");
        Map.of("DatabaseCluster", "${DatabaseGroup}", "DatabaseProxy", "${ProxyGroup}")
                .forEach((id, group) ->
                        findings.unless(
                                Stack.texts(stack.properties(id).path("VpcSecurityGroupIds"))
                                        .equals(List.of(group)),
                                id + " is in another group"));
    }

    private static void databaseSubnets(Stack stack, Rule.Findings findings) {
        List<String> withRoutes =
                stack.of("AWS::EC2::Route").values().stream()
                        .map(route -> route.path("RouteTableId").asText())
                        .toList();
        Map<String, String> tables = new TreeMap<>();
        stack.of("AWS::EC2::SubnetRouteTableAssociation")
                .values()
                .forEach(each ->
                        tables.put(
                                each.path("SubnetId").asText(),
                                each.path("RouteTableId").asText()));
        List<String> subnets = Stack.texts(stack.properties("DatabaseSubnets").path("SubnetIds"));
        findings.unless(subnets.size() >= 2, "fewer than two subnets");
        for (String subnet : subnets) {
            findings.unless(
                    tables.containsKey(subnet) && !withRoutes.contains(tables.get(subnet)),
                    subnet + " has a way out");
        }
    }

    private static void wayOut(Stack stack, Rule.Findings findings) {
        List<String> gateways =
                stack.of("AWS::EC2::Route").values().stream()
                        .map(route -> route.path("NatGatewayId").asText())
                        .filter(gateway -> !gateway.isEmpty())
                        .toList();
        findings.unless(gateways.size() == (stack.isProduction() ? 3 : 2), "ways: " + gateways);
        findings.unless(
                Set.copyOf(gateways).size() == (stack.isProduction() ? 3 : 1),
                "gateways: " + gateways);
    }

    private static void zones(Stack stack, Rule.Findings findings) {
        Map<String, JsonNode> placed = new TreeMap<>();
        stack.functions()
                .forEach((id, function) -> {
                    if (function.has("VpcConfig")) {
                        placed.put(id, function.at("/VpcConfig/SubnetIds"));
                    }
                });
        placed.put("DatabaseProxy", stack.properties("DatabaseProxy").path("VpcSubnetIds"));
        placed.put("DatabaseSubnets", stack.properties("DatabaseSubnets").path("SubnetIds"));
        placed.forEach((id, subnets) -> {
            Set<String> zones = new TreeSet<>();
            Stack.texts(subnets)
                    .forEach(
                            subnet -> zones.add(stack.text(Stack.id(subnet), "/AvailabilityZone")));
            findings.unless(zones.size() == (stack.isProduction() ? 3 : 2), id + " is in " + zones);
        });
    }

    private static void endpoints(Stack stack, Rule.Findings findings) {
        Map<String, Set<String>> let = new TreeMap<>();
        stack.of("AWS::EC2::VPCEndpoint")
                .values()
                .forEach(each ->
                        let.put(
                                each.path("ServiceName").asText().replaceAll("^.*\\.", ""),
                                actions(each)));
        stack.functions()
                .forEach((id, function) -> {
                    if (!function.has("VpcConfig")) {
                        return;
                    }
                    for (String action : stack.actions(id)) {
                        String service = action.substring(0, action.indexOf(':'));
                        findings.unless(
                                WITHOUT_ENDPOINT.contains(service)
                                        || let.getOrDefault(service, Set.of()).contains(action),
                                id + ": no endpoint lets " + action + " through");
                    }
                    String group = Stack.id(stack.text(id, "/VpcConfig/SecurityGroupIds/0"));
                    Set<String> ways = places(stack, group, "Egress");
                    findings.unless(
                            ways.contains("${EndpointGroup} 443") || ways.contains("0.0.0.0/0 443"),
                            id + " cannot reach the endpoints");
                });
    }

    private static Set<String> actions(JsonNode endpoint) {
        Set<String> actions = new TreeSet<>();
        endpoint.at("/PolicyDocument/Statement")
                .forEach(each -> actions.addAll(Stack.texts(each.path("Action"))));
        return actions;
    }

    private static void policies(Stack stack, Rule.Findings findings) {
        stack.of("AWS::EC2::VPCEndpoint")
                .forEach((id, endpoint) -> {
                    findings.unless(endpoint.path("PrivateDnsEnabled").asBoolean(), id + ": DNS");
                    Set<String> actions = actions(endpoint);
                    findings.unless(
                            !actions.isEmpty()
                                    && actions.stream().noneMatch(each -> each.contains("*")),
                            id + " lets through " + actions);
                    endpoint.at("/PolicyDocument/Statement")
                            .forEach(each ->
                                    findings.unless(
                                            each.at("/Condition/StringEquals/aws:PrincipalAccount")
                                                    .asText()
                                                    .equals(Stack.ACCOUNT),
                                            id + " lets other accounts through"));
                });
    }

    private static void flowLogs(Stack stack, Rule.Findings findings) {
        findings.unless(
                stack.of("AWS::EC2::FlowLog").values().stream()
                        .anyMatch(log ->
                                log.path("TrafficType").asText().equals("REJECT")
                                        && log.path("ResourceId").asText().equals("${Vpc}")),
                "no log of refused traffic");
    }
}
