package no.getdrop.local;

import no.getdrop.local.postgres.LocalPostgres;

import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;

/// How a local host runs; made by [LocalHostBuilder].
///
/// @param root the project's root folder, with template.yaml and the built packages
/// @param data what is kept between runs
/// @param port of the gateway, 0 lets the system choose
/// @param only the functions to run, empty for all
/// @param environment further variables, by function
/// @param environmentsAtMost processes at a time, by function
/// @param postgres further settings of the server
/// @param databaseUrl where functions find the server, on the pooled path
/// @param schedules whether schedules fire
/// @param pooledPath what the functions' way to the database leads through
/// @param proxyHostName what they know the proxy by
/// @param secretsManager whether they read their secrets from a secrets manager
/// @param backups which RDS the backup function works on
/// @param primingRounds how often the api rehearses before its snapshot
/// @param progress told what the host does, line by line
/// @param output given the functions' log lines, with the function's name in front
record LocalHostSettings(
        Path root,
        Path data,
        Path postgresFolder,
        int port,
        Set<String> only,
        Map<String, Map<String, String>> environment,
        Map<String, Integer> environmentsAtMost,
        Map<String, String> postgres,
        Function<LocalPostgres, String> databaseUrl,
        boolean schedules,
        PooledPath.Kind pooledPath,
        String proxyHostName,
        boolean secretsManager,
        BackupServices.Choice backups,
        int primingRounds,
        Consumer<String> progress,
        Consumer<String> output) {
    private static final int ENVIRONMENTS_AT_MOST = 2;

    LocalHostSettings {
        root = root.toAbsolutePath().normalize();
        data = data.toAbsolutePath().normalize();
        postgresFolder = postgresFolder.toAbsolutePath().normalize();
        only = Set.copyOf(only);
        environment = Map.copyOf(environment);
        environmentsAtMost = Map.copyOf(environmentsAtMost);
        postgres = Map.copyOf(postgres);
    }

    boolean runs(String function) {
        return only.isEmpty() || only.contains(function);
    }

    int environmentsAtMost(String function) {
        return environmentsAtMost.getOrDefault(function, ENVIRONMENTS_AT_MOST);
    }

    /// What a deployment would be told of its stage.
    ///
    /// @param appUrl of the web application, which the gateway's own answers name too
    Map<String, String> templateParameters(URI appUrl) {
        Map<String, String> parameters = new HashMap<>();
        parameters.put("AppUrl", appUrl.toString());
        parameters.put("Environment", "development");
        parameters.put("BuildId", "local");
        parameters.put("ServiceMode", "mock");
        parameters.put("SeedDemo", "true");
        parameters.put("PrimingRounds", Integer.toString(primingRounds));
        String logLevel = System.getenv("LOG_LEVEL");
        if (logLevel != null) {
            parameters.put("LogLevel", logLevel);
        }
        return parameters;
    }
}
