package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.logging.Redaction;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// What may be deployed, and what CloudFormation refuses before it begins.
final class ParametersTest {
    private static final String NEEDS_DOMAIN = "Staging and production need DomainName";

    /// Parameters that differ from what production is deployed with, and what is then refused.
    private record Attempt(Map<String, String> parameters, String refused) {}

    @Test
    void stagingAndProductionNeedADomainAndDevelopmentMayGoWithout() {
        List<Transform.Job> jobs = new ArrayList<>();
        for (String environment : Deployments.ENVIRONMENTS) {
            jobs.add(new Transform.Job(Transform.YAML, Deployments.withoutDomain(environment)));
            jobs.add(new Transform.Job(Transform.YAML, Deployments.withDomain(environment)));
        }
        String withoutRule =
                new Rule.Mutation(
                                "RuleCondition: !Not [!Equals [!Ref Environment, development]]",
                                "RuleCondition: !Equals [!Ref Environment, other]")
                        .apply(Transform.YAML);
        jobs.add(new Transform.Job(withoutRule, Deployments.withoutDomain("production")));
        Transform.of(jobs)
                .ifPresent(stacks -> {
                    assertThat(stacks.get(0).refused()).isEmpty();
                    for (int i : new int[] {2, 4}) {
                        assertThat(stacks.get(i).refused())
                                .singleElement()
                                .asString()
                                .contains(NEEDS_DOMAIN);
                    }
                    for (int i : new int[] {1, 3, 5}) {
                        assertThat(stacks.get(i).refused()).isEmpty();
                    }
                    // Without the rule nothing would refuse it.
                    assertThat(stacks.get(6).refused()).isEmpty();
                });
    }

    @Test
    void wrongParametersAreRefused() {
        List<Attempt> attempts =
                List.of(
                        new Attempt(Map.of("ApiConcurrency", "51"), "beyond MaxValue 50"),
                        new Attempt(Map.of("ApiMemory", "128"), "beyond MinValue 512"),
                        new Attempt(Map.of("VpcCidr", "10.0.0.0/8"), "VpcCidr"),
                        new Attempt(Map.of("AppUrl", "app.getdrop.example"), "AppUrl"),
                        new Attempt(
                                Map.of("BankIdCallbackUrl", "https://api.getdrop.example/"),
                                "BankIdCallbackUrl"),
                        // What stands before an at sign would be taken for the host.
                        new Attempt(
                                Map.of("OpenBankingUrl", "https://bank.example@evil.example/"),
                                "OpenBankingUrl"),
                        new Attempt(
                                Map.of("EuSanctionsUrl", "https://sanctions.example?token=1"),
                                "EuSanctionsUrl"),
                        new Attempt(
                                Map.of("SentryDsn", "https://key@one.example@two.example/42"),
                                "SentryDsn"),
                        new Attempt(Map.of("FurtherHosts", "*.example"), "FurtherHosts"),
                        new Attempt(Map.of("CertificateArn", "mine"), "CertificateArn"),
                        new Attempt(Map.of("TrafficShifting", "Slowly"), "TrafficShifting"),
                        new Attempt(Map.of("DatabaseUrl", "postgresql://a@b/c"), "no parameter"));
        List<Transform.Job> jobs = new ArrayList<>();
        for (Attempt attempt : attempts) {
            Map<String, String> parameters =
                    new LinkedHashMap<>(Deployments.withDomain("production"));
            parameters.putAll(attempt.parameters());
            jobs.add(new Transform.Job(Transform.YAML, parameters));
        }
        Transform.of(jobs)
                .ifPresent(stacks -> {
                    for (int i = 0; i < stacks.size(); i++) {
                        String expected = attempts.get(i).refused();
                        assertThat(stacks.get(i).refused())
                                .as(attempts.get(i).toString())
                                .anyMatch(text -> text.contains(expected));
                    }
                });
    }

    @Test
    void noParameterIsASecret() {
        String section =
                Transform.YAML.substring(
                        Transform.YAML.indexOf("\nParameters:\n"),
                        Transform.YAML.indexOf("\nMappings:\n"));
        List<String> names =
                Pattern.compile("(?m)^ {2}(\\w+):$")
                        .matcher(section)
                        .results()
                        .map((MatchResult each) -> each.group(1))
                        .toList();
        assertThat(names).hasSizeGreaterThan(40).noneMatch(Redaction::isSecretName);
    }
}
