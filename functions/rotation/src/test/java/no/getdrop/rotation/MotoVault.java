package no.getdrop.rotation;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;

import no.getdrop.local.providers.Moto;
import no.getdrop.runtime.Json;

import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// moto's Secrets Manager. It has no functions to call, so that a rotation which it begins is
/// finished at once; that is taken back.
final class MotoVault implements Vault {
    private static final String ADDRESS = "aws.endpointUrlSecretsManager";
    private static final Map<String, String> PROPERTIES =
            Map.of(
                    "aws.region", "eu-west-1",
                    "aws.accessKeyId", "AKIDEXAMPLE",
                    "aws.secretAccessKey", "wJalrXUtnFEMI");

    private final Moto moto;
    private final SecretsManagerClient client;

    MotoVault(Path folder) {
        try {
            moto = Moto.start(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty(ADDRESS, moto.url().toString());
        PROPERTIES.forEach(System::setProperty);
        client =
                SecretsManagerClient.builder()
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
    }

    @Override
    public String add(Map<String, String> fields) {
        return client.createSecret(create ->
                        create.name("drop-" + UUID.randomUUID()).secretString(text(fields)))
                .arn();
    }

    @Override
    public String begin(String arn) {
        String before = currentId(arn);
        if (stages(arn, before).contains(RotatedSecret.PENDING)) {
            // AWS lets this stage stay on the current version; moto does not.
            client.updateSecretVersionStage(move ->
                    move.secretId(arn)
                            .versionStage(RotatedSecret.PENDING)
                            .removeFromVersionId(before));
        }
        String token =
                client.rotateSecret(rotate ->
                                rotate.secretId(arn)
                                        .clientRequestToken(UUID.randomUUID().toString())
                                        .rotationRules(rules -> rules.automaticallyAfterDays(90L)))
                        .versionId();
        client.updateSecretVersionStage(move ->
                move.secretId(arn)
                        .versionStage(RotatedSecret.CURRENT)
                        .removeFromVersionId(token)
                        .moveToVersionId(before));
        client.updateSecretVersionStage(move ->
                move.secretId(arn).versionStage(RotatedSecret.PENDING).moveToVersionId(token));
        return token;
    }

    @Override
    public Map<String, String> current(String arn) {
        try {
            return Json.mapper()
                    .readValue(
                            client.getSecretValue(get ->
                                            get.secretId(arn).versionStage(RotatedSecret.CURRENT))
                                    .secretString(),
                            new TypeReference<Map<String, String>>() {});
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void put(String arn, Map<String, String> fields) {
        client.putSecretValue(put -> put.secretId(arn).secretString(text(fields)));
    }

    /// Nothing: the next test uses the same server.
    @Override
    public void close() {}

    /// Ends the server.
    void end() {
        client.close();
        moto.close();
        PROPERTIES.keySet().forEach(System::clearProperty);
        System.clearProperty(ADDRESS);
    }

    private String currentId(String arn) {
        return client
                .describeSecret(get -> get.secretId(arn))
                .versionIdsToStages()
                .entrySet()
                .stream()
                .filter(version -> version.getValue().contains(RotatedSecret.CURRENT))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private List<String> stages(String arn, String version) {
        return client.describeSecret(get -> get.secretId(arn))
                .versionIdsToStages()
                .getOrDefault(version, List.of());
    }

    private static String text(Map<String, String> fields) {
        return Json.mapper().valueToTree(fields).toString();
    }
}
