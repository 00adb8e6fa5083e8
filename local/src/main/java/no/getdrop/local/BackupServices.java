package no.getdrop.local;

import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.local.providers.Moto;
import no.getdrop.local.providers.http.Json;
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
import java.util.Map;

/// The RDS that the backup function works on.
///
/// @param end ends it
/// @param rds ours; null when it is moto's
/// @param url where it is reached
/// @param secondKey the key of copies in the second region
record BackupServices(Runnable end, @Nullable Rds rds, URI url, String secondKey)
        implements AutoCloseable {
    static final String FUNCTION = "BackupFunction";
    private static final String REGION = "eu-west-1";
    private static final String SECOND_REGION = "eu-north-1";
    private static final String CLUSTER = "drop";

    /// Which RDS it is.
    ///
    /// @param moto whether it is moto's, which knows names and states alone; ours keeps and
    ///   restores the rows of this machine's own database
    /// @param clock of ours
    /// @param timing of ours
    record Choice(boolean moto, InstantSource clock, Timing timing) {}

    /// Starts it with the cluster of the host's database in it.
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
    Map<String, String> variables() {
        return Map.of(
                "AWS_ENDPOINT_URL_RDS",
                url.toString(),
                "BACKUP_COPY_REGION",
                SECOND_REGION,
                "BACKUP_COPY_KEY_ID",
                secondKey);
    }

    @Override
    public void close() {
        end.run();
    }

    private static BackupServices ours(
            Choice choice, LocalPostgres postgres, RdsDataApi dataApi, Path data)
            throws IOException {
        Rds rds = Rds.start(choice.clock(), dataApi.journal());
        rds.timing(choice.timing());
        rds.addCluster(REGION, CLUSTER, PostgresEngine.of(postgres, data.resolve("rds")));
        String key = "arn:aws:kms:%s:000000000000:key/drop-copies".formatted(SECOND_REGION);
        rds.addKey(key);
        dataApi.lookUp(rds::cluster, rds::roleIn);
        return new BackupServices(rds::close, rds, rds.url(), key);
    }

    private static BackupServices moto(Path data) throws IOException, InterruptedException {
        Moto moto = Moto.start(data.resolve("run/moto"));
        try {
            moto.createCluster(CLUSTER);
            moto.createSecret(
                    "drop-database", Json.text(Map.of("username", "postgres", "password", "")));
            return new BackupServices(moto::close, null, moto.url(), moto.createKey(SECOND_REGION));
        } catch (IOException | RuntimeException e) {
            moto.close();
            throw e;
        }
    }
}
