package no.getdrop.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.accounts.Accounts;
import no.getdrop.accounts.ConsentEndings;
import no.getdrop.accounts.ConsentNotices;
import no.getdrop.audit.ChainBlocks;
import no.getdrop.compliance.Rescreening;
import no.getdrop.compliance.Screening;
import no.getdrop.compliance.WatchLists;
import no.getdrop.compliance.lists.ListSettings;
import no.getdrop.compliance.lists.SanctionsLists;
import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.database.ProviderStates;
import no.getdrop.kyc.KycReviews;
import no.getdrop.merchants.Merchants;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OpenBankingSettings;
import no.getdrop.payments.BankNotices;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.PaymentOrders;
import no.getdrop.payments.SetAsidePayments;
import no.getdrop.payments.StatusQueries;
import no.getdrop.rates.NorgesBank;
import no.getdrop.rates.RateRefresh;
import no.getdrop.rates.RateSettings;
import no.getdrop.rates.Rates;
import no.getdrop.recipients.Recipients;
import no.getdrop.reconciliation.Reconciliation;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.RestoreHooks;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.logging.ErrorReports;
import no.getdrop.webhooks.SetAsideEvents;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookEvents;

import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// The worker function, invoked every minute by EventBridge Scheduler, or by hand with
/// `{"job":"outbox"}`, or another name of [Job], for one job alone.
/// `{"job":"replay","kind":"outbox"|"webhook"}`, with an `id` or without, puts back what was set
/// aside; `{"job":"chain","verify":true}` makes the hashes of the audit trail again.
///
/// It answers with what each job did and why any failed; only a payload that it cannot read is an
/// error of the function.
public final class WorkerHandler implements RequestStreamHandler {
    private final Worker worker;
    private final Database database;

    /// A handler with the settings of this process.
    ///
    /// @throws no.getdrop.runtime.SettingException when one is missing, wrong or refused
    public WorkerHandler() {
        this(Environment.system(), InstantSource.system());
    }

    WorkerHandler(Environment environment, InstantSource clock) {
        Secrets secrets = Secrets.from(environment, clock);
        this.database = Database.open(DatabaseSettings.from(environment), secrets);
        OpenBanking openBanking =
                new OpenBanking(OpenBankingSettings.forPayments(environment), secrets, clock);
        this.worker = worker(environment, secrets, database, openBanking, clock);
        RestoreHooks.beforeSnapshot("connect", this::connectOnce);
    }

    /// So that the driver and what proves the role are loaded, and not on the way of a payment.
    private void connectOnce() {
        database.rehearseConnects(1);
    }

    /// The worker with all its parts, over that database and those banks.
    static Worker worker(
            Environment environment,
            Secrets secrets,
            Database database,
            OpenBanking openBanking,
            InstantSource clock) {
        WorkerSettings settings = WorkerSettings.from(environment);
        FieldCipher cipher = FieldCipher.from(secrets);
        KeyedHash hash = KeyedHash.from(secrets);
        Accounts accounts = new Accounts(database, openBanking, cipher, hash, clock);
        Recipients recipients = new Recipients(database, cipher, clock);
        Merchants merchants = new Merchants(cipher, clock);
        return new Worker(
                settings,
                new Worker.Parts(
                        new Delivery(
                                database,
                                openBanking,
                                new PaymentOrders(accounts, recipients, merchants),
                                clock,
                                settings.attemptsMax()),
                        new StatusQueries(database, openBanking, clock),
                        new SetAsidePayments(database),
                        webhookEvents(database, settings, secrets, clock),
                        new SetAsideEvents(database),
                        new ConsentEndings(database, openBanking, clock),
                        new ConsentNotices(database, clock),
                        new RateRefresh(
                                new NorgesBank(RateSettings.from(environment), clock),
                                new Rates(database),
                                clock),
                        new SanctionsLists(database, ListSettings.from(environment), clock),
                        rescreening(database, clock),
                        new Reconciliation(database, openBanking, clock, settings.reconcileDays()),
                        new ChainBlocks(database, clock),
                        new Waiting(database),
                        new Sweep(database, clock),
                        new Resealing(
                                database, cipher, hash, accounts, recipients, merchants, clock),
                        new PaymentFigures(database),
                        new Heartbeat(database, secrets)),
                clock);
    }

    private static WebhookEvents webhookEvents(
            Database database, WorkerSettings settings, Secrets secrets, InstantSource clock) {
        return new WebhookEvents(
                database,
                Map.of(
                        WebhookEvent.Provider.SUMSUB,
                        new KycReviews(),
                        WebhookEvent.Provider.OPENBANKING,
                        new BankNotices(secrets, clock)),
                clock,
                settings.attemptsMax());
    }

    private static Rescreening rescreening(Database database, InstantSource clock) {
        WatchLists lists = new WatchLists();
        return new Rescreening(database, lists, new Screening(lists, clock), clock);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", context.getAwsRequestId())) {
            Payload payload = Payload.read(input.readAllBytes());
            int remainingMs = context.getRemainingTimeInMillis();
            Report report =
                    switch (payload) {
                        case Payload.Jobs(List<Job> jobs) -> worker.run(jobs, remainingMs);
                        case Payload.Replay replay ->
                                worker.replay(replay, context.getAwsRequestId());
                        case Payload.VerifyChain verify -> worker.verify(verify, remainingMs);
                    };
            output.write(Json.mapper().writeValueAsBytes(report));
            ProviderStates.write(database);
        } finally {
            ErrorReports.flush();
        }
    }
}
