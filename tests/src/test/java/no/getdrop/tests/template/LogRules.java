package no.getdrop.tests.template;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.logging.Redaction;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// How long logs are kept, for whose eyes, and what CloudWatch masks that Drop has missed.
final class LogRules {
    private static final Map<String, Integer> DAYS =
            Map.of("development", 7, "staging", 30, "production", 365);

    private static final String AWS = "arn:aws:dataprotection::aws:data-identifier/";

    /// A text of each kind that Drop masks by its shape alone, and the kind's name in the policy.
    /// What Drop knows by the name of a field (`password=`, `Cookie:`) CloudWatch does not.
    private static final Map<String, List<String>> KINDS =
            Map.of(
                    "JsonWebToken",
                    List.of(
                            "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0"
                                    + ".dozjgNryP4J3jVmNHl0w5N"),
                    "NationalId",
                    // The account 8601.11.17947 has eleven digits, too.
                    List.of("13097248022", "130972 48022", "86011117947"),
                    "AccountNumber",
                    List.of("8601.11.17947", "8601 11 17947"),
                    "Iban",
                    List.of("NO9386011117947"),
                    "ConnectionString",
                    List.of(
                            "postgresql://drop_app:hunter2@db.example:5432/drop",
                            "amqp://app:hunter2@queue.example"),
                    AWS + "AwsSecretKey",
                    List.of("wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"),
                    AWS + "OpenSshPrivateKey",
                    List.of(pem("OPENSSH PRIVATE KEY")),
                    AWS + "PgpPrivateKey",
                    List.of(pem("PGP PRIVATE KEY BLOCK")),
                    AWS + "PkcsPrivateKey",
                    List.of(pem("RSA PRIVATE KEY")));

    /// What CloudWatch takes in a regular expression of ours, and how much of it (Custom data
    /// identifier constraints, Amazon CloudWatch Logs User Guide).
    private static final Pattern REGEX =
            Pattern.compile("[a-zA-Z0-9_#=@/;, ^$?\\[\\]{}|\\\\*+.-]{1,200}");

    private static final Pattern REGEX_NAME = Pattern.compile("[a-zA-Z0-9_-]{1,128}");
    private static final int REGEX_COUNT_MAX = 10;

    private static final String WORKER_LOGS =
            "  WorkerLogs:\n    Type: AWS::Logs::LogGroup\n    UpdateReplacePolicy: Retain\n"
                    + "    DeletionPolicy: Retain\n";
    private static final String DAYS_OF_ALL =
            "      RetentionInDays: !FindInMap [Environments, !Ref Environment, LogDays]\n";
    private static final String KEY_OF_ALL = "      KmsKeyId: !GetAtt ServiceKey.Arn\n";

    private LogRules() {}

    private static String pem(String kind) {
        return "-----BEGIN " + kind + "-----\nMIIBOgIBAAJBAK\n-----END " + kind + "-----";
    }

    static List<Rule> all() {
        return List.of(
                Rule.of("logs are kept as long as the environment says", LogRules::retention)
                        .brokenBy("      LogDays: 365\n", "      LogDays: 30\n")
                        .brokenBy(
                                "    Properties: &log-group\n" + DAYS_OF_ALL,
                                "    Properties: &log-group\n"),
                Rule.of("logs are encrypted with a key of ours", LogRules::encrypted)
                        .brokenBy(
                                DAYS_OF_ALL + KEY_OF_ALL + "      DataProtectionPolicy:\n",
                                DAYS_OF_ALL + "      DataProtectionPolicy:\n"),
                Rule.of("logs outlive their stack", LogRules::kept)
                        .brokenBy(WORKER_LOGS, WORKER_LOGS.replace("Retain", "Delete")),
                Rule.of("CloudWatch masks and counts what Drop masks", LogRules::masked)
                        .brokenWithout("              - NationalId\n")
                        .brokenBy("\\b[0-9]{6} ?[0-9]{5}\\b", "\\b[0-9]{6}[0-9]{5}\\b")
                        .brokenWithout("              - " + AWS + "AwsSecretKey\n")
                        .brokenBy(
                                "Operation: {Deidentify: {MaskConfig: {}}}",
                                "Operation: {Audit: {FindingsDestination: {}}}"),
                Rule.of("CloudWatch takes the expressions", LogRules::expressible)
                        .brokenBy("Regex: '[a-z]+.//[^@/ ]+@'", "Regex: '[a-z]+://[^@/ ]+@'")
                        .brokenBy("Regex: '[a-z]+.//[^@/ ]+@'", "Regex: '(amqp)?.//[^@/ ]+@'")
                        .brokenBy("{Name: WebhookSecret,", "{Name: Webhook secret,"));
    }

