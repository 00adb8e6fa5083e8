package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import no.getdrop.tests.Repository;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// The roles of the stack: none goes beyond the boundary that `pipeline/roles.yaml` sets.
final class RoleRules {
    /// What AWS's own policies that are attached here allow, as AWS documents them.
    private static final Map<String, List<String>> OF_AWS =
            Map.of(
                    "AWSLambdaBasicExecutionRole",
                    List.of("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"),
                    "AWSLambdaVPCAccessExecutionRole",
                    List.of(
                            "logs:CreateLogGroup",
                            "logs:CreateLogStream",
                            "logs:PutLogEvents",
                            "ec2:CreateNetworkInterface",
                            "ec2:DescribeNetworkInterfaces",
                            "ec2:DescribeSubnets",
                            "ec2:DeleteNetworkInterface",
                            "ec2:AssignPrivateIpAddresses",
                            "ec2:UnassignPrivateIpAddresses"),
                    "AWSXrayWriteOnlyAccess",
                    List.of(
                            "xray:PutTraceSegments",
                            "xray:PutTelemetryRecords",
                            "xray:GetSamplingRules",
                            "xray:GetSamplingTargets",
                            "xray:GetSamplingStatisticSummaries"),
                    "AWSCodeDeployRoleForLambda",
                    List.of(
                            "cloudwatch:DescribeAlarms",
                            "lambda:UpdateAlias",
                            "lambda:GetAlias",
                            "lambda:GetProvisionedConcurrencyConfig",
                            "lambda:InvokeFunction",
                            "sns:Publish"),
                    "AmazonAPIGatewayPushToCloudWatchLogs",
                    List.of(
                            "logs:CreateLogGroup",
                            "logs:CreateLogStream",
                            "logs:DescribeLogGroups",
                            "logs:DescribeLogStreams",
                            "logs:PutLogEvents",
                            "logs:GetLogEvents",
                            "logs:FilterLogEvents"),
                    "AmazonRDSEnhancedMonitoringRole",
                    List.of(
                            "logs:CreateLogGroup",
                            "logs:PutRetentionPolicy",
                            "logs:CreateLogStream",
                            "logs:PutLogEvents",
                            "logs:DescribeLogStreams",
                            "logs:GetLogEvents"));

    private static final Set<String> BOUNDARY = boundary();

    private RoleRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("every role has the boundary", RoleRules::bounded)
                        .brokenBy("drop-${Environment}-boundary-", "drop-${Environment}-border-")
                        .brokenWithout("            PermissionsBoundary: *boundary\n")
                        .brokenBy(
                                "      PermissionsBoundary: *boundary\n"
                                        + "      AssumeRolePolicyDocument:\n"
                                        + "        Version: \"2012-10-17\"\n"
                                        + "        Statement:\n"
                                        + "          - Effect: Allow\n"
                                        + "            Principal: {Service:"
                                        + " codedeploy.amazonaws.com}\n",
                                "      AssumeRolePolicyDocument:\n"
                                        + "        Version: \"2012-10-17\"\n"
                                        + "        Statement:\n"
                                        + "          - Effect: Allow\n"
                                        + "            Principal: {Service:"
                                        + " codedeploy.amazonaws.com}\n")
                        .brokenWithout("        Role: !GetAtt TrafficRole.Arn\n"),
                Rule.of("no role needs more than the boundary has", RoleRules::within)
                        .brokenBy(
                                "                - secretsmanager:UpdateSecretVersionStage\n",
                                "                - secretsmanager:DeleteSecret\n")
                        .brokenBy(
                                "policy/service-role/AWSCodeDeployRoleForLambda",
                                "policy/AdministratorAccess"));
    }

    private static void bounded(Stack stack, Rule.Findings findings) {
        String asked =
                stack.environment().equals("development")
                        ? ""
                        : "arn:aws:iam::"
                                + Stack.ACCOUNT
                                + ":policy/drop-"
                                + stack.environment()
                                + "-boundary-eu-west-1";
        stack.of("AWS::IAM::Role")
                .forEach((id, role) ->
                        findings.unless(
                                role.path("PermissionsBoundary").asText().equals(asked),
                                id + ": " + role.path("PermissionsBoundary")));
        findings.unless(stack.of("AWS::IAM::User").isEmpty(), "there are users");
    }

    private static void within(Stack stack, Rule.Findings findings) {
        stack.of("AWS::IAM::Role")
                .forEach((id, role) -> {
                    Set<String> beyond = new TreeSet<>();
                    for (JsonNode policy : role.path("Policies")) {
                        for (JsonNode statement : policy.at("/PolicyDocument/Statement")) {
                            if (statement.path("Effect").asText().equals("Allow")) {
                                beyond.addAll(Stack.texts(statement.path("Action")));
                            }
                        }
                    }
                    for (String arn : Stack.texts(role.path("ManagedPolicyArns"))) {
                        String name = arn.substring(arn.lastIndexOf('/') + 1);
                        beyond.addAll(OF_AWS.getOrDefault(name, List.of("all of " + name)));
                    }
                    beyond.removeIf(action -> BOUNDARY.contains(action.toLowerCase(Locale.ROOT)));
                    findings.unless(beyond.isEmpty(), id + " needs " + beyond);
                });
    }

    /// The actions of the boundary; IAM does not look at the case of their letters.
    private static Set<String> boundary() {
        try {
            JsonNode roles =
                    new YAMLMapper()
                            .readTree(
                                    Repository.text(
                                            Repository.ROOT.resolve("pipeline/roles.yaml")));
            Set<String> actions = new TreeSet<>();
            for (JsonNode statement :
                    roles.at("/Resources/RoleBoundary/Properties/PolicyDocument/Statement")) {
                Stack.texts(statement.path("Action"))
                        .forEach(action -> actions.add(action.toLowerCase(Locale.ROOT)));
            }
            return actions;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
