package no.getdrop.local.providers.rdsdata;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.CallJournal;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntSupplier;

/// The RDS Data API's `ExecuteStatement`: one statement in a transaction of its own, run on a
/// PostgreSQL of this machine. The operation for switches is `execute`; an effect names the error
/// that it shall answer, such as `DatabaseUnavailableException`.
public final class RdsDataApi extends Provider {
    private static final Set<String> FIELDS =
            Set.of("resourceArn", "secretArn", "database", "sql", "parameters");
    private static final int RESPONSE_BYTES_MAX = 1 << 20;
    private static final int STATEMENT_TIMEOUT_MS = 45_000;

    private final CallJournal journal;
    private final Map<String, DataApiCluster> clusters = new ConcurrentHashMap<>();
    private Function<String, Optional<DataApiCluster>> otherClusters = arn -> Optional.empty();
    private Function<String, Optional<String>> otherSecrets = arn -> Optional.empty();
    private final Map<String, String> roles = new ConcurrentHashMap<>();

    private RdsDataApi(ProviderServer server, CallJournal journal) {
        super(server);
        this.journal = journal;
        server.on("execute", "POST", "/Execute", this::execute);
    }

    /// Starts it without a cluster and without a secret.
    public static RdsDataApi start() {
        return start(new CallJournal());
    }

    /// The same, with its calls in a journal, as service `RDS Data API`.
    public static RdsDataApi start(CallJournal journal) {
        return new RdsDataApi(ProviderServer.start("RDS Data API", journal), journal);
    }

    /// Makes a cluster known.
    ///
    /// @param port where its PostgreSQL listens on 127.0.0.1, asked for each statement
    public void addCluster(String resourceArn, IntSupplier port) {
        clusters.put(resourceArn, new DataApiCluster.Serving(port));
    }

    /// Has clusters and secrets that are not known here looked up by their ARN, for each statement.
    ///
    /// @param role in a secret
    public synchronized void lookUp(
            Function<String, Optional<DataApiCluster>> cluster,
            Function<String, Optional<String>> role) {
        otherClusters = cluster;
        otherSecrets = role;
    }

    /// Makes a secret known, with the role that it holds; loopback needs no password.
    public void addSecret(String secretArn, String role) {
        roles.put(secretArn, role);
    }

    /// Its calls, and those of whoever shares the journal.
    public CallJournal journal() {
        return journal;
    }

    private Answer execute(Request request) {
        try {
            if (request.effect().isPresent()) {
                throw new DataApiException(request.effect().get(), "as a switch asks for");
            }
            String authorization = request.header("Authorization").orElse("");
            if (!authorization.startsWith("AWS4-HMAC-SHA256 ")
                    || !authorization.contains("/rds-data/aws4_request")) {
                throw new DataApiException("AccessDeniedException", "The request is not signed");
            }
            return execute(request.json());
        } catch (SQLException e) {
            return DataApiException.of(e).answer();
        } catch (DataApiException e) {
            return e.answer();
        }
    }

    private Answer execute(JsonNode request) throws DataApiException, SQLException {
        String url = jdbcUrl(request);
        if (request.has("transactionId")) {
            throw new DataApiException("TransactionNotFoundException", "There are none here");
        }
        Optional<String> unknown = Json.unknownField(request, FIELDS);
        if (unknown.isPresent()) {
            throw DataApiException.badRequest(unknown.get() + " is not known here");
        }
        NamedSql sql = NamedSql.parse(request.path("sql").asText());
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("generatedFields", List.of());
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql.sql())) {
            new Parameters(request.path("parameters")).bind(statement, sql.names());
            boolean hasRows = statement.execute();
            response.put("numberOfRecordsUpdated", hasRows ? 0 : statement.getUpdateCount());
            if (hasRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    response.put("records", Records.fields(rows));
                }
            }
        }
        Answer answer = Answer.json(200, response);
        if (answer.body().getBytes(StandardCharsets.UTF_8).length > RESPONSE_BYTES_MAX) {
            throw DataApiException.badRequest(
                    "Database returned more than the allowed response size limit");
        }
        return answer;
    }

    private Optional<DataApiCluster> cluster(String arn) {
        return Optional.ofNullable(clusters.get(arn)).or(() -> otherClusters().apply(arn));
    }

    private Optional<String> role(String secretArn) {
        return Optional.ofNullable(roles.get(secretArn)).or(() -> otherSecrets().apply(secretArn));
    }

    private synchronized Function<String, Optional<DataApiCluster>> otherClusters() {
        return otherClusters;
    }

    private synchronized Function<String, Optional<String>> otherSecrets() {
        return otherSecrets;
    }

    private String jdbcUrl(JsonNode request) throws DataApiException {
        String arn = request.path("resourceArn").asText();
        Optional<String> role = role(request.path("secretArn").asText());
        Optional<DataApiCluster> cluster = cluster(arn);
        if (cluster.isEmpty() || role.isEmpty()) {
            throw new DataApiException(
                    "NotFoundException",
                    (cluster.isEmpty() ? "resourceArn" : "secretArn") + " can't be found");
        }
        int port =
                switch (cluster.get()) {
                    case DataApiCluster.Serving serving -> serving.port().getAsInt();
                    case DataApiCluster.EndpointDisabled disabled ->
                            throw DataApiException.badRequest(
                                    "HttpEndpoint is not enabled for resource " + arn);
                    case DataApiCluster.WithoutInstance without ->
                            throw DataApiException.unavailable();
                };
        String database = request.path("database").asText();
        if (!database.matches("\\w+")) {
            throw DataApiException.badRequest("Database name is not valid");
        }
        return "jdbc:postgresql://127.0.0.1:%d/%s?user=%s&connectTimeout=5&options=-c%%20%s"
                .formatted(
                        port,
                        database,
                        role.get(),
                        "timezone=UTC%20-c%20statement_timeout=" + STATEMENT_TIMEOUT_MS);
    }
}
