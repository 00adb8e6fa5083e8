package no.getdrop.tests.template;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.logging.Redaction;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Keys and secrets: made by AWS, rotated, and read by nobody else.
final class SecretRules {
    private static final Map<String, Integer> ROTATION_DAYS =
            Map.of(
                    "TokenSecret", 90,
                    "OperatorSecret", 90,
                    "EncryptionSecret", 180,
                    "QrSecret", 180);

    private static final Set<String> HEXADECIMAL =
            Set.of("EncryptionSecret", "QrSecret", "NationalIdSecret");

    /// These read secrets that no variable names: the ones that are rotated, and those of clones.
    private static final Set<String> OF_OTHERS = Set.of("RotationFunction", "BackupFunction");

    private static final String ALERT_SECRET =
            "  AlertSecret:\n    Type: AWS::SecretsManager::Secret\n"
                    + "    UpdateReplacePolicy: Retain\n    DeletionPolicy: Retain\n";
    private static final String PRIMING = "          PRIMING_ROUNDS: !Ref PrimingRounds\n";
    private static final String LAST_ROTATED =
            "                - !Ref QrSecret\n            - Sid: OpenAndSealSecrets\n";
    private static final String HEALTH_SECRETS = "Resource: [!Ref OperatorSecret, !Ref ProbeSecret";

    /// From the variable that names what health reads to the permission to read it.
    private static final String OPERATORS_ALONE =
            """
                      AWS_SECRET_ARN: !Ref OperatorSecret
                      DATABASE_URL: *pooled-path
                      DATABASE_AUTH: iam
                      DATABASE_CLUSTER_ARN: !GetAtt DatabaseCluster.DBClusterArn
                      DATABASE_SECRET_ARN: !Ref ProbeSecret
                  Policies:
                    - Statement:
                        - Sid: ReadSecrets
                          Effect: Allow
                          Action: secretsmanager:GetSecretValue
                          Resource: [!Ref OperatorSecret, !Ref ProbeSecret]
            """;

