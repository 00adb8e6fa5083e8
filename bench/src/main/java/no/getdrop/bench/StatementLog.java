package no.getdrop.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Every statement that the functions send while it is on, as PostgreSQL itself logs them.
final class StatementLog {
    private static final String PREFIX = "role=%u ";
    private static final Pattern ENTRY =
            Pattern.compile("^role=(\\S*) (\\w+):  (statement|execute ([^:]*)): (.*)$");

    /// What keeps a connection of RDS Proxy with one client (its documentation, "Avoiding
    /// pinning"), by the pattern that tells it.
    private static final Map<String, Pattern> PINNING = new LinkedHashMap<>();

    static {
        PINNING.put(
                "SET", Pattern.compile("^\\s*(SET|RESET|DISCARD)\\b", Pattern.CASE_INSENSITIVE));
        PINNING.put(
                "set_config", Pattern.compile("\\bset_config\\s*\\(", Pattern.CASE_INSENSITIVE));
        PINNING.put(
                "PREPARE",
                Pattern.compile("^\\s*(PREPARE|EXECUTE|DEALLOCATE)\\b", Pattern.CASE_INSENSITIVE));
        PINNING.put("LISTEN", Pattern.compile("^\\s*(UN)?LISTEN\\b", Pattern.CASE_INSENSITIVE));
        PINNING.put("DECLARE", Pattern.compile("^\\s*DECLARE\\b", Pattern.CASE_INSENSITIVE));
        PINNING.put(
                "temporary table",
                Pattern.compile("\\bCREATE\\s+(LOCAL\\s+)?TEMP", Pattern.CASE_INSENSITIVE));
        PINNING.put(
                "sequence",
                Pattern.compile(
                        "\\b(nextval|currval|lastval|setval)\\s*\\(", Pattern.CASE_INSENSITIVE));
        PINNING.put(
                "session advisory lock",
                Pattern.compile("\\bpg_(try_)?advisory_(lock|unlock)", Pattern.CASE_INSENSITIVE));
    }

    private final Connection owner;
    private final Path file;
    private long from;

    /// One statement of a role.
    ///
    /// @param name of the prepared statement, `<unnamed>` without one, empty for a simple query
    record Entry(String role, String name, String sql) {
        /// What about it would pin a connection; empty when nothing does.
        List<String> pins() {
            List<String> pins = new ArrayList<>();
            if (!name.isEmpty() && !name.startsWith("<unnamed>")) {
                pins.add("named statement");
            }
            PINNING.forEach((pin, pattern) -> {
                if (pattern.matcher(sql).find()) {
                    pins.add(pin);
                }
            });
            return pins;
        }
    }

    /// The log of that system's PostgreSQL.
    StatementLog(Drop drop, Path file) {
        this.owner = drop.owner();
        this.file = file;
    }

    /// Has every statement logged from now on, in the sessions that are open too.
    void begin() throws SQLException, IOException, InterruptedException {
        set("log_line_prefix", "'" + PREFIX + "'");
        set("log_statement", "'all'");
        reload();
        from = Files.size(file);
    }

    /// Ends it and tells what was logged.
    List<Entry> end() throws SQLException, IOException, InterruptedException {
        List<String> lines;
        try (var channel = Files.newByteChannel(file)) {
            channel.position(from);
            byte[] bytes = new byte[Math.toIntExact(channel.size() - from)];
            channel.read(java.nio.ByteBuffer.wrap(bytes));
            lines = new String(bytes, StandardCharsets.UTF_8).lines().toList();
        }
        try (Statement statement = owner.createStatement()) {
            statement.execute("ALTER SYSTEM RESET log_statement");
        }
        reload();
        return entries(lines);
    }

    /// The entries of a log; a line that begins with a tab goes on with the one before.
    static List<Entry> entries(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        for (String line : lines) {
            Matcher matcher = ENTRY.matcher(line);
            if (matcher.matches()) {
                String name = matcher.group(4) == null ? "" : matcher.group(4);
                entries.add(new Entry(matcher.group(1), name, matcher.group(5)));
            } else if (line.startsWith("\t") && !entries.isEmpty()) {
                Entry last = entries.removeLast();
                entries.add(new Entry(last.role(), last.name(), last.sql() + "\n" + line.strip()));
            }
        }
        return entries;
    }

    private void set(String setting, String value) throws SQLException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("ALTER SYSTEM SET " + setting + " = " + value);
        }
    }

    /// The other sessions read their settings again within an instant.
    private void reload() throws SQLException, InterruptedException {
        try (Statement statement = owner.createStatement()) {
            statement.execute("SELECT pg_reload_conf()");
        }
        Thread.sleep(500);
    }
}
