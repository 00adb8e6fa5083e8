package no.getdrop.database;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/// How this function reaches PostgreSQL. Every time limit is below the function's own.
///
/// @param host host name of the proxy, or of the cluster for the direct path
/// @param port TCP port
/// @param name name of the database
/// @param user role to log in as
/// @param password password from the address; empty where it comes from the secrets or from IAM
/// @param authentication how the role proves itself
/// @param tls whether TLS with verification of the server's name is demanded
/// @param poolSize connections per function environment
/// @param connectTimeoutMs for one TCP connect and login, in milliseconds
/// @param borrowTimeoutMs for getting a connection from the pool, in milliseconds
/// @param statementTimeoutMs after which an unanswered statement breaks the connection
/// @param application the name that PostgreSQL shows and logs for these connections
public record DatabaseSettings(
        String host,
        int port,
        String name,
        String user,
        Optional<Secret> password,
        Authentication authentication,
        boolean tls,
        int poolSize,
        int connectTimeoutMs,
        int borrowTimeoutMs,
        int statementTimeoutMs,
        String application) {

    private static final String FORM = "postgresql://user[:password]@host:port/database";

    /// How a role proves who it is.
    public enum Authentication {
        /// The password of the address, or else secret `DATABASE_PASSWORD`.
        PASSWORD,
        /// A token signed with the function's own credentials at each connect.
        IAM
    }

    public DatabaseSettings {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(user, "user");
        Objects.requireNonNull(password, "password");
        Objects.requireNonNull(authentication, "authentication");
        Objects.requireNonNull(application, "application");
    }

    /// The pooled path, `DATABASE_URL`.
    public static DatabaseSettings from(Environment environment) {
        return read(environment, "DATABASE_URL");
    }

    /// The direct path, `DIRECT_URL`, for what needs one backend for its whole life.
    public static DatabaseSettings direct(Environment environment) {
        return read(environment, "DIRECT_URL");
    }

    /// The same role and limits for another database, or for one at another server.
    public DatabaseSettings at(String otherHost, int otherPort, String otherName) {
        return new DatabaseSettings(
                otherHost,
                otherPort,
                otherName,
                user,
                password,
                authentication,
                tls,
                poolSize,
                connectTimeoutMs,
                borrowTimeoutMs,
                statementTimeoutMs,
                application);
    }

    private static DatabaseSettings read(Environment environment, String variable) {
        URI url = parse(variable, environment.required(variable, FORM));
        String[] login = url.getRawUserInfo().split(":", 2);
        boolean loopback = isLoopback(url.getHost());
        Authentication authentication = environment.oneOf("DATABASE_AUTH", Authentication.PASSWORD);
        boolean tls = environment.flag("DATABASE_TLS", !loopback);
        if (!tls && Stage.from(environment) == Stage.PRODUCTION) {
            throw SettingException.refused("DATABASE_TLS", "production speaks TLS only");
        }
        return new DatabaseSettings(
                url.getHost(),
                url.getPort() == -1 ? 5432 : url.getPort(),
                url.getPath().substring(1),
                decode(login[0]),
                login.length == 2 && !login[1].isEmpty()
                        ? Optional.of(new Secret(decode(login[1])))
                        : Optional.empty(),
                authentication,
                tls,
                environment.integer("DB_POOL_SIZE", 1, 1, 20),
                environment.integer("DB_CONNECT_TIMEOUT_MS", 2_000, 1_000, 10_000),
                environment.integer("DB_BORROW_TIMEOUT_MS", 2_500, 250, 10_000),
                environment.integer("DB_STATEMENT_TIMEOUT_MS", 6_000, 1_000, 900_000),
                environment.text("AWS_LAMBDA_FUNCTION_NAME", "drop"));
    }

    /// The same database on another server.
    public DatabaseSettings at(String otherHost, int otherPort) {
        return at(otherHost, otherPort, name);
    }

    /// The driver's address. Nothing in it makes the driver send a `SET` or name a statement,
    /// either of which would pin the proxy's connection to this client. An error's details, which
    /// hold the values of a row, do not get into the text of an exception.
    public String jdbcUrl() {
        return String.format(
                Locale.ROOT,
                "jdbc:postgresql://%s:%d/%s?assumeMinServerVersion=16&prepareThreshold=0"
                        + "&preparedStatementCacheQueries=0&connectTimeout=%d&loginTimeout=%d"
                        + "&socketTimeout=%d&tcpKeepAlive=true&logServerErrorDetail=false"
                        + "&ApplicationName=%s%s",
                host,
                port,
                URLEncoder.encode(name, StandardCharsets.UTF_8),
                seconds(connectTimeoutMs),
                seconds(connectTimeoutMs),
                seconds(statementTimeoutMs),
                URLEncoder.encode(application, StandardCharsets.UTF_8),
                tls
                        ? "&sslmode=verify-full&sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory"
                        : "&sslmode=disable");
    }

    /// The driver takes whole seconds; a part of one counts as one.
    private static int seconds(int milliseconds) {
        return Math.ceilDiv(milliseconds, 1_000);
    }

    private static URI parse(String variable, String value) {
        try {
            URI url = URI.create(value.startsWith("jdbc:") ? value.substring(5) : value);
            boolean complete =
                    ("postgresql".equals(url.getScheme()) || "postgres".equals(url.getScheme()))
                            && url.getHost() != null
                            && url.getRawUserInfo() != null
                            && !url.getRawUserInfo().matches(":.*|")
                            && url.getPort() <= 65_535
                            && url.getPort() != 0
                            && url.getPath() != null
                            && url.getPath().length() > 1;
            if (complete) {
                return url;
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the value: it may hold a password.
        }
        throw SettingException.hidden(variable, FORM);
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
