package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The database, the proxy, and which function takes which way to it.
final class DatabaseRules {
    private static final String POOLED =
            "postgresql://drop_app@${DatabaseProxy.Endpoint}:5432/drop";
    private static final String DIRECT =
            "postgresql://drop_owner@${DatabaseCluster.Endpoint.Address}:5432/drop";

    /// A role, and neither password nor options, which could hold one.
    private static final Pattern ADDRESS =
            Pattern.compile("postgresql://drop_[a-z]+@\\$\\{[A-Za-z.]+}:5432/drop");

    /// What the code waits for a connection (docs/environment.md, `DB_BORROW_TIMEOUT_MS`).
    private static final int BORROW_TIMEOUT_MS = 2500;

    private static final String POOLED_VARIABLE = "          DATABASE_URL: *pooled-path\n";
    private static final String SEED_VARIABLE = "          SEED_DEMO: !Ref SeedDemo\n";
    private static final String PRODUCTION_SHARE =
            "      ProxyMaxConnectionsPercent: %d\n      DatabaseDirectConnections: 18\n"
                    + "      DatabaseBackupDays: 30\n";

    private DatabaseRules() {}

    static List<Rule> all() {
        return Stream.of(paths(), storage(), settings()).flatMap(List::stream).toList();
    }

    private static List<Rule> paths() {
        return List.of(
                Rule.of("a function has the pooled path or the direct one", DatabaseRules::oneWay)
                        .brokenBy(
                                POOLED_VARIABLE,
                                POOLED_VARIABLE + "          DIRECT_URL: !Sub " + DIRECT + "\n")
                        .brokenBy(SEED_VARIABLE, SEED_VARIABLE + POOLED_VARIABLE),
                Rule.of("migrate and backup never go through the proxy", DatabaseRules::direct)
                        .brokenBy(
                                "            !Sub " + DIRECT,
                                "            !Sub " + POOLED.replace("_app", "_owner")),
                Rule.of("the pooled path is the proxy's, by a token", DatabaseRules::pooled)
                        .brokenWithout("          DATABASE_AUTH: iam\n")
                        .brokenBy(POOLED, DIRECT)
                        .brokenBy("dbuser:${Proxy}/drop_app", "dbuser:${Proxy}/drop_owner"),
                Rule.of("an address names a role and no password", DatabaseRules::addresses)
                        .brokenBy(
                                "!Sub postgresql://drop_owner@", "!Sub postgresql://drop_owner:a@")
                        .brokenBy(DIRECT, DIRECT + "?password=a"));
    }

    private static List<Rule> storage() {
        return List.of(
                Rule.of("data are encrypted with a key of ours", DatabaseRules::encrypted)
                        .brokenBy(
                                "      StorageEncrypted: true\n", "      StorageEncrypted: false\n")
                        .brokenWithout("      KmsKeyId: !GetAtt DatabaseKey.Arn\n")
                        .brokenWithout(
                                "      PerformanceInsightsKMSKeyId: !GetAtt DatabaseKey.Arn\n"),
                Rule.of("the database outlives its stack", DatabaseRules::kept)
                        .brokenBy("    DeletionPolicy: Snapshot\n", "    DeletionPolicy: Delete\n")
                        .brokenBy(
                                "DeletionProtection: !If [IsProduction, true, false]",
                                "DeletionProtection: false"),
                Rule.of("backups are kept 30 days in production, else 7", DatabaseRules::backups)
                        .brokenBy("      DatabaseBackupDays: 30\n", "      DatabaseBackupDays: 1\n")
                        .brokenWithout("      CopyTagsToSnapshot: true\n"),
                Rule.of("the database is private and speaks TLS", DatabaseRules::isPrivate)
                        .brokenBy(
                                "      PubliclyAccessible: false\n",
                                "      PubliclyAccessible: true\n")
                        .brokenWithout("        rds.force_ssl: \"1\"\n")
                        .brokenWithout("      CACertificateIdentifier: rds-ca-rsa4096-g1\n"));
    }

