package no.getdrop.runtime;

import com.fasterxml.jackson.core.type.TypeReference;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.APIErrorType;
import software.amazon.awssdk.services.secretsmanager.model.BatchGetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.SecretValueEntry;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The fields of one or more secrets in Secrets Manager, put together and read in one round trip.
///
/// Each secret is a JSON object of texts. A field without a value is as good as none; the same
/// field in two secrets is an error, since nobody could tell which holds.
///
/// @param variable the one that names the secrets, for errors
/// @param arns of the secrets
record SecretsManagerSource(String variable, List<String> arns) implements Secrets.Source {
    /// What one call may ask for (Secrets Manager API, BatchGetSecretValue).
    private static final int ARNS_MAX = 20;

    private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};
    private static final Duration LIMIT = Duration.ofSeconds(4);

    SecretsManagerSource {
        arns = List.copyOf(arns);
    }

    /// The secrets that the value of `variable` names, with commas between them.
    ///
    /// @throws SettingException when it names none, one twice, or more than one call may ask for
    static SecretsManagerSource named(String variable, String value) {
        List<String> arns = Arrays.stream(value.split(",", -1)).map(String::strip).toList();
        if (arns.contains("")
                || arns.size() > ARNS_MAX
                || arns.stream().distinct().count() < arns.size()) {
            throw SettingException.wrong(
                    variable,
                    "the ARNs of up to " + ARNS_MAX + " secrets, each once, with commas between",
                    value);
        }
        return new SecretsManagerSource(variable, arns);
    }

    @Override
    public Map<String, String> read() {
        // Made for each read: every five minutes, and no connection can enter a snapshot.
        try (SecretsManagerClient client =
                SecretsManagerClient.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(Duration.ofSeconds(1))
                                        .socketTimeout(Duration.ofSeconds(2)))
                        .overrideConfiguration(limits -> limits.apiCallTimeout(LIMIT))
                        .build()) {
            return arns.size() == 1 ? one(client, arns.getFirst()) : several(client);
        }
    }

    private Map<String, String> one(SecretsManagerClient client, String arn) {
        String text =
                client.getSecretValue(get -> get.secretId(arn).versionStage("AWSCURRENT"))
                        .secretString();
        return together(Map.of(arn, fields(arn, text)));
    }

    /// Without a stage, which this call does not take: it gives the current versions.
    private Map<String, String> several(SecretsManagerClient client) {
        Map<String, Map<String, String>> secrets = new LinkedHashMap<>();
        for (BatchGetSecretValueResponse page :
                client.batchGetSecretValuePaginator(get -> get.secretIdList(arns))) {
            page.errors().forEach(SecretsManagerSource::refuse);
            for (SecretValueEntry secret : page.secretValues()) {
                secrets.put(secret.arn(), fields(secret.arn(), secret.secretString()));
            }
        }
        TreeSet<String> missing = new TreeSet<>(arns);
        missing.removeAll(secrets.keySet());
        if (!missing.isEmpty()) {
            throw SettingException.wrong(
                    variable, "whole ARNs: for these there was no answer", missing.toString());
        }
        return together(secrets);
    }

    private static void refuse(APIErrorType error) {
        throw new IllegalStateException(
                "secret %s cannot be read: %s, %s"
                        .formatted(error.secretId(), error.errorCode(), error.message()));
    }

    private Map<String, String> together(Map<String, Map<String, String>> secrets) {
        Map<String, String> all = new HashMap<>();
        Map<String, String> owners = new HashMap<>();
        secrets.forEach((arn, fields) ->
                fields.forEach((name, value) -> {
                    if (value.isBlank()) {
                        return;
                    }
                    String other = owners.put(name, arn);
                    if (other != null) {
                        throw SettingException.refused(
                                variable,
                                "field %s is in secret %s and in secret %s, expected it in one"
                                        .formatted(name, other, arn));
                    }
                    all.put(name, value);
                }));
        return all;
    }

    private Map<String, String> fields(String arn, @Nullable String json) {
        try {
            return Map.copyOf(Json.mapper().readValue(json, FIELDS));
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            // Without its cause, which may quote the secret.
            throw SettingException.wrong(
                    variable, "a secret whose text is a JSON object of texts", arn);
        }
    }
}
