package no.getdrop.tests.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.local.postgres.DatabaseProxy;
import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.postgres.ServerCertificate;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// Signing in with IAM at a proxy that demands TLS.
final class IamIT {
    private static final IssuedCredentials ISSUED =
            new IssuedCredentials(new LocalCredentials("LOCAL", "secret", "session"));

    @TempDir static Path folder;
    private static SSLContext defaultContext;
    private static LocalPostgres postgres;
    private static ServerCertificate certificate;
    private static DatabaseProxy proxy;

    @BeforeAll
    static void start() throws Exception {
        defaultContext = SSLContext.getDefault();
        certificate = ServerCertificate.make("localhost", folder.resolve("tls"));
        trust(certificate);
        postgres = LocalPostgres.start(folder.resolve("postgres"));
        proxy = DatabaseProxy.withTokens(certificate, ISSUED::current, postgres.port());
        System.setProperty("aws.region", "eu-west-1");
        signWith(ISSUED.current());
    }

    @AfterAll
    static void stop() {
        SSLContext.setDefault(defaultContext);
        proxy.close();
        postgres.close();
        for (String name :
                new String[] {"region", "accessKeyId", "secretAccessKey", "sessionToken"}) {
            System.clearProperty("aws." + name);
        }
    }

    @Test
    void aTokenIsSignedAtEachConnectWithTheCredentialsThatHoldThen() {
        proxy.reset();
        try (Database database = open(proxy)) {
            assertThat(select(database)).isEqualTo(7);
            ISSUED.expire();
            assertThat(select(database)).as("what is open goes on").isEqualTo(7);

            proxy.cut();
            assertThat(story(database)).as("a lost connection is not retried").isNotEmpty();
            assertThat(story(database))
                    .contains("IAM authentication failed for the role postgres")
                    .contains("signed with credentials that do not hold");
            signWith(ISSUED.current());
            assertThat(select(database)).isEqualTo(7);
            assertThat(proxy.count().logins()).isEqualTo(2);
        } finally {
            signWith(ISSUED.current());
        }
    }

    @Test
    void aCertificateForAnotherHostIsRefused() {
        ServerCertificate foreign = ServerCertificate.make("elsewhere", folder.resolve("other"));
        trust(foreign);
        try (DatabaseProxy other =
                        DatabaseProxy.withTokens(foreign, ISSUED::current, postgres.port());
                Database database = open(other)) {
            assertThat(story(database)).contains("localhost").contains("could not be verified");
            assertThat(other.count().logins()).isZero();
        } finally {
            trust(certificate);
        }
    }

    @Test
    void aCertificateOfAnUnknownAuthorityIsRefused() {
        ServerCertificate unknown = ServerCertificate.make("localhost", folder.resolve("unknown"));
        try (DatabaseProxy other =
                        DatabaseProxy.withTokens(unknown, ISSUED::current, postgres.port());
                Database database = open(other)) {
            assertThat(story(database)).contains("PKIX");
        }
    }

    @Test
    void plainTextIsRefusedByBothSides() {
        try (Database plain = open(proxy, "DATABASE_TLS", "false")) {
            assertThat(story(plain)).contains("requires TLS connections");
        }
        try (DatabaseProxy withoutTls = DatabaseProxy.inFrontOf(postgres.port());
                Database database = open(withoutTls)) {
            assertThat(story(database)).contains("The server does not support SSL");
        }
    }

    private static Database open(DatabaseProxy to, String... variables) {
        Map<String, String> all = new HashMap<>();
        all.put("DROP_ENVIRONMENT", "development");
        all.put("DATABASE_URL", postgres.url("postgres", "localhost", to.port()));
        all.put("DATABASE_AUTH", "iam");
        all.put("DATABASE_TLS", "true");
        for (int i = 0; i < variables.length; i += 2) {
            all.put(variables[i], variables[i + 1]);
        }
        Environment environment = Environment.of(all);
        return Database.open(
                DatabaseSettings.from(environment),
                Secrets.from(environment, InstantSource.system()));
    }

    private static int select(Database database) {
        return database.call(handle -> handle.createQuery("SELECT 7").mapTo(Integer.class).one());
    }

    /// All that the failure tells.
    private static String story(Database database) {
        StringBuilder story = new StringBuilder();
        assertThatThrownBy(() -> select(database))
                .isInstanceOfSatisfying(DatabaseUnavailableException.class, e -> tell(e, story));
        return story.toString();
    }

    private static void tell(Throwable e, StringBuilder story) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            story.append(cause).append('\n');
            for (Throwable suppressed : cause.getSuppressed()) {
                tell(suppressed, story);
            }
        }
    }

    private static void signWith(LocalCredentials credentials) {
        System.setProperty("aws.accessKeyId", credentials.accessKeyId());
        System.setProperty("aws.secretAccessKey", credentials.secretAccessKey());
        System.setProperty("aws.sessionToken", credentials.sessionToken());
    }

    /// Makes this JVM trust that server's authority alone, as a function's flags do.
    private static void trust(ServerCertificate server) {
        try {
            KeyStore store =
                    KeyStore.getInstance(
                            server.trustStore().toFile(),
                            ServerCertificate.TRUST_STORE_PASSWORD.toCharArray());
            TrustManagerFactory managers =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            SSLContext.setDefault(context);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
