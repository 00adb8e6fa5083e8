package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What [NameRules] say of one deployment holds of others, and of what code asks by default.
final class AllowedNamesTest {
    private static final Pattern DEFAULT =
            Pattern.compile("[uU]ri\\(\\s*\"([A-Z_]+)\",\\s*\"https?://");

    private static Map<String, String> production(Map<String, String> others) {
        Map<String, String> parameters = new LinkedHashMap<>(Deployments.withDomain("production"));
        parameters.putAll(others);
        return parameters;
    }

    @Test
    void whoIsAskedCanBeLookedUpAndNobodyElse() {
        holds(Map.of());
    }

    /// As where fakes stand for all of them.
    @Test
    void severalProvidersMayBeOneHost() {
        Map<String, String> one = new LinkedHashMap<>();
        for (String parameter :
                List.of(
                        "BankIdIssuer",
                        "OpenBankingUrl",
                        "SumsubUrl",
                        "BrregUrl",
                        "ExchangeRateApiUrl",
                        "EuSanctionsUrl",
                        "UnSanctionsUrl",
                        "OfacSdnUrl")) {
            one.put(parameter, "https://fakes.example/" + parameter);
        }
        holds(one);
    }

    @Test
    void aProviderThatThereIsNotNeedsNoName() {
        holds(Map.of("SentryDsn", ""));
    }

    @Test
    void withoutFurtherHostsOnlyTheDocumentsLackTheirs() {
        violations(Map.of("FurtherHosts", ""))
                .ifPresent(found ->
                        assertThat(found)
                                .singleElement()
                                .asString()
                                .startsWith("asked: ")
                                .contains("unsolprodfiles.blob.core.windows.net"));
    }

    private static void holds(Map<String, String> others) {
        violations(others).ifPresent(found -> assertThat(found).isEmpty());
    }

    /// What [NameRules] say of production with those parameters; empty where it cannot be made.
    private static Optional<List<String>> violations(Map<String, String> others) {
        return Transform.of(List.of(new Transform.Job(Transform.YAML, production(others))))
                .map(stacks -> {
                    List<String> violations = new ArrayList<>(stacks.getFirst().refused());
                    for (Rule rule : NameRules.all()) {
                        violations.addAll(rule.violations(stacks.getFirst()));
                    }
                    return violations;
                });
    }

    /// Else a host would be asked that no parameter names, and no list has.
    @Test
    void everyAddressThatCodeAsksByDefaultIsGivenByTheTemplate() throws IOException {
        Set<String> defaults = new TreeSet<>();
        for (String module : List.of("domain", "functions", "layers")) {
            try (Stream<Path> files = Files.walk(Repository.ROOT.resolve(module))) {
                files.filter(file -> file.toString().contains("src/main"))
                        .filter(file -> file.toString().endsWith("Settings.java"))
                        .forEach(file ->
                                DEFAULT.matcher(Repository.text(file))
                                        .results()
                                        .forEach(
                                                (MatchResult each) -> defaults.add(each.group(1))));
            }
        }
        assertThat(defaults).contains("SUMSUB_URL", "BRREG_URL", "EXCHANGE_RATE_API_URL");
        Transform.of(List.of(new Transform.Job(Transform.YAML, production(Map.of()))))
                .ifPresent(stacks -> {
                    List<String> given = new ArrayList<>();
                    stacks.getFirst()
                            .functions()
                            .values()
                            .forEach(function ->
                                    function.at("/Environment/Variables")
                                            .fieldNames()
                                            .forEachRemaining(given::add));
                    assertThat(given).containsAll(defaults);
                });
    }
}
