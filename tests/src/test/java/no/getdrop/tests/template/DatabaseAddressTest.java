package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.Repository;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What a deployment may say about where the database is.
final class DatabaseAddressTest {
    private static final String YAML = Repository.text(Repository.ROOT.resolve("template.yaml"));

    /// A variable of a function is in its snapshot, so it must not hold a secret.
    @ParameterizedTest
    @CsvSource({"DATABASE_URL, DatabaseUrl", "DIRECT_URL, DirectUrl"})
    void aDeployedAddressNamesItsRoleAndNoPassword(String variable, String parameter) {
        assertThat(all("\\b" + variable + ": (.*)"))
                .as("every value of %s in the template", variable)
                .isNotEmpty()
                .containsOnly("!Ref " + parameter);

        List<String> patterns =
                all("\\n  " + parameter + ":\\n(?:    .*\\n)*?    AllowedPattern: \"(.*)\"");
        assertThat(patterns).hasSize(1);
        assertThat(List.of("postgresql://drop_app@proxy.example:5432/drop", "postgres://a@b/c"))
                .allMatch(address -> address.matches(patterns.getFirst()));
        assertThat(
                        List.of(
                                "postgresql://drop_app:secret@proxy.example:5432/drop",
                                "postgresql://drop_app:@proxy.example:5432/drop",
                                "postgresql://drop_app@proxy.example:5432/drop?password=secret",
                                "postgresql://drop_app@secret@proxy.example:5432/drop"))
                .noneMatch(address -> address.matches(patterns.getFirst()));
    }

    private static List<String> all(String expression) {
        return Pattern.compile(expression)
                .matcher(YAML)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
