package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.template.FunctionSpec;
import no.getdrop.local.template.Template;
import no.getdrop.local.template.Variable;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// However many environments the functions may have, each finds its database connections: all of
/// them fit into what the proxy may open, and that leaves room for whoever comes without the proxy.
class ConnectionBudgetTest {
    private static final Path TEMPLATE = Repository.ROOT.resolve("template.yaml");
    private static final String YAML = Repository.text(TEMPLATE);
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    /// The size of a pool where the template does not say (docs/environment.md).
    private static final int DEFAULT_POOL_SIZE = 1;

    /// Its lock, Flyway's two, and one that looks at the catalogue.
    private static final int MIGRATOR_CONNECTIONS = 4;

    /// One function's share.
    private record Share(String function, int environments, int poolSize) {
        int connections() {
            return environments * poolSize;
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "staging", "production"})
    void everyAllowedConcurrencyFitsTheProxyAndTheProxyTheDatabase(String environment) {
        int most = apiConcurrency("MaxValue");
        List<Share> shares = shares(environment, most);
        int database = row(environment, "DatabaseMaxConnections");
        int proxy = database * row(environment, "ProxyMaxConnectionsPercent") / 100;
        int direct = row(environment, "DatabaseDirectConnections");

        assertThat(shares.stream().mapToInt(Share::connections).sum())
                .as("%s with ApiConcurrency=%d: %s", environment, most, shares)
                .isLessThanOrEqualTo(proxy);
        assertThat(proxy)
                .as("the proxy's connections beside %d direct ones of %d", direct, database)
                .isLessThanOrEqualTo(database - direct);
        assertThat(direct)
                .as("3 for superusers, 4 for each environment of migrate, 5 people, 5 checks")
                .isGreaterThanOrEqualTo(
                        3
                                + MIGRATOR_CONNECTIONS * reserved(environment, "MigrateFunction")
                                + 5
                                + 5);
    }

    @Test
    void noFunctionTakesThePooledPathWithoutALimit() {
        assertThat(shares("production", 1))
                .extracting(Share::function)
                .contains("ApiFunction", "HealthFunction", "WorkerFunction");
        String unlimited = YAML.replace("      ReservedConcurrentExecutions: 5\n", "");
        Template changed = Template.parse(unlimited, parameters("production", 1));
        assertThat(withoutLimit(changed)).containsExactly("HealthFunction");
        assertThat(withoutLimit(template("production", 1))).isEmpty();
    }

    @Test
    void samconfigStaysWithinWhatTheParameterAllows() {
        List<Integer> configured =
                Pattern.compile("\"ApiConcurrency=(\\d+)\"")
                        .matcher(Repository.text(Repository.ROOT.resolve("samconfig.toml")))
                        .results()
                        .map(found -> Integer.parseInt(found.group(1)))
                        .toList();
        assertThat(configured)
                .isNotEmpty()
                .allMatch(value -> value >= apiConcurrency("MinValue"))
                .allMatch(value -> value <= apiConcurrency("MaxValue"));
        assertThat(apiConcurrency("Default")).isLessThanOrEqualTo(apiConcurrency("MaxValue"));
    }

    private static List<String> withoutLimit(Template template) {
        return template.functions().values().stream()
                .filter(ConnectionBudgetTest::isPooled)
                .filter(function -> function.reservedConcurrency().isEmpty())
                .map(FunctionSpec::name)
                .toList();
    }

    private static List<Share> shares(String environment, int apiConcurrency) {
        return template(environment, apiConcurrency).functions().values().stream()
                .filter(ConnectionBudgetTest::isPooled)
                .map(function ->
                        new Share(
                                function.name(),
                                function.reservedConcurrency().orElseThrow(),
                                poolSize(function)))
                .toList();
    }

    private static boolean isPooled(FunctionSpec function) {
        return function.environment().containsKey("DATABASE_URL");
    }

    private static int poolSize(FunctionSpec function) {
        Variable size = function.environment().get("DB_POOL_SIZE");
        return size instanceof Variable.Value value
                ? Integer.parseInt(value.text())
                : DEFAULT_POOL_SIZE;
    }

    private static int reserved(String environment, String function) {
        return template(environment, 1).function(function).reservedConcurrency().orElseThrow();
    }

    private static Template template(String environment, int apiConcurrency) {
        return Template.load(TEMPLATE, parameters(environment, apiConcurrency));
    }

    private static Map<String, String> parameters(String environment, int apiConcurrency) {
        return Map.of(
                "Environment",
                environment,
                "AppUrl",
                "https://app.example",
                "ApiConcurrency",
                Integer.toString(apiConcurrency));
    }

    /// A row of the mapping by environment.
    private static int row(String environment, String name) {
        return number(
                "(?ms)^ {4}" + environment + ":$(?:\\n {6,}[^\\n]*)*?\\n {6}" + name + ": \\d+");
    }

    private static int apiConcurrency(String property) {
        return number(
                "(?m)^ {2}ApiConcurrency:$(?:\\n {4,}[^\\n]*)*?\\n {4}" + property + ": \\d+");
    }

    /// The last number in the first place of the template that matches.
    private static int number(String regex) {
        String found =
                Pattern.compile(regex)
                        .matcher(YAML)
                        .results()
                        .map(MatchResult::group)
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("not in template.yaml: " + regex));
        return NUMBER.matcher(found)
                .results()
                .map(result -> Integer.parseInt(result.group()))
                .reduce((first, second) -> second)
                .orElseThrow();
    }
}
