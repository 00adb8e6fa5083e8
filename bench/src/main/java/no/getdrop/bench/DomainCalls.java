package no.getdrop.bench;

import no.getdrop.accounts.Accounts;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.AmlRules;
import no.getdrop.compliance.PaymentChecks;
import no.getdrop.compliance.Screening;
import no.getdrop.compliance.WatchLists;
import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.database.Read;
import no.getdrop.database.Reader;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.AccessTokens;
import no.getdrop.identity.Admission;
import no.getdrop.merchants.Merchants;
import no.getdrop.money.Money;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OpenBankingSettings;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.PaymentOrders;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.payments.Payments;
import no.getdrop.payments.RemittanceCommand;
import no.getdrop.payments.Remittances;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;

import java.sql.SQLException;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;

/// The domain's use cases as the api calls them, in this process, to record the SQL they send.
///
/// The only class here that knows how the api and the domain hang together.
final class DomainCalls implements AutoCloseable {
    private static final int PAGE = 20;
    private static final int WINDOW_SECONDS = 60;

    /// As long as the answer that the api stores with a payment.
    private static final String ANSWER = "{\"data\":{\"filler\":\"" + "x".repeat(640) + "\"}}";

    private final Database database;
    private final Recorder recorder;
    private final Admission admission;
    private final String debtorIban;
    private final Remittances remittances;
    private final Delivery delivery;
    private final OpenBanking openBanking;

    /// Opens the domain over a connection that is recorded.
    DomainCalls(Drop drop) throws SQLException {
        Environment environment = drop.environment();
        debtorIban = drop.debtorIban();
        InstantSource clock = Clock.tickMillis(ZoneOffset.UTC);
        Secrets secrets = Secrets.from(environment, clock);
        FieldCipher cipher = FieldCipher.from(secrets);
        Recorder.Opened<Database> opened = Recorder.open(() -> connected(environment, secrets));
        database = opened.value();
        recorder = opened.recorder();
        openBanking = new OpenBanking(OpenBankingSettings.forPayments(environment), secrets, clock);
        Recipients recipients = new Recipients(database, cipher, clock);
        admission = new Admission(database);
        Accounts accounts =
                new Accounts(database, openBanking, cipher, KeyedHash.from(secrets), clock);
        PaymentOrders orders =
                new PaymentOrders(accounts, recipients, new Merchants(cipher, clock));
        PaymentChecks checks =
                new PaymentChecks(
                        database, AmlRules.shipped(), new Screening(new WatchLists(), clock));
        remittances = new Remittances(database, recipients, orders, checks, clock);
        delivery = new Delivery(database, openBanking, orders, clock);
    }

    /// What `POST /v1/transactions/remittance` sends for an order, which stays as it was.
    RecordedSql pay(Order order, String address) throws SQLException {
        Customer customer = order.customer();
        String user = customer.id().value().toString();
        PaymentOutcome outcome =
                remittances.accept(
                        entering(
                                customer,
                                limit("payment:ip:" + address, 10),
                                limit("payment:user:" + user, 3)),
                        new RemittanceCommand(
                                customer.id(),
                                order.key(),
                                customer.recipientId(),
                                customer.accountId(),
                                order.quoteId(),
                                order.paymentSessionId(),
                                Money.nok(Order.AMOUNT_MINOR)),
                        payment -> StoredAnswer.fresh(201, ANSWER),
                        new Audit.Origin(address, "Drop/1.0 (bench)", "bench"));
        if (!(outcome instanceof PaymentOutcome.Accepted accepted)) {
            throw new IllegalStateException("not accepted: " + outcome);
        }
        if (!delivery.deliverOwn(accepted, payment -> accepted.answer()).done()) {
            throw new IllegalStateException("not delivered");
        }
        return recorder.undo();
    }

    /// What `GET /v1/transactions` sends for a customer.
    RecordedSql list(Customer customer) throws SQLException {
        int rows =
                entering(customer, limit("user:" + customer.id().value(), 300))
                        .read(
                                Payments.page(
                                        customer.id(),
                                        new Payments.Filter(null, null, null, 0, PAGE + 1)))
                        .size();
        if (rows != PAGE + 1) {
            throw new IllegalStateException("the customer has only " + rows + " payments");
        }
        return recorder.undo();
    }

    /// Sends the bank an order, as a payment does after its commit.
    ///
    /// @return for how long it was away, in nanoseconds
    long orderAtBank() throws BankRefusedException, BankUnavailableException {
        OpenBanking.PaymentOrder order =
                new OpenBanking.PaymentOrder(
                        Ids.next(),
                        OpenBanking.Product.CROSS_BORDER,
                        "dnb",
                        debtorIban,
                        Money.nok(Order.AMOUNT_MINOR),
                        "Milica Petrović",
                        Customers.CREDITOR_IBAN,
                        "RS",
                        "RSD",
                        "Drop");
        long begun = System.nanoTime();
        openBanking.order(order);
        return System.nanoTime() - begun;
    }

    @Override
    public void close() {
        database.close();
    }

    /// Lets a request in with its first question, as the api does.
    private Reader entering(Customer customer, Admission.Limit... limits) {
        AccessTokens.Claims claims = new AccessTokens.Claims(customer.id(), customer.sessionId());
        return new Reader() {
            private boolean inside;

            @Override
            public <R> R read(Read<R> read) {
                if (inside) {
                    return database.read(read);
                }
                inside = true;
                return Objects.requireNonNull(
                        admission.read(List.of(limits), claims, read).data(), "no live session");
            }
        };
    }

    private static Database connected(Environment environment, Secrets secrets) {
        Database database = Database.open(DatabaseSettings.from(environment), secrets);
        database.call(handle -> handle.createQuery("SELECT 1").mapTo(Integer.class).one());
        return database;
    }

    private static Admission.Limit limit(String bucket, int quota) {
        return new Admission.Limit("bench", bucket, quota, WINDOW_SECONDS);
    }
}
