package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// How a new version takes over, and what takes it back.
final class DeploymentRules {
    private static final List<String> SHIFTED = List.of("ApiFunction", "HealthFunction");

    /// The only functions that CodeDeploy's managed role may invoke.
    private static final String HOOK_PREFIX = "CodeDeployHook_";

    private static final String HEALTH_ALARMS = "        Alarms: [!Ref HealthNewVersionErrors]\n";
    private static final String HANDLER =
            "      Handler: no.getdrop.deployment.BeforeTrafficHandler\n";
    private static final String VERSIONS =
            "Resource: [!Ref ApiFunction.Version, !Ref HealthFunction.Version";

    private DeploymentRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("production shifts by 10 %, the others at once", DeploymentRules::shifting)
                        .brokenBy(
                                "        Type: !Ref TrafficShifting\n        Alarms: [!Ref ApiNew",
                                "        Type: AllAtOnce\n        Alarms: [!Ref ApiNew"),
                Rule.of("alarms of the new version alone take it back", DeploymentRules::alarms)
                        .brokenBy(HEALTH_ALARMS, "        Alarms: [!Ref HealthFunctionErrors]\n")
                        .brokenBy(
                                "Alarms: [!Ref ApiNewVersionErrors, !Ref ApiNewVersionSlow]",
                                "Alarms: []")
                        .brokenBy(
                                "Value: !GetAtt HealthFunction.Version.Version",
                                "Value: !GetAtt ApiFunction.Version.Version"),
                Rule.of("CodeDeploy may call the hooks by their names", DeploymentRules::names)
                        .brokenBy(
                                "CodeDeployHook_${AWS::StackName}_before",
                                "${AWS::StackName}_before"),
                Rule.of("hooks are asked before and after traffic moves", DeploymentRules::asked)
                        .brokenBy(
                                HEALTH_ALARMS
                                        + "        Hooks:\n"
                                        + "          PreTraffic: !Ref BeforeTrafficFunction\n",
                                HEALTH_ALARMS)
                        .brokenWithout(
                                "          PostTraffic: !If [HasDomain, !Ref AfterTrafficFunction,"
                                        + " !Ref AWS::NoValue]\n"),
                Rule.of("hooks themselves are deployed at once", DeploymentRules::plain)
                        .brokenBy(
                                HANDLER,
                                HANDLER
                                        + "      DeploymentPreference: {Type: AllAtOnce,"
                                        + " Role: !GetAtt TrafficRole.Arn}\n"),
                Rule.of("the hook asks exactly the new versions", DeploymentRules::versions)
                        .brokenBy(
                                "HEALTH_FUNCTION_VERSION: !Ref HealthFunction.Version",
                                "HEALTH_FUNCTION_VERSION: !Ref HealthFunction.Alias")
                        .brokenBy(VERSIONS, VERSIONS + ", !GetAtt WorkerFunction.Arn"),
                Rule.of(
                                "hooks answer for deployments of this stack alone",
                                DeploymentRules::answers)
                        .brokenBy(
                                "deploymentgroup:${ServerlessDeploymentApplication}/*",
                                "deploymentgroup:*"),
                Rule.of("a deployment that failed is told", DeploymentRules::told)
                        .brokenBy("state: [FAILURE, STOP]", "state: [STOP]")
                        .brokenBy(
                                "application: [!Ref ServerlessDeploymentApplication]",
                                "application: [other]"));
    }

    private static JsonNode update(Stack stack, String function) {
        return stack.resource(function + "Aliaslive")
                .at("/UpdatePolicy/CodeDeployLambdaAliasUpdate");
    }

    private static JsonNode group(Stack stack, String function) {
        return stack.properties(
                Stack.id(update(stack, function).path("DeploymentGroupName").asText()));
    }

    private static void shifting(Stack stack, Rule.Findings findings) {
        String expected =
                "CodeDeployDefault.Lambda"
                        + (stack.isProduction() ? "Linear10PercentEvery1Minute" : "AllAtOnce");
        for (String function : SHIFTED) {
            JsonNode group = group(stack, function);
            findings.unless(
                    group.path("DeploymentConfigName").asText().equals(expected),
                    function + ": " + group.path("DeploymentConfigName"));
            findings.unless(
                    group.at("/AutoRollbackConfiguration/Enabled").asBoolean()
                            && Stack.texts(group.at("/AutoRollbackConfiguration/Events"))
                                    .containsAll(
                                            List.of(
                                                    "DEPLOYMENT_FAILURE",
                                                    "DEPLOYMENT_STOP_ON_ALARM")),
                    function + " is not taken back");
        }
    }

    private static void alarms(Stack stack, Rule.Findings findings) {
        for (String function : SHIFTED) {
            JsonNode alarms = group(stack, function).at("/AlarmConfiguration/Alarms");
            findings.unless(!alarms.isEmpty(), function + " has no alarm");
            String version = stack.text(function + "Aliaslive", "/FunctionVersion");
            for (JsonNode each : alarms) {
                String id = Stack.id(each.path("Name").asText());
                Map<String, String> dimensions = AlarmRules.dimensions(stack.properties(id));
                findings.unless(
                        ("${" + function + "}:live").equals(dimensions.get("Resource"))
                                && version.equals(dimensions.get("ExecutedVersion")),
                        id + " is not of the new version: " + dimensions);
            }
        }
    }

    private static void names(Stack stack, Rule.Findings findings) {
        Set<String> called = new TreeSet<>();
        for (String function : SHIFTED) {
            for (String hook : List.of("BeforeAllowTrafficHook", "AfterAllowTrafficHook")) {
                if (update(stack, function).has(hook)) {
                    called.add(Stack.id(update(stack, function).path(hook).asText()));
                }
            }
        }
        called.removeIf(hook -> stack.text(hook, "/FunctionName").startsWith(HOOK_PREFIX));
        findings.unless(called.isEmpty(), "CodeDeploy may not call " + called);
    }

    private static void asked(Stack stack, Rule.Findings findings) {
        for (String function : SHIFTED) {
            findings.unless(
                    update(stack, function)
                            .path("BeforeAllowTrafficHook")
                            .asText()
                            .equals("${BeforeTrafficFunction}"),
                    function + " gets traffic unasked");
        }
        findings.unless(
                stack.properties("ApiDomain").isMissingNode()
                        == update(stack, "ApiFunction")
                                .path("AfterAllowTrafficHook")
                                .asText()
                                .isEmpty(),
                "the public address is not asked");
    }

    private static void plain(Stack stack, Rule.Findings findings) {
        Set<String> groups = stack.of("AWS::CodeDeploy::DeploymentGroup").keySet();
        findings.unless(
                groups.equals(
                        Set.of("ApiFunctionDeploymentGroup", "HealthFunctionDeploymentGroup")),
                "groups: " + groups);
    }

    private static void versions(Stack stack, Rule.Findings findings) {
        Set<String> versions = new TreeSet<>();
        Map<String, String> told = stack.variables("BeforeTrafficFunction");
        for (String function : SHIFTED) {
            String version =
                    stack.text(function + "Aliaslive", "/FunctionVersion")
                            .replace(".Version}", "}");
            versions.add(version);
            String variable =
                    function.replace("Function", "_FUNCTION_VERSION").toUpperCase(Locale.ROOT);
            findings.unless(
                    version.equals(told.get(variable)), variable + " is not what live will be");
        }
        Set<String> invoked = new TreeSet<>();
        stack.allowing("BeforeTrafficFunction", "lambda:InvokeFunction")
                .forEach(each -> invoked.addAll(Stack.texts(each.path("Resource"))));
        findings.unless(invoked.equals(versions), "it may invoke " + invoked);
    }

    private static void answers(Stack stack, Rule.Findings findings) {
        String ours = Stack.ACCOUNT + ":deploymentgroup:${ServerlessDeploymentApplication}/*";
        for (String function : stack.functions().keySet()) {
            stack.allowing(function, "codedeploy:PutLifecycleEventHookExecutionStatus")
                    .forEach(each ->
                            findings.unless(
                                    each.path("Resource").asText().endsWith(ours),
                                    function + " may answer for others"));
        }
    }

    private static void told(Stack stack, Rule.Findings findings) {
        JsonNode detail = stack.properties("DeploymentsThatFailed").at("/EventPattern/detail");
        findings.unless(
                Stack.texts(detail.path("state")).contains("FAILURE")
                        && Stack.texts(detail.path("application"))
                                .equals(List.of("${ServerlessDeploymentApplication}")),
                "what: " + detail);
        findings.unless(
                stack.text("DeploymentsThatFailed", "/Targets/0/Arn").equals("${Alerts}"), "whom");
    }
}
