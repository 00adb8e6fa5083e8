package no.getdrop.local;

import no.getdrop.local.dump.Restore;
import no.getdrop.local.gateway.Gateway;
import no.getdrop.local.http.HttpHandler;
import no.getdrop.local.http.HttpListener;
import no.getdrop.local.http.HttpResponse;
import no.getdrop.local.lambda.FunctionConfig;
import no.getdrop.local.lambda.FunctionLog;
import no.getdrop.local.lambda.InvokeApi;
import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.lambda.ProcessLedger;
import no.getdrop.local.lambda.RunDirectory;
import no.getdrop.local.lambda.RuntimeClient;
import no.getdrop.local.postgres.DatabaseProxy;
import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.Providers;
import no.getdrop.local.providers.rds.Rds;
import no.getdrop.local.providers.rdsdata.RdsDataApi;
import no.getdrop.local.schedule.ScheduleRunner;
import no.getdrop.local.status.StatusPage;
import no.getdrop.local.template.BuildTargets;
import no.getdrop.local.template.FunctionSpec;
import no.getdrop.local.template.Schedule;
import no.getdrop.local.template.Template;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;

/// The deployed system on this machine: PostgreSQL, the providers, and the packaged functions of
/// template.yaml, each in its own JVM under AWS's runtime client, behind a REST API front.
///
/// It starts PostgreSQL and the providers, migrates, starts the functions, opens the gateway, and
/// then fires the schedules. Everything listens on loopback; closing it ends all it started.
public final class LocalHost implements AutoCloseable {
    private static final String API = "ApiFunction";
    private static final String MIGRATE = "MigrateFunction";
    private static final long GATEWAY_LIMIT_MS = 29_000;
    private static final int JAVA = 25;

    private static final HttpResponse STARTING =
            HttpResponse.json(503, "{\"message\":\"Drop is starting\"}");

    private final LocalHostSettings settings;
    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Map<String, LambdaFunction> functions = new LinkedHashMap<>();
    private final AtomicReference<HttpHandler> front = new AtomicReference<>(request -> STARTING);
    private final AtomicReference<HttpHandler> invocations =
            new AtomicReference<>(request -> STARTING);
    private final Template template;
    private final LocalSecrets secrets;
    private final IssuedCredentials issued;
    private final HttpListener gateway;
    private final HttpListener invokeListener;
    private @Nullable LocalPostgres postgres;
    private @Nullable PooledPath pooledPath;
    private @Nullable FunctionSecrets functionSecrets;
    private @Nullable Providers providers;
    private @Nullable DirectPath directPath;
    private @Nullable BackupServices backupServices;
    private @Nullable DeploymentServices deploymentServices;
    private @Nullable InvokeApi invokeApi;

    LocalHost(LocalHostSettings settings) {
        if (Runtime.version().feature() != JAVA) {
            throw new IllegalStateException(
                    "the local host needs JDK %d, as the deployed functions do; this is %s"
                            .formatted(JAVA, Runtime.version()));
        }
        this.settings = settings;
        HostFile hostFile = HostFile.take(settings.data());
        parts.push(hostFile);
        ProcessLedger.endLeftovers(settings.data().resolve("run"));
        try {
            Restore.finish(settings.data());
            this.secrets = LocalSecrets.in(settings.data());
            this.issued = new IssuedCredentials(secrets.credentials());
            this.gateway = opened(HttpListener.bind(settings.port(), Gateway.MAX_REQUEST_BYTES));
            this.template =
                    Template.load(
                            settings.root().resolve("template.yaml"),
                            settings.templateParameters(url()));
            gateway.serve(request -> front.get().handle(request));
            this.invokeListener = opened(HttpListener.bind(0, InvokeApi.MAX_EVENT_BYTES));
            invokeListener.serve(request -> invocations.get().handle(request));
            startAll();
            hostFile.announce(url(), invokeUrl());
        } catch (RuntimeException e) {
            close();
            throw e;
        } catch (IOException e) {
            close();
            throw new UncheckedIOException(
                    "a folder cannot be read or written: " + settings.data(), e);
        } catch (InterruptedException e) {
            close();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while starting", e);
        }
    }

    /// A host for the project in that folder.
    public static LocalHostBuilder builder(Path root) {
        return new LocalHostBuilder(root);
    }

    /// Address of the REST API.
    public URI url() {
        return gateway.url();
    }

