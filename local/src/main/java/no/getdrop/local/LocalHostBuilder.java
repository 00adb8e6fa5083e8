package no.getdrop.local;

import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.rds.Timing;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// Settings of a host; what is not set is as `./run` has it.
public final class LocalHostBuilder {
    private final Path root;
    private Path data;
    private @Nullable Path postgresFolder;
    private int port;
    private final Set<String> only = new LinkedHashSet<>();
    private final Map<String, Map<String, String>> environment = new HashMap<>();
    private final Map<String, Integer> environmentsAtMost = new HashMap<>();
    private final Map<String, String> postgres = new HashMap<>();
    private Function<LocalPostgres, String> databaseUrl = server -> server.url(PooledPath.ROLE);
    private int primingRounds = 1;
    private boolean schedules = true;
    private PooledPath.Kind pooledPath = PooledPath.Kind.STRAIGHT;
    private String proxyHostName = "127.0.0.1";
    private boolean secretsManager;
    private BackupServices.Choice backups =
            new BackupServices.Choice(false, InstantSource.system(), Timing.brief());
    private Consumer<String> progress = line -> {};
    private Consumer<String> output = line -> {};

    LocalHostBuilder(Path root) {
        this.root = root;
        this.data = root.resolve(".drop");
    }

    /// Where the database, secrets, logs and unpacked packages are kept; `.drop` if not set.
    public LocalHostBuilder data(Path folder) {
        data = folder;
        return this;
    }

    /// Where PostgreSQL keeps its data; below [#data] if not set.
    public LocalHostBuilder postgresFolder(Path folder) {
        postgresFolder = folder;
        return this;
    }

    /// The gateway's port; 0, the default, lets the system choose.
    public LocalHostBuilder port(int gatewayPort) {
        port = gatewayPort;
        return this;
    }

    /// Runs these functions alone, with what they need.
    public LocalHostBuilder only(String... names) {
        only.addAll(List.of(names));
        return this;
    }

    /// Sets variables of one function, whatever the template says.
    public LocalHostBuilder environment(String function, Map<String, String> variables) {
        environment.put(function, Map.copyOf(variables));
        return this;
    }

    /// How many processes of one function run at a time, at most its reserved concurrency.
    public LocalHostBuilder environmentsAtMost(String function, int count) {
        environmentsAtMost.put(function, count);
        return this;
    }

    /// Further settings of PostgreSQL, such as for its log.
    public LocalHostBuilder postgres(Map<String, String> settings) {
        postgres.putAll(settings);
        return this;
    }

    /// `DATABASE_URL` of the functions, for a pooler before the server; the server itself if not
    /// set.
    public LocalHostBuilder databaseUrl(Function<LocalPostgres, String> url) {
        databaseUrl = url;
        return this;
    }

    /// Leaves the schedules alone; [LocalHost#fire] fires them.
    public LocalHostBuilder withoutSchedules() {
        schedules = false;
        return this;
    }

    /// Puts a [no.getdrop.local.postgres.DatabaseProxy] into the pooled path, `DATABASE_URL`.
    public LocalHostBuilder databaseProxy() {
        pooledPath = PooledPath.Kind.PROXY;
        return this;
    }

    /// As [#databaseProxy()]; the functions know it by that name and must be able to look it up.
    public LocalHostBuilder databaseProxy(String hostName) {
        proxyHostName = hostName;
        return databaseProxy();
    }

    /// As [#databaseProxy()], with one that demands TLS and a token of IAM.
    public LocalHostBuilder databaseProxyWithTokens() {
        pooledPath = PooledPath.Kind.PROXY_WITH_TOKENS;
        proxyHostName = "localhost";
        return this;
    }

    /// Functions read their secrets from Secrets Manager, as deployed, not from variables.
    public LocalHostBuilder secretsManager() {
        secretsManager = true;
        return this;
    }

    /// The clock of RDS and how long things take there; the system's, and seconds, if not set.
    public LocalHostBuilder rds(InstantSource clock, Timing timing) {
        backups = new BackupServices.Choice(false, clock, timing);
        return this;
    }

    /// The backup function works on moto's RDS, which must be installed.
    public LocalHostBuilder moto() {
        backups = new BackupServices.Choice(true, InstantSource.system(), Timing.brief());
        return this;
    }

    /// How often the api rehearses before its snapshot; once if not set, for a quick start.
    public LocalHostBuilder primingRounds(int rounds) {
        primingRounds = rounds;
        return this;
    }

    /// Takes a line for each step of starting, and problems of invocations nobody waits for.
    public LocalHostBuilder progress(Consumer<String> lines) {
        progress = lines;
        return this;
    }

    /// Takes the functions' log lines, each with its function's name in front.
    public LocalHostBuilder output(Consumer<String> lines) {
        output = lines;
        return this;
    }

    /// Starts the host; returns when it is up.
    ///
    /// @throws IllegalStateException when it does not start; the message says which part
    public LocalHost start() {
        return new LocalHost(
                new LocalHostSettings(
                        root,
                        data,
                        postgresFolder == null ? data.resolve("postgres") : postgresFolder,
                        port,
                        only,
                        environment,
                        environmentsAtMost,
                        postgres,
                        databaseUrl,
                        schedules,
                        pooledPath,
                        proxyHostName,
                        secretsManager,
                        backups,
                        primingRounds,
                        progress,
                        output));
    }
}
