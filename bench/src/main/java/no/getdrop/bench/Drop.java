package no.getdrop.bench;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.local.LocalHost;
import no.getdrop.local.LocalHostBuilder;
import no.getdrop.local.lambda.EnvironmentReport;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.bank.Bank;
import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.runtime.Environment;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// One running system: the packaged functions under AWS's runtime client, PostgreSQL and the
/// providers, without schedules.
public final class Drop implements AutoCloseable {
    /// As deployed: the default of template.yaml's `PrimingRounds`.
    private static final int PRIMING_ROUNDS = 100;

    /// More than all figures together pay.
    private static final long FUNDS_MINOR = 1_000_000_000_000_000L;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LocalHost host;
    private final Environment environment;
    private final Connection owner;
    private final String debtorIban;
    private final Requests requests;

    private Drop(LocalHost host, Path data) {
        this.host = host;
        this.environment = Environment.of(variables(host, data));
        this.requests = new Requests(host, environment);
        this.debtorIban = fundedAccount(host.providers().bank());
        try {
            this.owner =
                    DriverManager.getConnection(
                            host.postgres().jdbcUrl("postgres") + "&reWriteBatchedInserts=true");
        } catch (SQLException e) {
            host.close();
            throw new IllegalStateException("no connection as the database's owner", e);
        }
    }

    /// Starts one with its data in that folder.
    static Drop start(Path root, Path data, UnaryOperator<LocalHostBuilder> settings) {
        LocalHostBuilder builder =
                LocalHost.builder(root).data(data).withoutSchedules().primingRounds(PRIMING_ROUNDS);
        return new Drop(settings.apply(builder).start(), data);
    }

    /// The host it runs on.
    public LocalHost host() {
        return host;
    }

    /// The function behind the HTTP API.
    public LambdaFunction api() {
        return host.function("ApiFunction");
    }

    /// The newest environment of the api.
    public EnvironmentReport environmentOfApi() {
        return api().environments().getLast();
    }

    /// The settings and secrets of its functions, for the domain's classes in this process.
    public Environment environment() {
        return environment;
    }

    /// A connection as the owner, for seeding.
    public Connection owner() {
        return owner;
    }

    /// A connection as the functions have theirs: same role, same driver settings.
    public Connection application() throws SQLException {
        DatabaseSettings settings = DatabaseSettings.from(environment);
        return DriverManager.getConnection(settings.jdbcUrl(), settings.user(), "");
    }

    /// The account that everybody pays from; there is always enough in it.
    String debtorIban() {
        return debtorIban;
    }

    /// Its requests.
    public Requests requests() {
        return requests;
    }

    /// Sends an event to the api and returns for how long, in nanoseconds: from the call to the
    /// outcome, as the gateway would wait.
    ///
    /// @throws IllegalStateException when the answer has another status
    public long send(byte[] event, int expectedStatus) throws InterruptedException {
        long begun = System.nanoTime();
        Outcome outcome = api().invoke(event);
        long nanos = System.nanoTime() - begun;
        answer(outcome, expectedStatus);
        return nanos;
    }

    /// The body of an answer, which must have that status.
    public static JsonNode answer(Outcome outcome, int expectedStatus) {
        try {
            return switch (outcome) {
                case Outcome.Succeeded succeeded -> {
                    JsonNode response = JSON.readTree(succeeded.payload());
                    if (response.path("statusCode").asInt() != expectedStatus) {
                        throw new IllegalStateException(
                                "expected status %d: %s"
                                        .formatted(expectedStatus, succeeded.text()));
                    }
                    yield JSON.readTree(response.path("body").asText("null"));
                }
                case Outcome.Failed failed -> throw new IllegalStateException(failed.text());
                case Outcome.Throttled throttled -> throw new IllegalStateException("throttled");
            };
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        try (owner) {
            host.close();
        }
    }

    private static String fundedAccount(Bank bank) {
        bank.open(TestPerson.KARI);
        String iban = bank.ibans("dnb", TestPerson.KARI).getFirst();
        bank.setBalanceMinor(iban, FUNDS_MINOR);
        return iban;
    }

    private static Map<String, String> variables(LocalHost host, Path data) {
        try {
            Map<String, String> variables =
                    new HashMap<>(
                            JSON.readValue(
                                    data.resolve("secrets.json").toFile(),
                                    new TypeReference<Map<String, String>>() {}));
            variables.putAll(host.providers().variables());
            variables.put("DROP_ENVIRONMENT", "development");
            variables.put("DATABASE_URL", host.postgres().url("drop_app"));
            return variables;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
