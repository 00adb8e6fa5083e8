package no.getdrop.local.providers.rds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.postgres.FreshData;
import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.rdsdata.RdsDataApi;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rds.model.DBCluster;
import software.amazon.awssdk.services.rdsdata.RdsDataClient;
import software.amazon.awssdk.services.rdsdata.model.BadRequestException;
import software.amazon.awssdk.services.rdsdata.model.DatabaseUnavailableException;
import software.amazon.awssdk.services.rdsdata.model.NotFoundException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.stream.Stream;

/// A clone holds the rows of the moment of its snapshot, and answers them through the Data API.
class RestoredRowsIT {
    @TempDir private Path folder;
    private LocalPostgres postgres;
    private RdsClients aws;
    private RdsDataApi dataApi;
    private RdsDataClient data;
    private Connection open;

    @BeforeEach
    void start() throws Exception {
        postgres = LocalPostgres.start(FreshData.in(folder.resolve("postgres")));
        aws = new RdsClients(Timing.instant());
        aws.rds.addCluster(
                "eu-west-1", "drop", PostgresEngine.of(postgres, folder.resolve("clones")));
        dataApi = RdsDataApi.start(aws.journal);
        dataApi.lookUp(aws.rds::cluster, aws.rds::roleIn);
        data =
                RdsDataClient.builder()
                        .endpointOverride(dataApi.url())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("id", "key")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build();
        // Whoever is connected, as functions are, must not keep a snapshot from being made.
        open = DriverManager.getConnection(postgres.jdbcUrl("postgres"));
        execute("CREATE TABLE payments (id integer PRIMARY KEY, amount_minor bigint NOT NULL)");
        execute("INSERT INTO payments (id, amount_minor) VALUES (1, 100), (2, 200)");
    }

    @AfterEach
    void stop() throws Exception {
        open.close();
        data.close();
        dataApi.close();
        aws.close();
        postgres.close();
    }

    @Test
    void aCloneHoldsTheRowsOfItsSnapshotAndNoLaterOnes() throws Exception {
        snapshot("daily");
        execute("INSERT INTO payments (id, amount_minor) VALUES (3, 300)");
        DBCluster clone = clone("daily", "clone");
        assertThat(sum(clone)).isEqualTo(300);
        execute("UPDATE payments SET amount_minor = 0");
        assertThat(sum(clone)).isEqualTo(300);
        delete("clone");
        assertThatThrownBy(() -> sum(clone)).isInstanceOf(NotFoundException.class);
        aws.west.deleteDBClusterSnapshot(r -> r.dbClusterSnapshotIdentifier("daily"));
        try (Stream<Path> left = Files.list(folder.resolve("clones"))) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void aRowOfACloneCanBeChangedBeforeAnybodyAsks() {
        snapshot("daily");
        aws.rds.onRestore(engine -> {
            if (engine instanceof PostgresEngine changed) {
                execute(changed.jdbcUrl(), "UPDATE payments SET amount_minor = 1 WHERE id = 1");
            }
        });
        assertThat(sum(clone("daily", "clone"))).isEqualTo(201);
    }

    @Test
    void withoutTheDataApiOrAnInstanceACloneDoesNotAnswer() {
        snapshot("daily");
        DBCluster clone = restore("daily", "clone");
        aws.west.modifyDBCluster(
                r -> r.dbClusterIdentifier("clone").manageMasterUserPassword(true));
        assertThatThrownBy(() -> sum(clone))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("HttpEndpoint");
        aws.west.enableHttpEndpoint(r -> r.resourceArn(clone.dbClusterArn()));
        assertThatThrownBy(() -> sum(clone)).isInstanceOf(DatabaseUnavailableException.class);
    }

    private void snapshot(String id) {
        aws.west.createDBClusterSnapshot(
                r -> r.dbClusterIdentifier("drop").dbClusterSnapshotIdentifier(id));
    }

    private DBCluster restore(String snapshot, String id) {
        return aws.west
                .restoreDBClusterFromSnapshot(r ->
                        r.dbClusterIdentifier(id)
                                .snapshotIdentifier(snapshot)
                                .engine("aurora-postgresql"))
                .dbCluster();
    }

    private DBCluster clone(String snapshot, String id) {
        DBCluster made = restore(snapshot, id);
        aws.west.createDBInstance(r ->
                r.dbInstanceIdentifier(id + "-1")
                        .dbClusterIdentifier(id)
                        .dbInstanceClass("db.t4g.medium")
                        .engine("aurora-postgresql"));
        aws.west.enableHttpEndpoint(r -> r.resourceArn(made.dbClusterArn()));
        aws.west.modifyDBCluster(r -> r.dbClusterIdentifier(id).manageMasterUserPassword(true));
        return made;
    }

    private void delete(String id) {
        aws.west.deleteDBInstance(r -> r.dbInstanceIdentifier(id + "-1").skipFinalSnapshot(true));
        aws.west.deleteDBCluster(r -> r.dbClusterIdentifier(id).skipFinalSnapshot(true));
    }

    private long sum(DBCluster clone) {
        String secret =
                "arn:aws:secretsmanager:eu-west-1:000000000000:secret:rds!"
                        + clone.dbClusterResourceId();
        return data.executeStatement(r ->
                        r.resourceArn(clone.dbClusterArn())
                                .secretArn(secret)
                                .database("drop")
                                .sql("SELECT sum(amount_minor)::bigint FROM payments"))
                .records()
                .getFirst()
                .getFirst()
                .longValue();
    }

    private void execute(String sql) {
        execute(postgres.jdbcUrl("postgres"), sql);
    }

    private static void execute(String jdbcUrl, String sql) {
        try (Connection connection = DriverManager.getConnection(jdbcUrl);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
