package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Where the template says the database is. The rules look at what is made of it; this looks at the
/// text, on machines without SAM too.
final class DatabaseAddressTest {
    /// A variable of a function is in its snapshot, so it must not hold a secret: a role, a host
    /// that the stack makes, no password and no options, which could hold one.
    @ParameterizedTest
    @CsvSource({
        "DATABASE_URL, pooled-path, drop_app, DatabaseProxy.Endpoint, 3",
        "DIRECT_URL, direct-path, drop_owner, DatabaseCluster.Endpoint.Address, 1"
    })
    void aDeployedAddressNamesItsRoleAndNoPassword(
            String variable, String anchor, String role, String host, int functions) {
        assertThat(all("\\b" + variable + ": ([*&])" + anchor + "\\b"))
                .as("every value of %s in the template", variable)
                .hasSize(functions)
                .hasSameSizeAs(all("\\b(" + variable + "):"));
        assertThat(all("&" + anchor + "\\s+!Sub (\\S+)\\n"))
                .containsExactly("postgresql://" + role + "@${" + host + "}:5432/drop");
    }

    /// No parameter gives an address, which a person could give a password.
    @ParameterizedTest
    @CsvSource({"DatabaseUrl", "DirectUrl"})
    void nobodyGivesAnAddress(String parameter) {
        assertThat(all("\\b(" + parameter + ")\\b")).isEmpty();
    }

    private static List<String> all(String expression) {
        return Pattern.compile(expression)
                .matcher(Transform.YAML)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
