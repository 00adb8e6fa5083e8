package no.getdrop.local;

import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.Moto;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.rds.MasterSecrets;
import no.getdrop.local.providers.rds.PostgresEngine;
import no.getdrop.local.providers.rds.Rds;
import no.getdrop.local.providers.rds.Timing;
import no.getdrop.local.providers.rdsdata.RdsDataApi;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/// The RDS that the backup function works on.
///
/// @param end ends it
/// @param rds ours; null when it is moto's
/// @param url where it is reached
/// @param secretsUrl where the passwords are that it keeps of restored databases
/// @param secondKey the key of copies in the second region
record BackupServices(Runnable end, @Nullable Rds rds, URI url, URI secretsUrl, String secondKey)
        implements AutoCloseable {
    static final String FUNCTION = "BackupFunction";
    private static final String REGION = "eu-west-1";
    private static final String SECOND_REGION = "eu-north-1";
    private static final String CLUSTER = "drop";
    private static final String INSTANCE = "drop-plain";

    /// Which RDS it is.
    ///
    /// @param moto whether it is moto's, which knows names and states alone; ours keeps and
    ///   restores the rows of this machine's own database
    /// @param clock of ours
    /// @param timing of ours
    record Choice(boolean moto, InstantSource clock, Timing timing) {}

    /// Starts it with the host's database in it, as a cluster and as a plain instance.
    static BackupServices open(
            LocalHostSettings settings, LocalPostgres postgres, RdsDataApi dataApi)
            throws InterruptedException {
        try {
            return settings.backups().moto()
                    ? moto(settings.data())
                    : ours(settings.backups(), postgres, dataApi, settings.data());
        } catch (IOException e) {
            throw new UncheckedIOException("RDS did not start: " + e.getMessage(), e);
        }
    }

    /// For the function, whatever the template says.
    ///
    /// @param secretsElsewhere whether it reads its own secrets from a secrets manager, and so
    ///   cannot read those of restored databases from here
    Map<String, String> variables(boolean secretsElsewhere) {
        Map<String, String> variables = new HashMap<>();
        variables.put("AWS_ENDPOINT_URL_RDS", url.toString());
        variables.put("BACKUP_COPY_REGION", SECOND_REGION);
        variables.put("BACKUP_COPY_KEY_ID", secondKey);
        if (!secretsElsewhere) {
            variables.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secretsUrl.toString());
        }
        return variables;
    }

    @Override
    public void close() {
        end.run();
    }

    private static BackupServices ours(
            Choice choice, LocalPostgres postgres, RdsDataApi dataApi, Path data) {
        Rds rds = Rds.start(choice.clock(), dataApi.journal());
        rds.timing(choice.timing());
        PostgresEngine engine = PostgresEngine.of(postgres, data.resolve("rds"));
        rds.addCluster(REGION, CLUSTER, engine);
        rds.addInstance(REGION, INSTANCE, engine);
        String key = "arn:aws:kms:%s:000000000000:key/drop-copies".formatted(SECOND_REGION);
        rds.addKey(key);
        dataApi.lookUp(rds::cluster, rds::roleIn);
        MasterSecrets secrets = MasterSecrets.start(rds, dataApi.journal());
        return new BackupServices(
                () -> {
                    secrets.close();
                    rds.close();
                },
                rds,
                rds.url(),
                secrets.url(),
                key);
    }

    private static BackupServices moto(Path data) throws IOException, InterruptedException {
        Moto moto = Moto.start(data.resolve("run/moto"));
        try {
            moto.createCluster(CLUSTER);
            moto.createSecret(
                    "drop-database", Json.text(Map.of("username", "postgres", "password", "")));
            return new BackupServices(
                    moto::close, null, moto.url(), moto.url(), moto.createKey(SECOND_REGION));
        } catch (IOException | RuntimeException e) {
            moto.close();
            throw e;
        }
    }
}
