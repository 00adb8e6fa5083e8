package no.getdrop.migrate;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.database.OwnerPassword;
import no.getdrop.database.SqlStates;
import no.getdrop.runtime.Stage;

import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.sql.DataSource;

/// Runs the pending migrations on a copy, and tells the time, the rows and the locks of each
/// statement.
///
/// In AWS the copy is a clone that was restored from a snapshot, whose address the caller gives.
/// Without an address the server itself copies the database, which it does only while nobody else
/// uses it; for development, where idle connections are closed for it.
final class Rehearsal {
    private static final Logger log = LoggerFactory.getLogger(Rehearsal.class);
    private static final Pattern ENDPOINT = Pattern.compile("([A-Za-z0-9.-]+?)(?::([0-9]{1,5}))?");
    private static final int COPY_ATTEMPTS_MAX = 20;
    private static final String IN_USE = "55006";

    private static final String OTHERS =
            """
            SELECT DISTINCT application_name FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid()
            """;

    private static final String END_IDLE =
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'idle'
            """;

    /// Differs for any two servers, whatever names lead to them.
    private static final String SERVER =
            """
            SELECT pg_postmaster_start_time()::text || ' ' || coalesce(inet_server_addr()::text, '')
            """;

    private final Job job;
    private final DatabaseSettings settings;
    private final OwnerPassword password;
    private final Stage stage;

    Rehearsal(Job job, DatabaseSettings settings, OwnerPassword password, Stage stage) {
        this.job = job;
        this.settings = settings;
        this.password = password;
        this.stage = stage;
    }

    /// On a clone of the database.
    ///
    /// @param endpoint `host` or `host:port`; only a server of the same account and region is
    ///   spoken to, since it is shown the owner's password
    Outcome onClone(String endpoint) {
        Matcher form = ENDPOINT.matcher(endpoint);
        if (!form.matches() || !isNeighbour(form.group(1))) {
            return refused(
                    Refusal.Kind.BAD_REQUEST,
                    "endpoint '" + endpoint + "'",
                    "a clone beside the database, <name>" + domain(settings.host()),
                    "restore one with the backup function and give its endpoint");
        }
        int port = form.group(2) == null ? settings.port() : Integer.parseInt(form.group(2));
        DataSource clone = connections(settings.at(form.group(1), port, settings.name()));
        if (server(clone).equals(server(job.database()))) {
            return refused(
                    Refusal.Kind.BAD_REQUEST,
                    "endpoint '" + endpoint + "' leads to the database itself",
                    "a clone of it",
                    "restore one with the backup function and give its endpoint");
        }
        return told(new Migrator(job.rehearsedOn(clone)).migrate(), "clone " + endpoint);
    }

    /// On a copy that the server makes and drops again.
    Outcome onCopy() {
        if (stage == Stage.PRODUCTION) {
            return refused(
                    Refusal.Kind.BAD_REQUEST,
                    "field 'endpoint' is missing",
                    "the endpoint of a clone: production is not copied while it is used",
                    "restore one with the backup function and give its endpoint");
        }
        String copy = settings.name() + "_rehearsal";
        String quoted = "\"" + copy + "\"";
        Jdbi server = Jdbi.create(job.database());
        try {
            // A rehearsal that was cut off may have left it; one that runs keeps it from going.
            server.useHandle(handle -> handle.execute("DROP DATABASE IF EXISTS " + quoted));
            make(server, quoted);
        } catch (JdbiException e) {
            return inUse(e, server);
        }
        try {
            DataSource there = connections(settings.at(settings.host(), settings.port(), copy));
            return told(new Migrator(job.rehearsedOn(there)).migrate(), "copy " + copy);
        } finally {
            server.useHandle(handle ->
                    handle.execute("DROP DATABASE IF EXISTS " + quoted + " WITH (FORCE)"));
        }
    }

    private void make(Jdbi server, String quoted) {
        String create = "CREATE DATABASE " + quoted + " TEMPLATE \"" + settings.name() + "\"";
        for (int attempt = 1; ; attempt++) {
            try {
                server.useHandle(handle -> {
                    if (stage == Stage.DEVELOPMENT) {
                        handle.createQuery(END_IDLE).mapTo(Boolean.class).list();
                    }
                    handle.execute(create);
                });
                return;
            } catch (JdbiException e) {
                boolean again =
                        stage == Stage.DEVELOPMENT
                                && SqlStates.of(e).equals(IN_USE)
                                && attempt < COPY_ATTEMPTS_MAX;
                if (!again) {
                    throw e;
                }
                log.atInfo().addKeyValue("attempt", attempt).log("the database is used meanwhile");
            }
        }
    }

    private static Outcome inUse(JdbiException e, Jdbi server) {
        if (!SqlStates.of(e).equals(IN_USE)) {
            throw e;
        }
        List<String> others =
                server.withHandle(handle -> handle.createQuery(OTHERS).mapTo(String.class).list());
        return refused(
                Refusal.Kind.BLOCKED,
                "the database cannot be copied while others use it: "
                        + others.stream().sorted().collect(Collectors.joining(", ")),
                "nobody else connected, or a clone",
                "stop them and rehearse again, or restore a clone and give its endpoint");
    }

    /// Whether only the first label differs: RDS gives the rest to one account in one region.
    private boolean isNeighbour(String host) {
        return !host.equals(settings.host())
                && host.indexOf('.') > 0
                && domain(host).equals(domain(settings.host()));
    }

    private static String domain(String host) {
        return host.substring(Math.max(0, host.indexOf('.')));
    }

    private DataSource connections(DatabaseSettings there) {
        return new OwnerDataSource(there, password, job.budget(), "drop-migrate rehearsal");
    }

    private static String server(DataSource database) {
        return Jdbi.create(database)
                .withHandle(handle -> handle.createQuery(SERVER).mapTo(String.class).one());
    }

    private static Outcome told(Outcome outcome, String where) {
        return switch (outcome) {
            case Outcome.Done(Report report) -> {
                List<String> lines = new ArrayList<>();
                lines.add("rehearsed on " + where + "; the database itself was not changed");
                lines.addAll(report.summary());
                yield new Outcome.Done(report.with(lines));
            }
            case Outcome.Refused refused -> refused;
        };
    }

    private static Outcome refused(Refusal.Kind kind, String what, String expected, String remedy) {
        return new Outcome.Refused(new Refusal(kind, what, expected, remedy));
    }
}
