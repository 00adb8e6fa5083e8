package no.getdrop.tests.template;

import no.getdrop.tests.Repository;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// The parameters of the three environments: what samconfig.toml says, and addresses as the
/// pipeline gives them.
final class Deployments {
    static final List<String> ENVIRONMENTS = List.of("development", "staging", "production");

    private static final Map<String, String> STAGES =
            Map.of("development", "dev", "staging", "staging", "production", "production");

    private static final Map<String, String> ADDRESSES =
            Map.of(
                    "AppUrl", "https://app.getdrop.example",
                    "BankIdIssuer", "https://bankid.example/auth",
                    "BankIdClientId", "drop",
                    "BankIdCallbackUrl", "https://api.getdrop.example/v1/auth/bankid/callback",
                    "OpenBankingUrl", "https://bank.example:8443/psd2/v1",
                    "EuSanctionsUrl", "https://sanctions.example/eu.xml",
                    "OpenBankingClientId", "drop",
                    "SentryDsn", "https://0123456789abcdef@errors.example:9000/team/42",
                    "ExchangeRateApiUrl", "https://rates.example");

    private static final Map<String, String> DOMAIN =
            Map.of(
                    "DomainName", "api.getdrop.example",
                    "CertificateArn", "arn:aws:acm:eu-west-1:111122223333:certificate/1",
                    "HostedZoneId", "Z0123456789");

    private Deployments() {}

    /// With a host name of its own.
    static Map<String, String> withDomain(String environment) {
        Map<String, String> parameters = new LinkedHashMap<>(withoutDomain(environment));
        parameters.putAll(DOMAIN);
        return parameters;
    }

    /// At AWS's own address.
    static Map<String, String> withoutDomain(String environment) {
        Map<String, String> parameters = new LinkedHashMap<>(ADDRESSES);
        Pattern.compile("\"(\\w+)=([^\"]*)\"")
                .matcher(setting(environment, "parameter_overrides"))
                .results()
                .forEach((MatchResult each) -> parameters.put(each.group(1), each.group(2)));
        return parameters;
    }

    /// A setting of `sam deploy` for an environment, as it is written.
    static String setting(String environment, String name) {
        String section = "[" + STAGES.get(environment) + ".deploy.parameters]\n";
        String all = Repository.text(Repository.ROOT.resolve("samconfig.toml"));
        String rest = all.substring(all.indexOf(section) + section.length());
        int end = rest.indexOf("\n[");
        return Pattern.compile("(?m)^" + name + " = (.*)$")
                .matcher(end < 0 ? rest : rest.substring(0, end))
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError(section + " lacks " + name));
    }
}
