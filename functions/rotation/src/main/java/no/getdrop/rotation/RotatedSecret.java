package no.getdrop.rotation;

import com.fasterxml.jackson.core.type.TypeReference;

import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.model.DescribeSecretResponse;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueRequest;
import software.amazon.awssdk.services.secretsmanager.model.GetSecretValueResponse;
import software.amazon.awssdk.services.secretsmanager.model.InvalidParameterException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceExistsException;
import software.amazon.awssdk.services.secretsmanager.model.ResourceNotFoundException;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// One secret in Secrets Manager while it is rotated.
///
/// A value is always asked for by its stage or its version, never by default.
final class RotatedSecret implements AutoCloseable {
    static final String CURRENT = "AWSCURRENT";
    static final String PENDING = "AWSPENDING";

    private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final SecretsManagerClient client;
    private final String id;

    /// What is known of a secret without its value.
    ///
    /// @param rotates whether rotation is switched on
    /// @param stages of each version that has any
    record Description(boolean rotates, Map<String, List<String>> stages) {
        Description {
            stages = Map.copyOf(stages);
        }
    }

    /// One version.
    ///
    /// @param fields those with a value
    record Version(String id, Map<String, String> fields, Instant createdAt) {
        Version {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(createdAt, "createdAt");
            fields = Map.copyOf(fields);
        }

        /// Without the values.
        @Override
        public String toString() {
            return "Version[" + id + "]";
        }
    }

    private RotatedSecret(SecretsManagerClient client, String id) {
        this.client = client;
        this.id = id;
    }

    static RotatedSecret open(String id) {
        return new RotatedSecret(
                SecretsManagerClient.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(LIMIT)
                                        .socketTimeout(LIMIT))
                        .build(),
                id);
    }

    Description describe() {
        DescribeSecretResponse answer = client.describeSecret(get -> get.secretId(id));
        return new Description(
                Boolean.TRUE.equals(answer.rotationEnabled()), answer.versionIdsToStages());
    }

    /// The version that is in use.
    ///
    /// @throws UnreadableSecretException when it is no JSON object of texts
    Version current() {
        return version(client.getSecretValue(get -> get.secretId(id).versionStage(CURRENT)));
    }

    /// The version of that id; empty while it has no value.
    ///
    /// @throws UnreadableSecretException when it is no JSON object of texts
    Optional<Version> version(String token) {
        try {
            return Optional.of(
                    version(
                            client.getSecretValue(
                                    GetSecretValueRequest.builder()
                                            .secretId(id)
                                            .versionId(token)
                                            .build())));
        } catch (ResourceNotFoundException e) {
            return Optional.empty();
        }
    }

    /// Gives the pending version its value; whether it had none yet.
    boolean put(String token, Map<String, String> fields) {
        try {
            client.putSecretValue(put ->
                    put.secretId(id)
                            .clientRequestToken(token)
                            .secretString(Json.mapper().valueToTree(fields).toString())
                            .versionStages(PENDING));
            return true;
        } catch (ResourceExistsException e) {
            return false;
        }
    }

    /// Makes one version the current one instead of another; whether that other one still was.
    boolean moveCurrent(String to, String from) {
        try {
            client.updateSecretVersionStage(move ->
                    move.secretId(id)
                            .versionStage(CURRENT)
                            .moveToVersionId(to)
                            .removeFromVersionId(from));
            return true;
        } catch (InvalidParameterException e) {
            return false;
        }
    }

    @Override
    public void close() {
        client.close();
    }

    private static Version version(GetSecretValueResponse answer) {
        return new Version(answer.versionId(), fields(answer.secretString()), answer.createdDate());
    }

    private static Map<String, String> fields(@Nullable String json) {
        try {
            Map<String, String> fields =
                    new TreeMap<>(Map.copyOf(Json.mapper().readValue(json, FIELDS)));
            fields.values().removeIf(String::isBlank);
            return fields;
        } catch (IOException | IllegalArgumentException | NullPointerException e) {
            // Without its cause, which may quote the secret.
            throw new UnreadableSecretException();
        }
    }
}