    /// Address of the Lambda Invoke API, for `aws lambda --endpoint-url`.
    public URI invokeUrl() {
        return invokeListener.url();
    }

    /// Invokes a function and waits for what becomes of it.
    public Outcome invoke(String function, String event) throws InterruptedException {
        return function(function).invoke(event);
    }

    /// The function of that logical id.
    ///
    /// @throws IllegalArgumentException when this host does not run it
    public LambdaFunction function(String name) {
        LambdaFunction function = functions.get(name);
        if (function == null) {
            throw new IllegalArgumentException(
                    "no function '%s' here; there are %s"
                            .formatted(name, String.join(", ", functions.keySet())));
        }
        return function;
    }

    /// Fires a schedule of the template now, without waiting for its function.
    public void fire(String schedule) {
        Schedule found =
                template.schedules().stream()
                        .filter(known -> known.name().equals(schedule))
                        .findFirst()
                        .orElseThrow(() -> new IllegalArgumentException("no schedule " + schedule));
        fire(found, found.input());
    }

    /// The database.
    public LocalPostgres postgres() {
        return started(postgres, "PostgreSQL has not been started");
    }

    /// What stands in front of the database on the pooled path.
    ///
    /// @throws IllegalStateException when this host runs without
    public DatabaseProxy databaseProxy() {
        return started(
                started(pooledPath, "PostgreSQL has not been started").proxy(),
                "this host was not built with databaseProxy()");
    }

    /// Where the functions read their secrets.
    ///
    /// @throws IllegalStateException when they have them in variables
    public FunctionSecrets secretsManager() {
        return started(functionSecrets, "this host was not built with secretsManager()");
    }

    /// What the functions get; IAM-signed routes take [#credentials()].
    public IssuedCredentials issuedCredentials() {
        return issued;
    }

    /// The providers.
    ///
    /// @throws IllegalStateException when no function that runs here needs them
    public Providers providers() {
        return started(providers, "no function that runs here needs the providers");
    }

    /// The RDS Data API, which reaches the database whatever becomes of the pooled path.
    public RdsDataApi dataApi() {
        return started(directPath, "the RDS Data API has not been started").dataApi();
    }

    /// RDS, with the host's database as cluster `drop`.
    ///
    /// @throws IllegalStateException when the backup function does not run here, or on moto
    public Rds rds() {
        return started(
                started(backupServices, "the backup function does not run here").rds(),
                "the backup function works on moto");
    }

    /// What IAM-signed routes accept.
    public LocalCredentials credentials() {
        return secrets.credentials();
    }