    private static void retention(Stack stack, Rule.Findings findings) {
        int days = DAYS.getOrDefault(stack.environment(), 0);
        stack.of("AWS::Logs::LogGroup")
                .forEach((id, group) ->
                        findings.unless(
                                group.path("RetentionInDays").asInt() == days,
                                id + ": " + group.path("RetentionInDays") + " days"));
    }

    private static void encrypted(Stack stack, Rule.Findings findings) {
        for (String id : stack.of("AWS::Logs::LogGroup").keySet()) {
            findings.unless(stack.text(id, "/KmsKeyId").equals("${ServiceKey.Arn}"), id);
        }
    }

    private static void kept(Stack stack, Rule.Findings findings) {
        for (String id : stack.of("AWS::Logs::LogGroup").keySet()) {
            findings.unless(
                    stack.resource(id).path("DeletionPolicy").asText().equals("Retain"), id);
        }
    }

    /// The groups that functions write to.
    static Set<String> ofFunctions(Stack stack) {
        Set<String> groups = new TreeSet<>();
        for (String id : stack.functions().keySet()) {
            String group = Stack.id(stack.text(id, "/LoggingConfig/LogGroup"));
            if (!group.isEmpty()) {
                groups.add(group);
            }
        }
        return groups;
    }

    private static void masked(Stack stack, Rule.Findings findings) {
        for (String id : ofFunctions(stack)) {
            JsonNode policy = stack.properties(id).path("DataProtectionPolicy");
            Map<String, String> custom = new LinkedHashMap<>();
            policy.at("/Configuration/CustomDataIdentifier")
                    .forEach(each ->
                            custom.put(each.path("Name").asText(), each.path("Regex").asText()));
            Set<String> counted = identifiers(policy, "Audit");
            Set<String> hidden = identifiers(policy, "Deidentify");
            findings.unless(
                    !counted.isEmpty() && counted.equals(hidden),
                    id + ": counted " + counted + ", masked " + hidden);
            KINDS.forEach((kind, samples) -> {
                findings.unless(counted.contains(kind), id + " does not look for " + kind);
                for (String sample : samples) {
                    findings.unless(
                            Redaction.redact(sample).contains(Redaction.REDACTED),
                            "Drop does not mask " + kind);
                    findings.unless(
                            kind.startsWith(AWS)
                                    || Pattern.compile(custom.getOrDefault(kind, "none"))
                                            .matcher(sample)
                                            .find(),
                            id + ": " + kind + " is not like " + custom.get(kind));
                }
            });
        }
    }

    private static void expressible(Stack stack, Rule.Findings findings) {
        for (String id : ofFunctions(stack)) {
            JsonNode custom =
                    stack.properties(id)
                            .at("/DataProtectionPolicy/Configuration/CustomDataIdentifier");
            findings.unless(custom.size() <= REGEX_COUNT_MAX, id + " has " + custom.size());
            for (JsonNode each : custom) {
                String regex = each.path("Regex").asText();
                findings.unless(REGEX.matcher(regex).matches(), id + ": " + regex);
                String name = each.path("Name").asText();
                findings.unless(REGEX_NAME.matcher(name).matches(), id + ": " + name);
            }
        }
    }

    private static Set<String> identifiers(JsonNode policy, String operation) {
        Set<String> found = new TreeSet<>();
        for (JsonNode statement : policy.path("Statement")) {
            if (statement.path("Operation").has(operation)) {
                found.addAll(Stack.texts(statement.path("DataIdentifier")));
            }
        }
        return found;
    }
}
