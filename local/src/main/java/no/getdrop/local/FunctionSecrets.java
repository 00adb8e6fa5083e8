package no.getdrop.local;

import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.secrets.SecretsManager;

import java.net.URI;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The secrets of the functions as they are in AWS: one for each key that is generated, with all
/// that belongs to it, and one for what people fill in.
public final class FunctionSecrets implements AutoCloseable {
    private static final List<String> GENERATED =
            List.of(
                    "JWT_SECRET",
                    "OPERATOR_KEY",
                    "ENCRYPTION_KEY",
                    "QR_SIGNING_KEY",
                    "NATIONAL_ID_KEY");
    private static final String FILLED_IN = "PROVIDERS";

    private final SecretsManager manager;
    private final Map<String, String> arns = new LinkedHashMap<>();

    private FunctionSecrets(SecretsManager manager) {
        this.manager = manager;
    }

    /// Opens Secrets Manager with these fields in it.
    static FunctionSecrets open(IssuedCredentials credentials, Map<String, String> fields) {
        FunctionSecrets secrets =
                new FunctionSecrets(new SecretsManager(credentials, InstantSource.system()));
        secrets.addAll(fields);
        return secrets;
    }

    private void addAll(Map<String, String> fields) {
        Map<String, Map<String, String>> secrets = new TreeMap<>();
        fields.forEach((name, value) ->
                secrets.computeIfAbsent(secretOf(name), secret -> new TreeMap<>())
                        .put(name, value));
        secrets.forEach((secret, its) ->
                arns.put(secret, manager.add("drop-local-" + secret.replace('_', '-'), its)));
    }

    /// Gives a field a new value in a new version of its secret, as a rotation does.
    public void put(String field, String value) {
        String arn = arn(field);
        Map<String, String> fields = new HashMap<>(manager.fields(arn));
        fields.put(field, value);
        manager.put(arn, fields);
    }

    /// Begins the rotation of the secret that a field is in, whose steps the caller then asks for.
    ///
    /// @return the token of the rotation, which is the id of the pending version
    /// @throws IllegalStateException when an earlier one has not ended
    public String beginRotation(String field) {
        String arn = arn(field);
        manager.rotates(arn, true);
        return manager.beginRotation(arn);
    }

    /// The value of a field.
    ///
    /// @throws IllegalArgumentException when the secrets have no such field
    public String get(String field) {
        String value = manager.fields(arn(field)).get(field);
        if (value == null) {
            throw new IllegalArgumentException("no field " + field);
        }
        return value;
    }

    /// The ARN of the secret that a field is in.
    public String arn(String field) {
        String arn = arns.get(secretOf(field));
        if (arn == null) {
            throw new IllegalArgumentException("no secret for field " + field);
        }
        return arn;
    }

    /// How often they were read.
    public int reads() {
        return manager.reads();
    }

    /// Where they are reached: `AWS_ENDPOINT_URL_SECRETS_MANAGER`.
    public URI url() {
        return manager.url();
    }

    /// Where they are kept.
    SecretsManager manager() {
        return manager;
    }

    @Override
    public void close() {
        manager.close();
    }

    /// What a function needs to read them.
    Map<String, String> variables() {
        return Map.of(
                "AWS_SECRET_ARN",
                String.join(",", arns.values()),
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                manager.url().toString());
    }

    /// `ENCRYPTION_KEYS_PREVIOUS` is in the secret of `ENCRYPTION_KEY`.
    private static String secretOf(String field) {
        String singular = field.replace("_KEYS_", "_KEY_");
        return GENERATED.stream()
                .filter(key -> singular.equals(key) || singular.startsWith(key + "_"))
                .findFirst()
                .orElse(FILLED_IN);
    }
}
