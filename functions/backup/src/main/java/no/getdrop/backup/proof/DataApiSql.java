package no.getdrop.backup.proof;

import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.rdsdata.RdsDataClient;
import software.amazon.awssdk.services.rdsdata.model.BadRequestException;
import software.amazon.awssdk.services.rdsdata.model.DatabaseErrorException;
import software.amazon.awssdk.services.rdsdata.model.Field;
import software.amazon.awssdk.services.rdsdata.model.SqlParameter;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// An Aurora cluster, asked through the RDS Data API: no network path leads to it.
///
/// @param region of the cluster
/// @param clusterArn the cluster
/// @param secretArn the secret with the role to ask as
/// @param database name of the database in it
record DataApiSql(String region, String clusterArn, String secretArn, String database)
        implements Sql {
    /// The service gives up on a statement after 45 seconds.
    private static final Duration ANSWER = Duration.ofSeconds(50);

    private static final Duration CONNECT = Duration.ofSeconds(3);

    @Override
    public List<String> texts(String statement, Map<String, String> parameters) {
        try (RdsDataClient client = client()) {
            return client
                    .executeStatement(ask ->
                            ask.resourceArn(clusterArn)
                                    .secretArn(secretArn)
                                    .database(database)
                                    .sql(statement)
                                    .parameters(parameters(parameters)))
                    .records()
                    .stream()
                    .map(List::getFirst)
                    .map(DataApiSql::text)
                    .toList();
        } catch (DatabaseErrorException e) {
            throw new RefusedException(String.valueOf(e.getMessage()), e);
        } catch (BadRequestException e) {
            // What PostgreSQL said, on clusters that do not know the error above.
            if (String.valueOf(e.getMessage()).contains("SQLState")) {
                throw new RefusedException(String.valueOf(e.getMessage()), e);
            }
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        } catch (SdkException e) {
            throw new UnreachableException(String.valueOf(e.getMessage()), e);
        }
    }

    private static List<SqlParameter> parameters(Map<String, String> parameters) {
        return parameters.entrySet().stream()
                .map(each ->
                        SqlParameter.builder()
                                .name(each.getKey())
                                .value(Field.fromStringValue(each.getValue()))
                                .build())
                .toList();
    }

    private static String text(Field field) {
        return field.stringValue() == null ? "" : field.stringValue();
    }

    private RdsDataClient client() {
        return RdsDataClient.builder()
                .region(Region.of(region))
                .httpClientBuilder(
                        UrlConnectionHttpClient.builder()
                                .connectionTimeout(CONNECT)
                                .socketTimeout(ANSWER))
                .build();
    }
}
