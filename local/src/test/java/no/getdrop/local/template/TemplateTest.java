package no.getdrop.local.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

class TemplateTest {
    private static final Path ROOT = Path.of(System.getProperty("drop.root"));

    private final Template deployed =
            Template.load(
                    ROOT.resolve("template.yaml"),
                    Map.of("Environment", "development", "AppUrl", "https://app.example"));

    @Test
    void theDeployedFunctionsAreRead() {
        assertThat(deployed.functions())
                .containsKeys("ApiFunction", "HealthFunction", "WorkerFunction", "MigrateFunction");
        FunctionSpec api = deployed.function("ApiFunction");
        assertThat(api.handler()).isEqualTo("no.getdrop.api.ApiHandler");
        assertThat(api.memoryMb()).isEqualTo(2048);
        assertThat(api.timeoutSeconds()).isEqualTo(15);
        assertThat(api.snapStart()).isTrue();
        assertThat(api.reservedConcurrency()).hasValue(20);
        assertThat(api.layers()).containsExactly("RuntimeLayer", "DatabaseLayer");
        FunctionSpec migrate = deployed.function("MigrateFunction");
        assertThat(migrate.snapStart()).isFalse();
        assertThat(migrate.timeoutSeconds()).isEqualTo(900);
        assertThat(migrate.reservedConcurrency()).hasValue(1);
    }

    @Test
    void variablesAreResolvedOrSayWhatIsMissing() {
        Map<String, Variable> variables = deployed.function("ApiFunction").environment();
        assertThat(variables)
                .containsEntry("DROP_ENVIRONMENT", new Variable.Value("development"))
                .containsEntry("BUILD_ID", new Variable.Value("unset"))
                .containsEntry("SECRETS_CACHE_SECONDS", new Variable.Value("300"))
                .containsEntry("SESSION_COOKIE_DOMAIN", new Variable.Absent());
        assertThat(variables.get("DATABASE_URL"))
                .isInstanceOfSatisfying(
                        Variable.Unresolved.class,
                        unresolved -> assertThat(unresolved.reason()).contains("DatabaseProxy"));
    }

    /// As the role that may only connect, whose secret the stack makes; the local host gives its
    /// own.
    @Test
    void healthMayAskThroughTheDataApiOnlyWhereTheStackNamesIt() {
        Map<String, Variable> variables = deployed.function("HealthFunction").environment();
        assertThat(variables)
                .containsEntry("DATABASE_SECRET_ARN", new Variable.Value("ProbeSecret"));
        assertThat(variables.get("DATABASE_CLUSTER_ARN"))
                .isInstanceOfSatisfying(
                        Variable.Unresolved.class,
                        unresolved -> assertThat(unresolved.reason()).contains("DatabaseCluster"));
        assertThat(deployed.functions().values())
                .filteredOn(function -> function.environment().containsKey("DATABASE_CLUSTER_ARN"))
                .extracting(FunctionSpec::name)
                .containsExactlyInAnyOrder("HealthFunction", "MigrateFunction", "BackupFunction");
    }

    /// Templates share parts by YAML's anchors more often than a reader of strangers' files allows.
    @Test
    void partsMayBeSharedManyTimes() {
        Template template =
                Template.parse(
                        """
                        Shared: &shared {a: b}
                        Uses: [%s]
                        Resources:
                          One: {Type: AWS::Serverless::Function, Properties: {Handler: a}}
                        """
                                .formatted("*shared, ".repeat(200)),
                        Map.of());
        assertThat(template.functions()).containsOnlyKeys("One");
    }

    @Test
    void routesAndSchedulesAreRead() {
        assertThat(deployed.routes())
                .contains(
                        new Route("ANY", "/v1/{proxy+}", "ApiFunction", false),
                        new Route("GET", "/livez", "HealthFunction", false),
                        new Route("POST", "/v1/migrations", "MigrateFunction", true));
        assertThat(deployed.stage()).isEqualTo("v");
        assertThat(deployed.schedules()).extracting(Schedule::function).contains("WorkerFunction");
        assertThat(deployed.schedules().getFirst().expression())
                .isEqualTo(new RateExpression(Duration.ofMinutes(1)));
    }

    @Test
    void everyFunctionAndLayerHasItsBuildTarget() {
        BuildTargets targets = BuildTargets.read(ROOT);
        deployed.functions()
                .values()
                .forEach(function -> {
                    assertThat(targets.functionPackage(function.name()).getParent())
                            .hasFileName("target");
                    function.layers()
                            .forEach(layer ->
                                    assertThat(targets.layerJars(layer))
                                            .endsWithRaw(Path.of("java", "lib")));
                });
        assertThatThrownBy(() -> targets.functionPackage("Unknown"))
                .hasMessageContaining("build-Unknown");
    }

