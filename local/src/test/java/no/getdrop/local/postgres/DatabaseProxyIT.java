package no.getdrop.local.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.lambda.LocalCredentials;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// The stand-in for RDS Proxy in front of PostgreSQL 16.
class DatabaseProxyIT {
    @TempDir static Path folder;

    private static final String MANY_ROWS = "SELECT n, 'row' FROM generate_series(1, 100000) n";

    private static LocalPostgres postgres;
    private DatabaseProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        postgres = LocalPostgres.start(FreshData.in(folder.resolve("postgres")));
    }

    @AfterAll
    static void stop() {
        postgres.close();
    }

    @BeforeEach
    void open() {
        proxy = DatabaseProxy.inFrontOf(postgres.port());
    }

    @AfterEach
    void close() {
        proxy.close();
    }

    @Test
    void countsARoundTripForEachAnswerAndNoneForALogin() throws Exception {
        try (Connection connection = connect(proxy);
                Statement statement = connection.createStatement()) {
            assertThat(proxy.count()).isEqualTo(count(0, 1));

            statement.execute("CREATE TEMPORARY TABLE t (n integer)");
            assertThat(proxy.count())
                    .isEqualTo(count(1, 1, "CREATE TEMPORARY TABLE t (n integer)"));

            proxy.reset();
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO t VALUES (?)")) {
                for (int n = 0; n < 3; n++) {
                    insert.setInt(1, n);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            assertThat(proxy.count().roundTrips()).as("a batch is one").isEqualTo(1);

            proxy.reset();
            connection.setAutoCommit(false);
            statement.execute("SELECT 1");
            connection.commit();
            assertThat(proxy.count()).isEqualTo(count(2, 0, "BEGIN", "SELECT 1", "COMMIT"));

            proxy.reset();
            statement.execute("SELECT 1");
            connection.rollback();
            assertThat(proxy.count()).isEqualTo(count(2, 0, "BEGIN", "SELECT 1", "ROLLBACK"));
            connection.setAutoCommit(true);

            proxy.reset();
            assertThatThrownBy(() -> statement.execute("SELECT 1 / 0"))
                    .hasMessageContaining("division by zero");
            assertThat(proxy.count().roundTrips()).as("an error is one").isEqualTo(1);
        }
    }

    @Test
    void passesOnWhateverTheProtocolCarries() throws Exception {
        String large = "æ".repeat(3_000_000);
        try (Connection connection = connect(proxy);
                Statement statement = connection.createStatement();
                PreparedStatement echo = connection.prepareStatement("SELECT ?::text, ?::text")) {
            echo.setString(1, large);
            echo.setNull(2, java.sql.Types.VARCHAR);
            try (ResultSet row = echo.executeQuery()) {
                row.next();
                assertThat(row.getString(1)).isEqualTo(large);
                assertThat(row.getString(2)).isNull();
            }
            try (ResultSet rows = statement.executeQuery(MANY_ROWS)) {
                for (int n = 1; n <= 100_000; n++) {
                    assertThat(rows.next()).isTrue();
                    assertThat(rows.getInt(1)).isEqualTo(n);
                }
            }
        }
    }

    @Test
    void aCutBreaksWhatIsOpenAndRefusingBreaksWhatIsNew() throws Exception {
        try (Connection connection = connect(proxy);
                Statement statement = connection.createStatement()) {
            proxy.cut();
            assertThatThrownBy(() -> statement.execute("SELECT 1"))
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
        }
        proxy.refuse(true);
        assertThatThrownBy(() -> connect(proxy))
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
        proxy.refuse(false);
        assertThat(portSeenThrough(proxy)).isEqualTo(postgres.port());
    }

    @Test
    void whatIsHeldIsAnsweredOnceItIsLetGo() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor();
                Connection connection = connect(proxy);
                Statement statement = connection.createStatement()) {
            proxy.hold(true);
            proxy.reset();
            Future<Boolean> open = threads.submit(() -> statement.execute("SELECT 1"));
            Future<Integer> fresh = threads.submit(() -> portSeenThrough(proxy));
            assertThatThrownBy(() -> open.get(300, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            assertThat(fresh.isDone()).isFalse();
            assertThat(proxy.count().roundTrips()).isZero();

            proxy.hold(false);
            assertThat(open.get(5, TimeUnit.SECONDS)).isTrue();
            assertThat(fresh.get(5, TimeUnit.SECONDS)).isEqualTo(postgres.port());
        }
    }

    @Test
    void aDatabaseThatIsNotThereIsTold() {
        try (DatabaseProxy alone = DatabaseProxy.inFrontOf(1)) {
            assertThatThrownBy(() -> connect(alone)).hasMessageContaining("cannot be reached");
        }
    }

    @Test
    void takesNoCommandLineOptions() {
        assertThatThrownBy(() -> connect(proxy, "options", "-c statement_timeout=1"))
                .hasMessageContaining("command-line options");
    }

    @Test
    void withoutTlsOrAGoodTokenNobodyIsLetIn() {
        ServerCertificate certificate = ServerCertificate.make("localhost", folder.resolve("tls"));
        LocalCredentials credentials = new LocalCredentials("LOCAL", "secret", "session");
        try (DatabaseProxy signing =
                DatabaseProxy.withTokens(certificate, () -> credentials, postgres.port())) {
            refused(signing, "28000", "requires TLS", "sslmode", "disable", "password", "any");
            refused(
                    signing,
                    "28P01",
                    "The IAM authentication failed for the role postgres",
                    "sslmode",
                    "require",
                    "password",
                    "no-token");
            assertThat(signing.count().logins()).isZero();
        }
    }

    private static void refused(
            DatabaseProxy proxy, String sqlState, String message, String... properties) {
        assertThatThrownBy(() -> connect(proxy, properties))
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo(sqlState));
    }

    private static DatabaseProxy.Count count(long roundTrips, long logins, String... statements) {
        return new DatabaseProxy.Count(roundTrips, logins, java.util.List.of(statements));
    }

    private static int portSeenThrough(DatabaseProxy proxy) throws SQLException {
        try (Connection connection = connect(proxy)) {
            return port(connection);
        }
    }

    private static int port(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT inet_server_port()")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static Connection connect(DatabaseProxy proxy, String... properties)
            throws SQLException {
        Properties all = new Properties();
        all.setProperty("user", "postgres");
        all.setProperty("sslmode", "disable");
        all.setProperty("assumeMinServerVersion", "16");
        all.setProperty("prepareThreshold", "0");
        for (int i = 0; i < properties.length; i += 2) {
            all.setProperty(properties[i], properties[i + 1]);
        }
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/drop", all);
    }
}
