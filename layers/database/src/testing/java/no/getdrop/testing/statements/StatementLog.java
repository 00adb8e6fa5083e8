package no.getdrop.testing.statements;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// What a PostgreSQL of a test was asked to run, read from the log it writes in JSON.
public final class StatementLog {
    /// What the server must be started with.
    public static final Map<String, String> SETTINGS =
            Map.of(
                    "logging_collector", "on",
                    "log_destination", "jsonlog",
                    "log_directory", "log",
                    "log_filename", "statements.log",
                    "log_rotation_age", "0",
                    "log_rotation_size", "0",
                    "log_statement", "all");

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final int TELLING_CHARS = 8;

    /// `statement: …` for the simple protocol, `execute <name>: …` for the extended one.
    private static final Pattern LOGGED =
            Pattern.compile("(statement|execute [^:]*): (.*)", Pattern.DOTALL);

    private final String ownerUrl;
    private final String role;
    private long read;

    /// A statement as the server took it.
    ///
    /// @param application `application_name` of the connection: the function's name
    /// @param how `statement`, or `execute` with the names the driver gave
    /// @param sql the text, its parameters as `$1`
    public record Logged(String application, String how, String sql) {
        /// What of it would pin a connection of the proxy, with who sent it; empty for nothing.
        public Stream<String> violations() {
            String cause =
                    how.equals("statement") || how.equals("execute <unnamed>")
                            ? PinningStatements.in(sql).orElse("")
                            : "a statement or portal that the driver named: " + how;
            return cause.isEmpty()
                    ? Stream.empty()
                    : Stream.of(
                            "%s sent %s%n    %s%n    %s"
                                    .formatted(application, cause, sql.strip(), source(sql)));
        }
    }

    /// A log of the server at `ownerUrl`, from its start on.
    ///
    /// @param ownerUrl JDBC address of a role that may ask where the log is
    /// @param role whose statements are of interest
    public StatementLog(String ownerUrl, String role) {
        this.ownerUrl = ownerUrl;
        this.role = role;
    }

    /// Fails when anything that the role sent since the last call would pin a connection.
    public void check() {
        List<String> found = next().stream().flatMap(Logged::violations).toList();
        if (!found.isEmpty()) {
            throw new AssertionError(
                    "session state on the pooled path, where it pins RDS Proxy's connection:\n"
                            + String.join("\n", found));
        }
    }

    /// What the role sent since the last call.
    public synchronized List<Logged> next() {
        // The server writes in order, so what was sent before the mark stands before it.
        String mark = "read to " + UUID.randomUUID();
        try {
            Path file = mark(mark);
            byte[] lines = awaitLine(file, mark);
            read += lines.length;
            List<Logged> statements = new ArrayList<>();
            for (String line : new String(lines, StandardCharsets.UTF_8).lines().toList()) {
                JsonNode entry = JSON.readTree(line);
                Matcher message = LOGGED.matcher(entry.path("message").asText());
                if (entry.path("user").asText().equals(role) && message.matches()) {
                    String application = entry.path("application_name").asText("no application");
                    statements.add(new Logged(application, message.group(1), message.group(2)));
                }
            }
            return statements;
        } catch (SQLException e) {
            throw new IllegalStateException("the server of the log does not answer", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path mark(String mark) throws SQLException {
        try (Connection connection = DriverManager.getConnection(ownerUrl);
                Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(
                                "SELECT current_setting('data_directory') || '/'"
                                        + " || pg_current_logfile('jsonlog') -- "
                                        + mark)) {
            row.next();
            String file = row.getString(1);
            if (file == null) {
                throw new IllegalStateException("start the server with StatementLog.SETTINGS");
            }
            return Path.of(file);
        }
    }

    /// All from where was read last to the end of the line that holds the mark.
    private byte[] awaitLine(Path file, String mark) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (true) {
            try (var channel = Files.newByteChannel(file)) {
                channel.position(read);
                byte[] bytes = Channels.newInputStream(channel).readAllBytes();
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                int found = text.indexOf(mark);
                int end = found < 0 ? -1 : text.indexOf('\n', found);
                if (end >= 0) {
                    return Arrays.copyOf(bytes, end + 1);
                }
            }
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException(file + " is not written within " + LIMIT);
            }
            Thread.onSpinWait();
        }
    }

    /// The class whose SQL begins as `sql` does, up to the first parameter.
    private static String source(String sql) {
        String begin = sql.strip().lines().findFirst().orElse("").replaceFirst("\\$\\d.*", "");
        Path root = Path.of(System.getProperty("drop.root", "."));
        if (begin.strip().length() < TELLING_CHARS) {
            return "from the driver or a statement too short to search for";
        }
        List<Path> found = new ArrayList<>();
        for (String module : List.of("layers", "domain", "functions")) {
            try (Stream<Path> files = Files.walk(root.resolve(module))) {
                for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
                    if (Files.readString(file).contains(begin.strip())) {
                        found.add(root.relativize(file));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found.isEmpty() ? "in no source here" : "in " + found;
    }
}