    @Test
    void shortAndLongFormsMeanTheSame() {
        Template template =
                Template.parse(
                        """
                        Parameters:
                          Size: {Type: Number, Default: 512}
                          Names: {Type: CommaDelimitedList, Default: "a, b"}
                        Mappings:
                          Limits: {small: {Timeout: 7}}
                        Conditions:
                          Large: !Equals [!Ref Size, 1024]
                          Small: !Not [!Condition Large]
                          Both: !And [!Condition Small, {"Fn::Equals": [x, x]}]
                        Resources:
                          Queue: {Type: AWS::SQS::Queue}
                          Other: {Type: AWS::SNS::Topic}
                          Skipped:
                            Type: AWS::Serverless::Function
                            Condition: Large
                            Properties: {Handler: none}
                          One:
                            Type: AWS::Serverless::Function
                            Properties:
                              Handler: !Join [".", [a, B]]
                              MemorySize: !Ref Size
                              Timeout: !FindInMap [Limits, small, Timeout]
                              Environment:
                                Variables:
                                  SUB: !Sub "${Size} in ${AWS::Region} ${!literal}"
                                  SUB_LIST: !Sub ["${x}-${Size}", {x: !Ref Names}]
                                  IF: !If [Both, "yes", "no"]
                                  GONE: !If [Large, "yes", !Ref AWS::NoValue]
                                  ARN: !GetAtt Queue.Arn
                                  LONG: {"Fn::GetAtt": [Queue, Arn]}
                                  FAR: !GetAtt Other.TopicName
                                  PICKED: !Select [1, !Split [",", "x,y"]]
                        """,
                        Map.of());
        assertThat(template.functions()).containsOnlyKeys("One");
        FunctionSpec one = template.function("One");
        assertThat(one.handler()).isEqualTo("a.B");
        assertThat(one.memoryMb()).isEqualTo(512);
        assertThat(one.timeoutSeconds()).isEqualTo(7);
        assertThat(one.environment())
                .containsEntry("SUB", new Variable.Value("512 in eu-west-1 ${literal}"))
                .containsEntry("SUB_LIST", new Variable.Value("a,b-512"))
                .containsEntry("IF", new Variable.Value("yes"))
                .containsEntry("GONE", new Variable.Absent())
                .containsEntry("PICKED", new Variable.Value("y"))
                .containsEntry(
                        "ARN", new Variable.Value("arn:aws:sqs:eu-west-1:000000000000:Queue"))
                .containsEntry(
                        "LONG", new Variable.Value("arn:aws:sqs:eu-west-1:000000000000:Queue"));
        assertThat(one.environment().get("FAR"))
                .isInstanceOfSatisfying(
                        Variable.Unresolved.class,
                        unresolved -> assertThat(unresolved.reason()).contains("Other.TopicName"));
    }

    @Test
    void whatNothingHereCallsWaitsForItsFirstInvocation() {
        assertThat(deployed.startsLater("ApiFunction")).isFalse();
        assertThat(deployed.startsLater("WorkerFunction")).isFalse();
        Template template =
                Template.parse(
                        """
                        Resources:
                          Told:
                            Type: AWS::Serverless::Function
                            Properties:
                              Handler: a.B
                              Environment: {Variables: {SELF: !Ref Told.Version}}
                              Events: {Alarms: {Type: SNS, Properties: {Topic: !Ref Alarms}}}
                        """,
                        Map.of());
        assertThat(template.startsLater("Told")).isTrue();
        assertThat(template.function("Told").environment().get("SELF"))
                .isInstanceOf(Variable.Unresolved.class);
    }

    @Test
    void whatCannotBeUsedIsNamedWithItsPlace() {
        for (List<String> wrong :
                List.of(
                        List.of("Handler: !Ref Nowhere", "Nowhere"),
                        List.of("MemorySize: 512", "Handler is missing"),
                        List.of("{Handler: a, MemorySize: lots}", "One.MemorySize"),
                        List.of("{Handler: a, Timeout: 901}", "Timeout must be"),
                        List.of(
                                "{Handler: a, Events: {E: {Type: Kinesis}}}",
                                "events of type Kinesis"))) {
            String yaml =
                    "Resources:\n  One:\n    Type: AWS::Serverless::Function\n    Properties:\n"
                            + "      "
                            + wrong.getFirst();
            assertThatThrownBy(() -> Template.parse(yaml, Map.of()))
                    .isInstanceOf(TemplateException.class)
                    .hasMessageContaining(wrong.getLast());
        }
        assertThatThrownBy(() -> deployed.function("Nothing")).hasMessageContaining("ApiFunction");
    }
}
