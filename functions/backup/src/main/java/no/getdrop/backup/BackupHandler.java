package no.getdrop.backup;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.backup.proof.DatabaseFences;
import no.getdrop.backup.proof.ProofSuite;
import no.getdrop.backup.rds.RdsCloud;
import no.getdrop.backup.run.Fences;
import no.getdrop.backup.run.Reconciler;
import no.getdrop.database.OwnerPassword;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.Secrets;

import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;

/// The backup function, invoked by EventBridge Scheduler with
/// `{"action":"nightly"|"tick","scheduledAt":…}`, by the pipeline with
/// `{"action":"pre-deploy","commit":…}`, and by people with `snapshot`, `plan`, `report`, `restore`
/// and `restore-to-time`.
///
/// A run that could not do something is an error of the function, after all the rest was done.
public final class BackupHandler implements RequestStreamHandler {
    private final BackupSettings settings;
    private final Databases databases;
    private final FieldCipher cipher;
    private final InstantSource clock;

    /// A handler with the settings of this process.
    ///
    /// @throws no.getdrop.runtime.SettingException when one is missing or wrong
    public BackupHandler() {
        this(Environment.system(), InstantSource.system());
    }

    BackupHandler(Environment environment, InstantSource clock) {
        Secrets secrets = Secrets.from(environment, clock);
        this.settings = BackupSettings.from(environment);
        this.databases =
                new Databases(
                        settings, environment, new OwnerPassword(secrets, environment, clock));
        this.cipher = FieldCipher.from(secrets);
        this.clock = clock;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", context.getAwsRequestId());
                RdsCloud cloud = RdsCloud.open(settings.rds())) {
            Request request = Request.read(input.readAllBytes(), clock.instant());
            output.write(Json.mapper().writeValueAsBytes(answer(request, cloud, context)));
        }
    }

    private Answer answer(Request request, RdsCloud cloud, Context context) {
        Fences fences = new DatabaseFences(databases::live);
        Reconciler reconciler =
                new Reconciler(
                        cloud,
                        fences,
                        new ProofSuite(databases::restored, cipher),
                        settings.policy(),
                        clock);
        Ticks ticks = new Ticks(settings, cloud, reconciler, clock);
        OnDemand onDemand = new OnDemand(settings, cloud, fences, reconciler, clock);
        return switch (request) {
            case Request.Reconcile reconcile -> {
                Answer.Ticked answer = ticks.run(reconcile, context::getRemainingTimeInMillis);
                String failures = Ticks.failures(answer);
                if (!failures.isEmpty()) {
                    throw new BackupFailedException(failures);
                }
                yield answer;
            }
            case Request.PreDeploy(String commit) -> onDemand.preDeploy(commit);
            case Request.TakeSnapshot(String reason) ->
                    onDemand.manual(reason, context.getAwsRequestId());
            case Request.ShowPlan plan -> ticks.plan(plan);
            case Request.ShowReport() -> new Reports(settings, cloud, clock).report();
            case Request.Restore restore -> new Restores(settings, cloud).snapshot(restore);
            case Request.RestoreToTime restore -> new Restores(settings, cloud).moment(restore);
        };
    }
}
