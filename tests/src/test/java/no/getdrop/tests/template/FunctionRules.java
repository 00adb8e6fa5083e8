package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// How every function is set up, and what leads to it.
final class FunctionRules {
    /// With a person or a clock waiting for the first answer; the others need no snapshot.
    private static final Set<String> WITH_SNAPSHOT =
            Set.of("ApiFunction", "HealthFunction", "WorkerFunction");

    /// AWS knows no narrower resource for these, and what they return is allowed apart.
    private static final Set<String> READING =
            Set.of("rds:Describe", "secretsmanager:BatchGetSecretValue");

    private static final String ROTATION_RETRIES =
            "        # Secrets Manager repeats a step by itself.\n"
                    + "        MaximumRetryAttempts: 0\n";
    private static final String HANDLER = "      Handler: no.getdrop.rotation.RotationHandler\n";
    private static final String DATA_API =
            "              Action: rds-data:ExecuteStatement\n              Resource: %s\n"
                    + "      Events:\n        Health:";

    private FunctionRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("functions say their time and memory", FunctionRules::sizes)
                        .brokenWithout("      Timeout: 50\n")
                        .brokenBy(
                                "      MemorySize: 1024\n      Timeout: 50\n",
                                "      Timeout: 50\n"),
                Rule.of("functions run Java 25 on arm64 with traces", FunctionRules::runtime)
                        .brokenBy("    Runtime: java25\n", "    Runtime: java21\n")
                        .brokenBy("    Architectures: [arm64]\n", "    Architectures: [x86_64]\n")
                        .brokenBy("    Tracing: Active\n", "    Tracing: PassThrough\n"),
                Rule.of("functions log JSON to a group of the stack", FunctionRules::logs)
                        .brokenBy(
                                "        LogFormat: JSON\n        LogGroup: !Ref RotationLogs",
                                "        LogFormat: Text\n        LogGroup: !Ref RotationLogs")
                        .brokenWithout("        LogGroup: !Ref NotifierLogs\n"),
                Rule.of("functions have a role of their own", FunctionRules::roles)
                        .brokenBy(
                                HANDLER, HANDLER + "      Role: !GetAtt WorkerFunctionRole.Arn\n"),
                Rule.of("functions have a limit of environments", FunctionRules::limits)
                        .brokenBy(
                                "      Timeout: 50\n      ReservedConcurrentExecutions: 2\n",
                                "      Timeout: 50\n"),
                Rule.of("everywhere a function may only read", FunctionRules::wildcards)
                        .brokenBy(
                                DATA_API.formatted("!GetAtt DatabaseCluster.DBClusterArn"),
                                DATA_API.formatted("\"*\"")),
                Rule.of("functions are invoked through alias live", FunctionRules::alias)
                        .brokenBy(
                                "      RotationLambdaARN: !Ref RotationFunction.Alias\n",
                                "      RotationLambdaARN: !GetAtt RotationFunction.Arn\n"),
                Rule.of("what is given up is kept and retries are bounded", FunctionRules::givenUp)
                        .brokenBy(
                                "        MaximumEventAgeInSeconds: 3600\n"
                                        + "        DestinationConfig: *dead-letters\n",
                                "        MaximumEventAgeInSeconds: 3600\n")
                        .brokenWithout(ROTATION_RETRIES),
                Rule.of("migrations and rotations are not repeated by Lambda", FunctionRules::once)
                        .brokenBy(ROTATION_RETRIES, "        MaximumRetryAttempts: 1\n"),
                Rule.of("who is waited for has a snapshot", FunctionRules::snapshots)
                        .brokenBy(
                                "      ReservedConcurrentExecutions: 2\n      SnapStart:\n"
                                        + "        ApplyOn: PublishedVersions\n",
                                "      ReservedConcurrentExecutions: 2\n"),
                Rule.of("compiled code stays ready for who is restored", FunctionRules::collection)
                        .brokenBy(
                                "          JAVA_TOOL_OPTIONS: &without-collection"
                                        + " -XX:+DisableExplicitGC\n",
                                "          JAVA_TOOL_OPTIONS: &without-collection"
                                        + " -XX:+UseSerialGC\n"),
                Rule.of("dead letters are kept encrypted for 14 days", FunctionRules::queue)
                        .brokenWithout("      SqsManagedSseEnabled: true\n")
                        .brokenBy(
                                "      MessageRetentionPeriod: 1209600\n",
                                "      MessageRetentionPeriod: 3600\n"));
    }

    private static void sizes(Stack stack, Rule.Findings findings) {
        stack.functions()
                .forEach((id, function) -> {
                    findings.unless(function.path("Timeout").asInt() > 0, id + " lacks Timeout");
                    findings.unless(
                            function.path("MemorySize").asInt() >= 512, id + " lacks MemorySize");
                });
    }

    private static void runtime(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            findings.unless(stack.text(id, "/Runtime").equals("java25"), id + ": runtime");
            findings.unless(
                    Stack.texts(stack.properties(id).path("Architectures"))
                            .equals(List.of("arm64")),
                    id + ": architecture");
            findings.unless(
                    stack.text(id, "/TracingConfig/Mode").equals("Active"), id + ": traces");
        }
    }

    private static void logs(Stack stack, Rule.Findings findings) {
        Set<String> groups = stack.of("AWS::Logs::LogGroup").keySet();
        for (String id : stack.functions().keySet()) {
            findings.unless(
                    stack.text(id, "/LoggingConfig/LogFormat").equals("JSON"), id + ": format");
            findings.unless(
                    groups.contains(Stack.id(stack.text(id, "/LoggingConfig/LogGroup"))),
                    id + " has no log group of the stack");
        }
    }

    private static void roles(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            findings.unless(
                    stack.text(id, "/Role").equals("${" + id + "Role.Arn}"),
                    id + " has the role of another");
        }
    }

    private static void limits(Stack stack, Rule.Findings findings) {
        stack.functions()
                .forEach((id, function) ->
                        findings.unless(
                                function.path("ReservedConcurrentExecutions").asInt() > 0,
                                id + " lacks ReservedConcurrentExecutions"));
    }

    private static void wildcards(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            for (JsonNode statement : stack.statements(id)) {
                boolean everywhere = Stack.texts(statement.path("Resource")).contains("*");
                for (String action : Stack.texts(statement.path("Action"))) {
                    findings.unless(
                            !everywhere || READING.stream().anyMatch(action::startsWith),
                            id + " may " + action + " everywhere");
                    findings.unless(!action.contains("*"), id + " may do " + action);
                }
            }
        }
    }

    private static void alias(Stack stack, Rule.Findings findings) {
        Set<String> live = new HashSet<>();
        stack.of("AWS::Lambda::Alias")
                .forEach((id, alias) -> {
                    if (alias.path("Name").asText().equals("live")) {
                        live.add("${" + id + "}");
                    }
                });
        Set<String> invoked = asked(stack);
        stack.of("AWS::Lambda::Permission")
                .values()
                .forEach(each -> invoked.add(each.path("FunctionName").asText()));
        stack.properties("Api")
                .findValues("uri")
                .forEach(uri ->
                        invoked.add(uri.asText().replaceAll(".*functions/|/invocations$", "")));
        findings.unless(invoked.size() >= 7, "only these are invoked: " + invoked);
        invoked.removeAll(live);
        findings.unless(invoked.isEmpty(), "not alias live: " + invoked);
    }

    /// What is invoked by somebody who does not wait for the answer.
    private static Set<String> asked(Stack stack) {
        Set<String> invoked = new TreeSet<>();
        stack.of("AWS::Scheduler::Schedule")
                .values()
                .forEach(each -> invoked.add(each.at("/Target/Arn").asText()));
        stack.of("AWS::SecretsManager::RotationSchedule")
                .values()
                .forEach(each -> invoked.add(each.path("RotationLambdaARN").asText()));
        stack.of("AWS::SNS::Subscription")
                .values()
                .forEach(each -> invoked.add(each.path("Endpoint").asText()));
        return invoked;
    }

    private static void givenUp(Stack stack, Rule.Findings findings) {
        for (String alias : asked(stack)) {
            String function = Stack.id(alias).replaceAll("Alias.*", "");
            JsonNode config = stack.properties(function + "EventInvokeConfig");
            findings.unless(
                    config.has("MaximumRetryAttempts")
                            && config.path("Qualifier").asText().equals("live")
                            && config.at("/DestinationConfig/OnFailure/Destination")
                                    .asText()
                                    .equals("${DeadLetters.Arn}"),
                    function + ": retries and dead letters");
        }
    }

    private static void once(Stack stack, Rule.Findings findings) {
        for (String function : List.of("MigrateFunction", "RotationFunction")) {
            int attempts =
                    stack.properties(function + "EventInvokeConfig")
                            .path("MaximumRetryAttempts")
                            .asInt();
            findings.unless(attempts == 0, function + " is repeated");
        }
    }

    private static void snapshots(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            findings.unless(
                    stack.text(id, "/SnapStart/ApplyOn").equals("PublishedVersions")
                            == WITH_SNAPSHOT.contains(id),
                    id + ": SnapStart");
        }
    }

    private static void collection(Stack stack, Rule.Findings findings) {
        for (String id : WITH_SNAPSHOT) {
            String options = stack.variables(id).getOrDefault("JAVA_TOOL_OPTIONS", "");
            findings.unless(options.equals("-XX:+DisableExplicitGC"), id + ": " + options);
        }
    }

    private static void queue(Stack stack, Rule.Findings findings) {
        JsonNode queue = stack.properties("DeadLetters");
        findings.unless(queue.path("SqsManagedSseEnabled").asBoolean(), "not encrypted");
        findings.unless(queue.path("MessageRetentionPeriod").asInt() == 14 * 86_400, "not 14 days");
        findings.unless(
                stack.resource("DeadLetters").path("DeletionPolicy").asText().equals("Retain"),
                "goes with the stack");
    }
}