    private static List<Rule> settings() {
        return List.of(
                Rule.of("PostgreSQL is 16 throughout", DatabaseRules::version)
                        .brokenBy("EngineVersion: \"16.11\"", "EngineVersion: \"15.8\"")
                        .brokenBy("Family: aurora-postgresql16", "Family: aurora-postgresql15"),
                Rule.of("the database is observed", DatabaseRules::observed)
                        .brokenBy("      MonitoringInterval: 60\n", "      MonitoringInterval: 0\n")
                        .brokenBy(
                                "EnablePerformanceInsights: true",
                                "EnablePerformanceInsights: false")
                        .brokenWithout("      EnableCloudwatchLogsExports: [postgresql]\n")
                        .brokenWithout("        log_lock_waits: \"1\"\n")
                        .brokenWithout("        log_parameter_max_length: \"0\"\n")
                        .brokenWithout("        log_error_verbosity: terse\n"),
                Rule.of("nobody chooses the database's password", DatabaseRules::credentials)
                        .brokenBy("ManageMasterUserPassword: true", "MasterUserPassword: secret")
                        .brokenBy(
                                "EnableIAMDatabaseAuthentication: true",
                                "EnableIAMDatabaseAuthentication: false"),
                Rule.of("no session of the database waits for ever", DatabaseRules::sessions)
                        .brokenWithout("        idle_in_transaction_session_timeout: \"60000\"\n")
                        .brokenWithout("        client_connection_check_interval: \"1000\"\n"),
                Rule.of("max_connections is the budget's", DatabaseRules::connections)
                        .brokenBy(
                                "max_connections: !FindInMap [Environments, !Ref Environment,"
                                        + " DatabaseMaxConnections]",
                                "max_connections: \"100\""),
                Rule.of("the proxy speaks TLS and wants tokens at both ends", DatabaseRules::proxy)
                        .brokenBy("RequireTLS: true", "RequireTLS: false")
                        .brokenBy("DefaultAuthScheme: IAM_AUTH", "DefaultAuthScheme: NONE")
                        .brokenBy(
                                "dbuser:${DatabaseCluster.DBClusterResourceId}/drop_app",
                                "dbuser:*/*"),
                Rule.of(
                                "the proxy leaves room and gives up before its callers",
                                DatabaseRules::pool)
                        .brokenBy(PRODUCTION_SHARE.formatted(80), PRODUCTION_SHARE.formatted(95))
                        .brokenBy("ConnectionBorrowTimeout: 2\n", "ConnectionBorrowTimeout: 20\n")
                        .brokenBy("IdleClientTimeout: 1800", "IdleClientTimeout: 28800"),
                Rule.of("production has a second instance", DatabaseRules::standby)
                        .brokenBy(
                                "    Condition: IsProduction\n    DependsOn: DatabaseWriter\n",
                                "    Condition: HasSnapshot\n    DependsOn: DatabaseWriter\n"));
    }

