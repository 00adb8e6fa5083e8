package no.getdrop.backup;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.backup.plan.Clone;
import no.getdrop.backup.plan.Snapshot;
import no.getdrop.backup.proof.Sql;
import no.getdrop.backup.proof.SqlPaths;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.database.DirectDataSource;
import no.getdrop.database.OwnerPassword;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

import java.time.Duration;

/// How the live database and restored ones are asked: clusters through the Data API, instances over
/// the network.
final class Databases {
    private static final Duration LIMIT = Duration.ofSeconds(5);

    private final BackupSettings settings;
    private final Environment environment;
    private final OwnerPassword password;

    Databases(BackupSettings settings, Environment environment, OwnerPassword password) {
        this.settings = settings;
        this.environment = environment;
        this.password = password;
    }

    /// The live database, as the owner of the schema.
    Sql live(String database) {
        BackupSettings.Live live = settings.live();
        return switch (settings.rds().kind()) {
            case CLUSTER ->
                    SqlPaths.dataApi(
                            settings.rds().region(),
                            live.arnPrefix() + database,
                            live.secretArn(),
                            live.databaseName());
            case INSTANCE ->
                    SqlPaths.network(
                            new DirectDataSource(DatabaseSettings.direct(environment), password));
        };
    }

    /// A restored copy, with the password that RDS made for it.
    Sql restored(Snapshot snapshot, Clone clone) {
        String secretArn =
                clone.shape()
                        .secretArn()
                        .orElseThrow(() -> new IllegalStateException("it has no password yet"));
        return switch (settings.rds().kind()) {
            case CLUSTER ->
                    SqlPaths.dataApi(
                            settings.rds().region(),
                            clone.arn(),
                            secretArn,
                            settings.live().databaseName());
            case INSTANCE -> {
                DatabaseSettings direct = DatabaseSettings.direct(environment);
                String[] endpoint = clone.shape().endpoint().orElse(":0").split(":", 2);
                JsonNode login = login(secretArn);
                yield SqlPaths.network(
                        direct.at(endpoint[0], Integer.parseInt(endpoint[1])).jdbcUrl(),
                        login.path("username").asText(),
                        login.path("password").asText());
            }
        };
    }

    private static JsonNode login(String secretArn) {
        try (SecretsManagerClient client =
                SecretsManagerClient.builder()
                        .httpClientBuilder(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(LIMIT)
                                        .socketTimeout(LIMIT))
                        .build()) {
            return Json.mapper()
                    .readTree(client.getSecretValue(get -> get.secretId(secretArn)).secretString());
        } catch (SdkException e) {
            throw new Sql.UnreachableException(String.valueOf(e.getMessage()), e);
        } catch (JsonProcessingException e) {
            // Without its cause, which may quote the secret.
            throw new IllegalStateException("the secret of a restored database is no JSON");
        }
    }
}
