package no.getdrop.migrate;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.database.OwnerPassword;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

import javax.sql.DataSource;

/// The migrate function, invoked with
/// `{"action":"migrate"|"plan"|"rehearse"|"validate"|"wait"|"state"}`, or through `GET` and `POST
/// /v1/migrations`. A field `by` tells others who is at work; `endpoint` names a clone to rehearse
/// on.
///
/// Every action first waits for the database, within the function's time. A refusal is an answer
/// over HTTP, and an error of the function otherwise, so that a deployment stops.
public final class MigrateHandler implements RequestStreamHandler {
    private static final Logger log = LoggerFactory.getLogger(MigrateHandler.class);

    /// After which API Gateway gives up on an answer.
    private static final Duration GATEWAY_TIMEOUT = Duration.ofSeconds(29);

    /// For how long another migrator is waited for.
    private static final Duration LOCK_WAIT = Duration.ofSeconds(50);

    private final MigrateSettings settings;
    private final Secrets secrets;
    private final Optional<Secrets> probe;
    private final OwnerPassword password;
    private final DatabaseWait wait;

    /// A handler with the settings of this process.
    ///
    /// @throws no.getdrop.runtime.SettingException when one is missing, wrong or refused
    public MigrateHandler() {
        this(Environment.system(), DatabaseWait.standard());
    }

    MigrateHandler(Environment environment, DatabaseWait wait) {
        this.settings = MigrateSettings.from(environment);
        this.secrets = Secrets.from(environment, InstantSource.system());
        this.probe = Secrets.named("PROBE_SECRET_ARN", environment, InstantSource.system());
        this.password = new OwnerPassword(secrets, environment, InstantSource.system());
        this.wait = wait;
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        Call call = Call.read(input.readAllBytes());
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", requestId(call, context))) {
            Outcome outcome =
                    switch (call.wish()) {
                        case Call.Wish.Malformed(Refusal refusal) -> new Outcome.Refused(refusal);
                        case Call.Wish.Ask ask -> guarded(() -> run(ask, call.origin(), context));
                    };
            Object answer =
                    switch (call.origin()) {
                        case Call.Origin.Http http -> HttpAnswer.of(outcome, http);
                        case Call.Origin.Direct _ -> outcome.orThrow();
                    };
            output.write(Json.mapper().writeValueAsBytes(answer));
        }
    }

    private Outcome run(Call.Wish.Ask ask, Call.Origin origin, Context context) {
        TimeBudget budget = TimeBudget.of(context::getRemainingTimeInMillis);
        DataSource database =
                new OwnerDataSource(
                        settings.database(),
                        password,
                        budget,
                        "drop-migrate " + context.getAwsRequestId());
        // What only waits must end before the gateway does; work that has begun may outlast it.
        TimeBudget waiting =
                switch (origin) {
                    case Call.Origin.Http _ -> budget.atMost(GATEWAY_TIMEOUT);
                    case Call.Origin.Direct _ -> budget;
                };
        Optional<Refusal> unavailable = wait.until(database, waiting);
        if (unavailable.isPresent()) {
            return logged(ask.action(), new Outcome.Refused(unavailable.get()));
        }
        Job job =
                job(database, budget, caller(ask, origin, context))
                        .waiting(waiting.atMost(LOCK_WAIT));
        Migrator migrator = new Migrator(job);
        return logged(
                ask.action(),
                switch (ask.action()) {
                    case MIGRATE -> migrateAndSeed(migrator, database);
                    case PLAN -> migrator.plan();
                    case REHEARSE -> rehearse(ask, job);
                    case VALIDATE -> migrator.validate();
                    case WAIT, STATE -> migrator.state();
                });
    }

    /// What there is to do for that caller; in production not without a snapshot to go back to.
    Job job(DataSource database, TimeBudget budget, String caller) {
        Job job = Job.on(database, budget).of(Deployment.of(settings.build(), caller));
        return settings.stage() == Stage.PRODUCTION
                ? job.demanding(
                        new PreDeploySnapshot(settings.databaseArn(), settings.build())::findFault)
                : job;
    }

    private Outcome rehearse(Call.Wish.Ask ask, Job job) {
        Rehearsal rehearsal = new Rehearsal(job, settings.database(), password, settings.stage());
        return ask.endpoint().map(rehearsal::onClone).orElseGet(rehearsal::onCopy);
    }

    private static String caller(Call.Wish.Ask ask, Call.Origin origin, Context context) {
        return ask.by()
                .orElseGet(() ->
                        switch (origin) {
                            case Call.Origin.Http http -> http.caller();
                            case Call.Origin.Direct _ -> "invocation " + context.getAwsRequestId();
                        });
    }

    /// Turns a wrong setting, such as a missing secret, into a refusal that names it.
    private static Outcome guarded(Supplier<Outcome> work) {
        try {
            return work.get();
        } catch (SettingException e) {
            log.atError().setCause(e).log("a setting is wrong");
            return new Outcome.Refused(
                    new Refusal(
                            Refusal.Kind.SETTING,
                            String.valueOf(e.getMessage()),
                            "the settings that the README lists",
                            "set it and try again"));
        }
    }

    private Outcome migrateAndSeed(Migrator migrator, DataSource database) {
        Outcome outcome = migrator.migrate();
        if (outcome instanceof Outcome.Done) {
            probe.ifPresent(kept ->
                    ProbeRole.set(
                            database,
                            kept.get("password", "in the secret that PROBE_SECRET_ARN names")));
            if (settings.seedDemo()) {
                int rows = new DemoSeed(secrets).run(database);
                log.atInfo().addKeyValue("rows", rows).log("demo data seeded");
            }
        }
        return outcome;
    }

    private static Outcome logged(Action action, Outcome outcome) {
        switch (outcome) {
            case Outcome.Done(Report report) ->
                    log.atInfo()
                            .addKeyValue("action", action)
                            .addKeyValue("schemaVersion", report.schemaVersion())
                            .addKeyValue("applied", report.applied().size())
                            .addKeyValue("pending", report.pending().size())
                            .log("done");
            case Outcome.Refused(Refusal refusal) ->
                    log.atError()
                            .addKeyValue("action", action)
                            .addKeyValue("error", refusal.kind().code())
                            .log(refusal.detail());
        }
        return outcome;
    }

    private static String requestId(Call call, Context context) {
        return switch (call.origin()) {
            case Call.Origin.Http http -> http.requestId();
            case Call.Origin.Direct _ -> context.getAwsRequestId();
        };
    }
}