    /// The template it runs.
    public Template template() {
        return template;
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                settings.progress().accept("while ending: " + e.getMessage());
            }
        }
    }

    private void startAll() throws InterruptedException, IOException {
        say("starting PostgreSQL");
        LocalPostgres database =
                opened(LocalPostgres.start(settings.postgresFolder(), settings.postgres()));
        postgres = database;
        directPath = opened(DirectPath.open(database, settings.secretsManager()));
        deploymentServices = opened(DeploymentServices.open(url(), invokeUrl()));
        pooledPath = opened(PooledPath.open(settings, database, issued));
        Set<String> names = new LinkedHashSet<>();
        template.functions().keySet().stream().filter(settings::runs).forEach(names::add);
        boolean migrates = settings.only().isEmpty() || !postgres().hasRole(PooledPath.ROLE);
        if (migrates) {
            names.add(MIGRATE);
        }
        if (names.contains(BackupServices.FUNCTION)) {
            backupServices = opened(BackupServices.open(settings, database, dataApi()));
        }
        if (names.stream().anyMatch(name -> Providers.serve(template.function(name)))) {
            say("starting the providers");
            providers = opened(Providers.start(url(), settings.data().resolve("providers")));
        }
        createFunctions(names);
        if (migrates && !settings.only().equals(Set.of(MIGRATE))) {
            migrate();
        }
        startFunctions(names);
        openFront();
    }

    private void createFunctions(Set<String> names) {
        RuntimeClient client =
                RuntimeClient.unpack(
                        settings.root().resolve("local/target/runtime-client"),
                        settings.data().resolve("run/runtime-client"));
        BuildTargets targets = BuildTargets.read(settings.root());
        FunctionVariables variables =
                new FunctionVariables(
                        addresses(),
                        Objects.requireNonNull(pooledPath).variables(),
                        secretVariables());
        for (String name : names) {
            FunctionSpec spec = template.function(name);
            Path folder = settings.data().resolve("run").resolve(name);
            FunctionConfig config =
                    new FunctionConfig(
                            spec,
                            variables.of(spec, furtherVariables(name)),
                            RunDirectory.assemble(spec, targets, folder.resolve("package")),
                            settings.environmentsAtMost(name));
            FunctionLog log =
                    new FunctionLog(
                            settings.data().resolve("logs/" + name + ".log"),
                            line -> settings.output().accept(name + " | " + line));
            functions.put(name, opened(new LambdaFunction(config, client, issued, log, folder)));
        }
    }

    private void migrate() throws InterruptedException {
        say("migrating the database");
        String failure =
                switch (invoke(MIGRATE, "{\"action\":\"migrate\"}")) {
                    case Outcome.Succeeded succeeded -> "";
                    case Outcome.Failed failed -> failed.text();
                    case Outcome.Throttled throttled -> "it is running already";
                };
        if (!failure.isEmpty()) {
            throw new IllegalStateException(
                    "the database could not be migrated: %s; see %s, or begin anew: ./run reset"
                            .formatted(
                                    failure, settings.data().resolve("logs/" + MIGRATE + ".log")));
        }
    }

    /// Of the whole system the api first: beside the others it would be up as late as they are. Who
    /// invokes one of those meanwhile waits for it.
    private void startFunctions(Set<String> names) throws InterruptedException {
        List<String> starting = new ArrayList<>(names);
        if (!settings.only().equals(Set.of(MIGRATE))) {
            starting.remove(MIGRATE);
        }
        starting.removeIf(name -> settings.only().isEmpty() && template.startsLater(name));
        say("starting " + String.join(", ", starting));
        if (settings.only().isEmpty() && starting.remove(API)) {
            function(API).start();
            starting.forEach(name -> function(name).startInBackground());
        } else {
            LambdaFunction.startAll(starting.stream().map(this::function).toList());
        }
    }

    private void openFront() {
        InvokeApi api = new InvokeApi(functions, this::say);
        invokeApi = api;
        invocations.set(api);
        Gateway restApi =
                opened(
                        new Gateway(
                                template,
                                functions,
                                secrets.credentials(),
                                gateway.port(),
                                GATEWAY_LIMIT_MS));
        front.set(new StatusPage(restApi, functions, secrets.operatorKey(), postgres()));
        if (settings.schedules()) {
            parts.push(
                    ScheduleRunner.start(template.schedules(), InstantSource.system(), this::fire));
        }
    }

    private void fire(Schedule schedule, String input) {
        InvokeApi api = invokeApi;
        LambdaFunction function = functions.get(schedule.function());
        if (api != null && function != null) {
            api.invokeLater(function, input.getBytes(StandardCharsets.UTF_8));
        }
    }

    private Map<String, String> furtherVariables(String function) {
        Map<String, String> wanted = settings.environment().getOrDefault(function, Map.of());
        Map<String, String> further = Objects.requireNonNull(directPath).further(wanted);
        further.putAll(
                Objects.requireNonNull(deploymentServices).variables(template.function(function)));
        if (backupServices != null && function.equals(BackupServices.FUNCTION)) {
            further.putAll(backupServices.variables(settings.secretsManager()));
        }
        further.putAll(wanted);
        return further;
    }

    /// The secrets themselves, or where they are read.
    private Map<String, String> secretVariables() {
        Map<String, String> fields = secrets.functionSecrets(providerVariables());
        if (!settings.secretsManager()) {
            return fields;
        }
        functionSecrets = opened(FunctionSecrets.open(issued, fields));
        Objects.requireNonNull(directPath).keepPasswordIn(functionSecrets.manager());
        return secretsManager().variables();
    }

    private Map<String, String> providerVariables() {
        return providers == null ? Map.of() : providers.variables();
    }

    /// Values for what the template names by parameters that differ from stack to stack.
    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>(providerVariables());
        addresses.putAll(Objects.requireNonNull(directPath).variables());
        addresses.put("APP_URL", url().toString());
        return addresses;
    }

    private static <T> T started(@Nullable T part, String otherwise) {
        if (part == null) {
            throw new IllegalStateException(otherwise);
        }
        return part;
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    private void say(String line) {
        settings.progress().accept(line);
    }
}