    private SecretRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("secrets are made by AWS or filled in by people", SecretRules::made)
                        .brokenBy("        PasswordLength: 64\n", "        PasswordLength: 16\n")
                        .brokenBy("\"SUMSUB_APP_TOKEN\":\"\"", "\"SUMSUB_APP_TOKEN\":\"sbx:1\""),
                Rule.of("keys of 32 bytes are hexadecimal", SecretRules::hexadecimal)
                        .brokenWithout("        ExcludeUppercase: true\n")
                        .brokenWithout("        ExcludeCharacters: ghijklmnopqrstuvwxyz\n"),
                Rule.of("secrets are encrypted with a key of ours and kept", SecretRules::kept)
                        .brokenBy(
                                "      KmsKeyId: !Ref ServiceKey\n      GenerateSecretString:\n",
                                "      GenerateSecretString:\n")
                        .brokenBy(ALERT_SECRET, ALERT_SECRET.replace("Retain", "Delete")),
                Rule.of("generated secrets are rotated", SecretRules::rotated)
                        .brokenBy("{AutomaticallyAfterDays: 90}", "{AutomaticallyAfterDays: 365}")
                        .brokenBy(
                                "      SecretId: !Ref QrSecret\n",
                                "      SecretId: !Ref NationalIdSecret\n")
                        .brokenWithout("      RotateImmediatelyOnUpdate: false\n"),
                Rule.of("the rotation changes what it rotates and no more", SecretRules::rotator)
                        .brokenBy(
                                LAST_ROTATED,
                                "                - !Ref NationalIdSecret\n" + LAST_ROTATED),
                Rule.of("keys turn, for services of this account", SecretRules::keys)
                        .brokenBy("EnableKeyRotation: true", "EnableKeyRotation: false")
                        .brokenBy(
                                "Principal: {Service: !Sub \"logs.${AWS::Region}.amazonaws.com\"}",
                                "Principal: \"*\""),
                Rule.of("a function reads the secrets that its variables name", SecretRules::read)
                        .brokenBy(HEALTH_SECRETS, HEALTH_SECRETS + ", !Ref TokenSecret")
                        .brokenBy(
                                "          AWS_SECRET_ARN: !Ref AlertSecret\n",
                                "          AWS_SECRET_ARN: !Ref ProviderSecret\n"),
                Rule.of("what providers gave is read by who talks to them", SecretRules::given)
                        .brokenBy(
                                OPERATORS_ALONE,
                                OPERATORS_ALONE.replace("OperatorSecret", "ProviderSecret")),
                Rule.of("no variable and no output holds a secret", SecretRules::shown)
                        .brokenBy(PRIMING, PRIMING + "          JWT_SECRET: !Ref BuildId\n")
                        .brokenBy(
                                PRIMING,
                                "          PRIMING_ROUNDS: \"{{resolve:secretsmanager:drop}}\"\n")
                        .brokenBy(
                                "    Value: !Ref OperatorSecret\n",
                                "    Value: \"{{resolve:secretsmanager:drop}}\"\n"),
                Rule.of("secrets are read anew every five minutes", SecretRules::cached)
                        .brokenBy("    Default: 300\n", "    Default: 3600\n"));
    }

    private static void made(Stack stack, Rule.Findings findings) {
        Map<String, JsonNode> secrets = stack.of("AWS::SecretsManager::Secret");
        findings.unless(secrets.size() == 8, secrets.keySet().toString());
        secrets.forEach((id, secret) -> {
            JsonNode generated = secret.path("GenerateSecretString");
            int least = id.equals("ProbeSecret") ? 32 : 64;
            findings.unless(
                    generated.isMissingNode()
                            ? isEmpty(secret.path("SecretString").asText())
                            : generated.path("PasswordLength").asInt() >= least,
                    id + " is known or short");
        });
    }

    private static boolean isEmpty(String json) {
        try {
            JsonNode fields = Json.mapper().readTree(json);
            return fields.isObject()
                    && !fields.isEmpty()
                    && Stack.texts(fields).stream().allMatch(String::isEmpty);
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static void hexadecimal(Stack stack, Rule.Findings findings) {
        for (String id : HEXADECIMAL) {
            JsonNode generated = stack.properties(id).path("GenerateSecretString");
            findings.unless(
                    generated.path("ExcludeUppercase").asBoolean()
                            && generated.path("ExcludePunctuation").asBoolean()
                            && generated
                                    .path("ExcludeCharacters")
                                    .asText()
                                    .equals("ghijklmnopqrstuvwxyz"),
                    id + " is not hexadecimal");
        }
    }

    private static void kept(Stack stack, Rule.Findings findings) {
        for (String id : stack.of("AWS::SecretsManager::Secret").keySet()) {
            findings.unless(stack.text(id, "/KmsKeyId").equals("${ServiceKey}"), id + ": key");
            findings.unless(
                    stack.resource(id).path("DeletionPolicy").asText().equals("Retain"),
                    id + " goes with the stack");
        }
    }

    private static void rotated(Stack stack, Rule.Findings findings) {
        Set<String> seen = new TreeSet<>();
        stack.of("AWS::SecretsManager::RotationSchedule")
                .forEach((id, rotation) -> {
                    String secret = Stack.id(rotation.path("SecretId").asText());
                    seen.add(secret);
                    int days = rotation.at("/RotationRules/AutomaticallyAfterDays").asInt();
                    findings.unless(
                            ROTATION_DAYS.getOrDefault(secret, 0) == days, secret + ": " + days);
                    findings.unless(
                            !rotation.path("RotateImmediatelyOnUpdate").asBoolean(true),
                            id + " rotates with each deployment");
                });
        findings.unless(seen.equals(ROTATION_DAYS.keySet()), "rotated are " + seen);
    }

    private static void rotator(Stack stack, Rule.Findings findings) {
        Set<String> changed = new TreeSet<>();
        stack.allowing("RotationFunction", "secretsmanager:PutSecretValue")
                .forEach(each ->
                        Stack.texts(each.path("Resource"))
                                .forEach(secret -> changed.add(Stack.id(secret))));
        changed.removeAll(ROTATION_DAYS.keySet());
        findings.unless(changed.isEmpty(), "it may change " + changed);
    }

    private static void keys(Stack stack, Rule.Findings findings) {
        stack.of("AWS::KMS::Key")
                .forEach((id, key) -> {
                    findings.unless(key.path("EnableKeyRotation").asBoolean(), id + " never turns");
                    key.at("/KeyPolicy/Statement")
                            .forEach(each ->
                                    findings.unless(
                                            each.at("/Principal").has("Service")
                                                    || each.at("/Principal/AWS")
                                                            .asText()
                                                            .equals(
                                                                    "arn:aws:iam::"
                                                                            + Stack.ACCOUNT
                                                                            + ":root"),
                                            id + " is used by " + each.path("Principal")));
                });
    }

    private static void read(Stack stack, Rule.Findings findings) {
        Set<String> readers = new TreeSet<>(stack.functions().keySet());
        readers.removeAll(OF_OTHERS);
        for (String id : readers) {
            Set<String> named = new TreeSet<>();
            stack.variables(id)
                    .forEach((name, value) -> {
                        if (name.endsWith("SECRET_ARN")) {
                            named.addAll(Arrays.asList(value.split(",", -1)));
                        }
                    });
            Set<String> readable = readable(stack, id);
            findings.unless(
                    readable.equals(named), id + " is told of " + named + ", may read " + readable);
        }
    }

    private static void given(Stack stack, Rule.Findings findings) {
        Set<String> readers = new TreeSet<>(stack.functions().keySet());
        readers.removeAll(OF_OTHERS);
        readers.removeIf(id -> !readable(stack, id).contains("${ProviderSecret}"));
        findings.unless(
                readers.equals(Set.of("ApiFunction", "WorkerFunction")),
                "ProviderSecret is read by " + readers);
    }

    private static Set<String> readable(Stack stack, String function) {
        Set<String> readable = new TreeSet<>();
        stack.allowing(function, "secretsmanager:GetSecretValue")
                .forEach(each -> readable.addAll(Stack.texts(each.path("Resource"))));
        return readable;
    }

    private static void shown(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            stack.variables(id)
                    .forEach((name, value) ->
                            findings.unless(
                                    !Redaction.isSecretName(name) && !value.contains("{{resolve"),
                                    id + "." + name));
        }
        stack.document()
                .path("Outputs")
                .properties()
                .forEach(output ->
                        findings.unless(
                                !Redaction.isSecretName(output.getKey())
                                        && !output.getValue().asText().contains("{{resolve"),
                                "output " + output.getKey()));
    }

    private static void cached(Stack stack, Rule.Findings findings) {
        for (String id : stack.functions().keySet()) {
            String seconds = stack.variables(id).getOrDefault("SECRETS_CACHE_SECONDS", "");
            findings.unless(seconds.equals("300"), id + ": " + seconds);
        }
    }
}
