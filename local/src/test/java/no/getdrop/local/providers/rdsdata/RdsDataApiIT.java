package no.getdrop.local.providers.rdsdata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;

import no.getdrop.local.postgres.FreshData;
import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.rdsdata.RdsDataClient;
import software.amazon.awssdk.services.rdsdata.model.BadRequestException;
import software.amazon.awssdk.services.rdsdata.model.DatabaseErrorException;
import software.amazon.awssdk.services.rdsdata.model.DatabaseResumingException;
import software.amazon.awssdk.services.rdsdata.model.DatabaseUnavailableException;
import software.amazon.awssdk.services.rdsdata.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.rdsdata.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.rdsdata.model.Field;
import software.amazon.awssdk.services.rdsdata.model.NotFoundException;
import software.amazon.awssdk.services.rdsdata.model.SqlParameter;
import software.amazon.awssdk.services.rdsdata.model.TypeHint;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// The RDS Data API as AWS's own client sees it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RdsDataApiIT {
    private static final String CLUSTER = "arn:aws:rds:eu-west-1:000000000000:cluster:one";
    private static final String SECRET = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:one";
    private static final String UUID_TEXT = "0190a1b2-0000-7000-8000-000000000001";

    private LocalPostgres postgres;
    private RdsDataApi api;
    private RdsDataClient client;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        postgres = LocalPostgres.start(FreshData.in(folder.resolve("postgres")));
        api = RdsDataApi.start();
        api.addCluster(CLUSTER, postgres::port);
        api.addSecret(SECRET, "postgres");
        client =
                RdsDataClient.builder()
                        .endpointOverride(api.url())
                        .region(Region.EU_WEST_1)
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create("id", "key")))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .overrideConfiguration(configuration ->
                                configuration.retryStrategy(DefaultRetryStrategy.doNotRetry()))
                        .build();
    }

    @AfterAll
    void stop() {
        client.close();
        api.close();
        postgres.close();
    }

    @Test
    void eachTypeComesBackInItsOwnField() {
        List<Field> row =
                execute(
                                """
                                SELECT true, 7::int, 9000000000::bigint, 1.5::float8,
                                       12.30::numeric, 'Ærlig', NULL, '\\x6162'::bytea, '%s'::uuid,
                                       '{"a": 1}'::jsonb,
                                       timestamptz '2026-11-21 02:00:00.5+01',
                                       ARRAY[1, 2]::bigint[], ARRAY['a', 'b']
                                """
                                        .formatted(UUID_TEXT))
                        .records()
                        .getFirst();
        assertThat(row.get(0).booleanValue()).isTrue();
        assertThat(row.get(1).longValue()).isEqualTo(7);
        assertThat(row.get(2).longValue()).isEqualTo(9_000_000_000L);
        assertThat(row.get(3).doubleValue()).isEqualTo(1.5);
        assertThat(row.get(4).stringValue()).isEqualTo("12.30");
        assertThat(row.get(5).stringValue()).isEqualTo("Ærlig");
        assertThat(row.get(6).isNull()).isTrue();
        assertThat(row.get(7).blobValue().asString(StandardCharsets.UTF_8)).isEqualTo("ab");
        assertThat(row.get(8).stringValue()).isEqualTo(UUID_TEXT);
        assertThat(row.get(9).stringValue()).isEqualTo("{\"a\": 1}");
        assertThat(row.get(10).stringValue()).isEqualTo("2026-11-21 01:00:00.5");
        assertThat(row.get(11).arrayValue().longValues()).containsExactly(1L, 2L);
        assertThat(row.get(12).arrayValue().stringValues()).containsExactly("a", "b");
    }

    @Test
    void parametersAreBoundByNameWithTheirHints() {
        ExecuteStatementResponse response =
                execute(
                        """
                        SELECT :n + :n, 'it''s :n'::text, :id = '%s'::uuid, :json->>'a',
                               :nothing::int, '{"b": 1}'::jsonb ? 'b', :amount, :bytes
                               -- :comment ;
                        """
                                .formatted(UUID_TEXT),
                        SqlParameter.builder().name("n").value(Field.fromLongValue(20L)).build(),
                        text("id", UUID_TEXT, TypeHint.UUID),
                        text("json", "{\"a\": \"x\"}", TypeHint.JSON),
                        text("amount", "99.95", TypeHint.DECIMAL),
                        SqlParameter.builder()
                                .name("bytes")
                                .value(Field.fromBlobValue(SdkBytes.fromUtf8String("ab")))
                                .build(),
                        SqlParameter.builder()
                                .name("nothing")
                                .value(Field.fromIsNull(true))
                                .build());
        List<Field> row = response.records().getFirst();
        assertThat(row.get(0).longValue()).isEqualTo(40);
        assertThat(row.get(1).stringValue()).isEqualTo("it's :n");
        assertThat(row.get(2).booleanValue()).isTrue();
        assertThat(row.get(3).stringValue()).isEqualTo("x");
        assertThat(row.get(4).isNull()).isTrue();
        assertThat(row.get(5).booleanValue()).isTrue();
        assertThat(row.get(6).stringValue()).isEqualTo("99.95");
        assertThat(row.get(7).blobValue().asUtf8String()).isEqualTo("ab");
        assertThatThrownBy(() -> execute("SELECT :missing"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("missing");
    }

    @Test
    void changedRowsAreTold() {
        execute("CREATE TABLE counted (n integer)");
        assertThat(execute("INSERT INTO counted VALUES (1), (2)").numberOfRecordsUpdated())
                .isEqualTo(2);
    }

    @Test
    void errorsHaveTheServicesNames() {
        assertThatThrownBy(() -> execute("SELECT n FROM nowhere"))
                .isInstanceOf(DatabaseErrorException.class)
                .hasMessageContaining("\"nowhere\" does not exist")
                .hasMessageContaining("SQLState: 42P01")
                .asInstanceOf(throwable(AwsServiceException.class))
                .returns(400, AwsServiceException::statusCode);
        assertThatThrownBy(() -> execute("SELECT 1; SELECT 2"))
                .isInstanceOf(BadRequestException.class);
        assertThat(execute("SELECT 1;").records()).hasSize(1);
        assertThatThrownBy(() ->
                        client.executeStatement(
                                request("SELECT 1", r -> r.includeResultMetadata(true)).build()))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("includeResultMetadata");
        assertThatThrownBy(() -> execute("SELECT repeat('x', 2000000)"))
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("size limit");
        assertThatThrownBy(() ->
                        client.executeStatement(
                                request("SELECT 1", r -> r.secretArn(SECRET + "2")).build()))
                .isInstanceOf(NotFoundException.class);
        api.switches().add(Switch.on("execute").causing("DatabaseResumingException"));
        assertThatThrownBy(() -> execute("SELECT 1")).isInstanceOf(DatabaseResumingException.class);
        assertThat(Caller.postJson(api.url().resolve("/Execute"), Map.of(), Map.of()).status())
                .isEqualTo(403);
    }

    @Test
    void aClusterThatIsDownIsUnavailable() {
        api.addCluster(CLUSTER + "-down", () -> 1);
        assertThatThrownBy(() ->
                        client.executeStatement(
                                request("SELECT 1", r -> r.resourceArn(CLUSTER + "-down")).build()))
                .isInstanceOf(DatabaseUnavailableException.class)
                .asInstanceOf(throwable(AwsServiceException.class))
                .returns(504, AwsServiceException::statusCode);
    }

    private ExecuteStatementResponse execute(String sql, SqlParameter... parameters) {
        return client.executeStatement(request(sql, r -> r.parameters(parameters)).build());
    }

    private static ExecuteStatementRequest.Builder request(
            String sql, Consumer<ExecuteStatementRequest.Builder> more) {
        ExecuteStatementRequest.Builder request =
                ExecuteStatementRequest.builder()
                        .resourceArn(CLUSTER)
                        .secretArn(SECRET)
                        .database("drop")
                        .sql(sql);
        more.accept(request);
        return request;
    }

    private static SqlParameter text(String name, String value, TypeHint hint) {
        return SqlParameter.builder()
                .name(name)
                .value(Field.fromStringValue(value))
                .typeHint(hint)
                .build();
    }
}