    private static void oneWay(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            Map<String, String> variables = stack.variables(id);
            findings.unless(
                    !variables.containsKey("DATABASE_URL") || !variables.containsKey("DIRECT_URL"),
                    id + " has both paths");
        }
    }

    private static void direct(Stack stack, Rule.Findings findings) {
        for (String id : List.of("MigrateFunction", "BackupFunction")) {
            stack.variables(id)
                    .forEach((name, value) ->
                            findings.unless(
                                    name.equals("DATABASE_URL") || !value.contains("DatabaseProxy"),
                                    id + "." + name + " is the proxy's"));
        }
    }

    private static void pooled(Stack stack, Rule.Findings findings) {
        int pooled = 0;
        for (String id : stack.functions().keySet()) {
            Map<String, String> variables = stack.variables(id);
            if (variables.containsKey("DATABASE_URL") && !id.equals("MigrateFunction")) {
                pooled++;
                findings.unless(POOLED.equals(variables.get("DATABASE_URL")), id + ": address");
                findings.unless("iam".equals(variables.get("DATABASE_AUTH")), id + ": no token");
                List<JsonNode> allowed = stack.allowing(id, "rds-db:connect");
                findings.unless(
                        allowed.size() == 1
                                && allowed.getFirst()
                                        .path("Resource")
                                        .asText()
                                        .endsWith("/drop_app"),
                        id + " may connect as somebody else");
            }
        }
        findings.unless(pooled == 3, pooled + " functions take the pooled path");
    }

    private static void addresses(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            stack.variables(id)
                    .forEach((name, value) ->
                            findings.unless(
                                    !value.startsWith("postgres")
                                            || ADDRESS.matcher(value).matches(),
                                    id + "." + name + " = " + value));
        }
    }

    private static void encrypted(Stack stack, Rule.Findings findings) {
        JsonNode cluster = stack.properties("DatabaseCluster");
        findings.unless(cluster.path("StorageEncrypted").asBoolean(), "not encrypted");
        findings.unless(
                cluster.path("KmsKeyId").asText().equals("${DatabaseKey.Arn}"), "not our key");
        for (String id : stack.of("AWS::RDS::DBInstance").keySet()) {
            findings.unless(
                    stack.text(id, "/PerformanceInsightsKMSKeyId").equals("${DatabaseKey.Arn}"),
                    id + ": statements are not encrypted with our key");
        }
    }

    private static void kept(Stack stack, Rule.Findings findings) {
        JsonNode cluster = stack.resource("DatabaseCluster");
        for (String policy : List.of("DeletionPolicy", "UpdateReplacePolicy")) {
            findings.unless(cluster.path(policy).asText().equals("Snapshot"), policy);
        }
        findings.unless(
                cluster.at("/Properties/DeletionProtection").asBoolean() == stack.isProduction(),
                "DeletionProtection");
    }

    private static void backups(Stack stack, Rule.Findings findings) {
        JsonNode cluster = stack.properties("DatabaseCluster");
        findings.unless(
                cluster.path("BackupRetentionPeriod").asInt() == (stack.isProduction() ? 30 : 7),
                "days: " + cluster.path("BackupRetentionPeriod"));
        findings.unless(cluster.path("CopyTagsToSnapshot").asBoolean(), "tags are not copied");
    }

    private static String parameter(Stack stack, String name) {
        return stack.properties("DatabaseParameters").path("Parameters").path(name).asText();
    }

    private static void isPrivate(Stack stack, Rule.Findings findings) {
        stack.of("AWS::RDS::DBInstance")
                .forEach((id, instance) -> {
                    findings.unless(
                            !instance.path("PubliclyAccessible").asBoolean(true),
                            id + " is public");
                    // 128 bits or more, which RSA has from 3072 on.
                    findings.unless(
                            List.of("rds-ca-rsa4096-g1", "rds-ca-ecc384-g1")
                                    .contains(instance.path("CACertificateIdentifier").asText()),
                            id + ": which CA");
                });
        findings.unless(parameter(stack, "rds.force_ssl").equals("1"), "TLS is not forced");
        findings.unless(
                parameter(stack, "password_encryption").equals("scram-sha-256"), "passwords");
    }

    private static void version(Stack stack, Rule.Findings findings) {
        findings.unless(
                stack.text("DatabaseCluster", "/EngineVersion").startsWith("16."), "engine");
        findings.unless(
                stack.text("DatabaseParameters", "/Family").endsWith("postgresql16"), "family");
    }

    private static void observed(Stack stack, Rule.Findings findings) {
        stack.of("AWS::RDS::DBInstance")
                .forEach((id, instance) -> {
                    findings.unless(instance.path("MonitoringInterval").asInt() == 60, id);
                    findings.unless(instance.path("EnablePerformanceInsights").asBoolean(), id);
                });
        findings.unless(
                Stack.texts(stack.properties("DatabaseCluster").path("EnableCloudwatchLogsExports"))
                        .contains("postgresql"),
                "its log is not exported");
        findings.unless(
                parameter(stack, "log_lock_waits").equals("1")
                        && parameter(stack, "log_min_duration_statement").matches("[1-9]\\d*"),
                "slow statements and lock waits are not logged");
        findings.unless(
                parameter(stack, "log_parameter_max_length").equals("0")
                        && parameter(stack, "log_error_verbosity").equals("terse"),
                "values of rows are logged");
    }

    private static void credentials(Stack stack, Rule.Findings findings) {
        JsonNode cluster = stack.properties("DatabaseCluster");
        findings.unless(
                cluster.path("ManageMasterUserPassword").asBoolean()
                        && !cluster.has("MasterUserPassword"),
                "the password is not RDS's own");
        findings.unless(cluster.path("EnableIAMDatabaseAuthentication").asBoolean(), "no tokens");
        findings.unless(cluster.path("EnableHttpEndpoint").asBoolean(), "no Data API");
    }

    private static void sessions(Stack stack, Rule.Findings findings) {
        for (String name :
                List.of(
                        "idle_in_transaction_session_timeout",
                        "client_connection_check_interval")) {
            findings.unless(parameter(stack, name).matches("[1-9]\\d*"), name);
        }
    }

    private static void connections(Stack stack, Rule.Findings findings) {
        int expected =
                Map.of("development", 80, "staging", 160, "production", 640)
                        .getOrDefault(stack.environment(), 0);
        findings.unless(
                parameter(stack, "max_connections").equals(Integer.toString(expected)),
                "max_connections is " + parameter(stack, "max_connections"));
    }

    private static void proxy(Stack stack, Rule.Findings findings) {
        JsonNode proxy = stack.properties("DatabaseProxy");
        findings.unless(proxy.path("RequireTLS").asBoolean(), "no TLS");
        findings.unless(proxy.path("DefaultAuthScheme").asText().equals("IAM_AUTH"), "no tokens");
        findings.unless(
                stack.text("DatabaseProxyRole", "/Policies/0/PolicyDocument/Statement/0/Resource")
                        .endsWith("dbuser:${DatabaseCluster.DBClusterResourceId}/drop_app"),
                "the proxy may connect as somebody else");
    }

    private static void pool(Stack stack, Rule.Findings findings) {
        JsonNode pool =
                stack.properties("DatabaseProxyTargets").path("ConnectionPoolConfigurationInfo");
        findings.unless(pool.path("MaxConnectionsPercent").asInt(100) <= 80, "takes all");
        findings.unless(
                pool.path("ConnectionBorrowTimeout").asInt(120) * 1000 < BORROW_TIMEOUT_MS,
                "its callers give up first");
        int idleSeconds = stack.properties("DatabaseProxy").path("IdleClientTimeout").asInt();
        findings.unless(idleSeconds > 60 && idleSeconds <= 3600, "idle clients stay");
    }

    private static void standby(Stack stack, Rule.Findings findings) {
        int instances = stack.of("AWS::RDS::DBInstance").size();
        findings.unless(instances == (stack.isProduction() ? 2 : 1), instances + " instances");
    }
}
