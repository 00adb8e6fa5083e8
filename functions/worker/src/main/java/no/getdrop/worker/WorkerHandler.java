package no.getdrop.worker;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.accounts.Accounts;
import no.getdrop.accounts.ConsentEndings;
import no.getdrop.accounts.ConsentNotices;
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
import no.getdrop.payments.StatusQueries;
import no.getdrop.rates.NorgesBank;
import no.getdrop.rates.RateSettings;
import no.getdrop.rates.Rates;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookEvents;

import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.InstantSource;
import java.util.Map;

/// The worker function, invoked every minute by EventBridge Scheduler, or by hand with
/// `{"job":"outbox"|"status"|"webhooks"|"consents"|"rates"|"lists"|"rescreen"|"sweep"|"heartbeat"}`
/// for one job alone.
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
        FieldCipher cipher = FieldCipher.from(secrets);
        this.worker =
                new Worker(
                        WorkerSettings.from(environment),
                        new Worker.Parts(
                                new Delivery(
                                        database,
                                        openBanking,
                                        new PaymentOrders(
                                                new Accounts(
                                                        database,
                                                        openBanking,
                                                        cipher,
                                                        KeyedHash.from(secrets),
                                                        clock),
                                                new Recipients(database, cipher, clock),
                                                new Merchants(cipher, clock)),
                                        clock),
                                new StatusQueries(database, openBanking, clock),
                                new WebhookEvents(
                                        database,
                                        Map.of(
                                                WebhookEvent.Provider.SUMSUB,
                                                new KycReviews(),
                                                WebhookEvent.Provider.OPENBANKING,
                                                new BankNotices(secrets, clock)),
                                        clock),
                                new ConsentEndings(database, openBanking, clock),
                                new ConsentNotices(database, clock),
                                new NorgesBank(RateSettings.from(environment), clock),
                                new Rates(database),
                                new SanctionsLists(database, ListSettings.from(environment), clock),
                                rescreening(database, clock),
                                new Sweep(database),
                                new Heartbeat(database)),
                        clock);
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
            Report report = worker.run(payload.jobs(), context.getRemainingTimeInMillis());
            output.write(Json.mapper().writeValueAsBytes(report));
            ProviderStates.write(database);
        }
    }
}
