package no.getdrop.testing;

import no.getdrop.accounts.AccountId;
import no.getdrop.accounts.Accounts;
import no.getdrop.audit.Audit;
import no.getdrop.compliance.PaymentChecks;
import no.getdrop.compliance.Screening;
import no.getdrop.compliance.WatchList;
import no.getdrop.compliance.WatchLists;
import no.getdrop.database.Database;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.Merchants;
import no.getdrop.money.Money;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OpenBankingSettings;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.PaymentOrders;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.PaymentSettings;
import no.getdrop.payments.QrPayments;
import no.getdrop.payments.Quote;
import no.getdrop.payments.Quotes;
import no.getdrop.payments.RemittanceCommand;
import no.getdrop.payments.Remittances;
import no.getdrop.payments.StatusQueries;
import no.getdrop.rates.ExchangeRate;
import no.getdrop.rates.Rates;
import no.getdrop.recipients.Corridor;
import no.getdrop.recipients.Recipient;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.Tokens;

import org.jdbi.v3.core.Handle;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/// Customers with all that a payment needs, and the parts of Drop that make payments.
///
/// Rows are written as `drop_app`, by the statements of Drop itself where it has such.
public final class World {
    /// Where the requests of tests come from.
    public static final Audit.Origin ORIGIN = new Audit.Origin("192.0.2.7", "test", "req-test");

    /// The account of every recipient here.
    public static final String SERBIAN_IBAN = "RS35260005601001611379";

    /// The account of every customer here.
    public static final String NORWEGIAN_IBAN = "NO9386011117947";

    private final Database database;
    private final HandClock clock;
    private final Secrets secrets;
    private final Environment environment;
    private final FieldCipher cipher;
    private final Supplier<OutboundHttp> http;

    /// A customer who may pay.
    public record Customer(UserId id, RecipientId recipientId, AccountId accountId) {}

    /// A world whose banks are at `bank`.
    public World(Database database, HandClock clock, URI bank) {
        this(database, clock, bank, () -> new OutboundHttp("openbanking", Duration.ofSeconds(1)));
    }

    /// A world whose banks are reached by what `http` makes.
    public World(Database database, HandClock clock, URI bank, Supplier<OutboundHttp> http) {
        this.database = database;
        this.clock = clock;
        this.environment = Environment.of(variables(bank));
        this.secrets = Secrets.from(environment, clock);
        this.cipher = FieldCipher.from(secrets);
        this.http = http;
    }

    /// The settings and secrets of a function in this world, without its database.
    public static Map<String, String> variables(URI bank) {
        return Map.of(
                "DROP_ENVIRONMENT",
                "development",
                "JWT_SECRET",
                "a key of at least 32 characters for tests",
                "ENCRYPTION_KEY",
                "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
                "NATIONAL_ID_KEY",
                "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8=",
                "OPEN_BANKING_URL",
                bank.toString(),
                "OPEN_BANKING_CLIENT_ID",
                "drop-test",
                "OPEN_BANKING_CLIENT_SECRET",
                "a secret for tests",
                "OPEN_BANKING_TIMEOUT_MS",
                "1000",
                "QR_SIGNING_KEY",
                "QEFCQ0RFRkdISUpLTE1OT1BRUlNUVVZXWFlaW1xdXl8=");
    }

    /// The secrets of this world.
    public Secrets secrets() {
        return secrets;
    }

    /// Recipients of this world.
    public Recipients recipients() {
        return new Recipients(database, cipher, clock);
    }

    /// Accounts of this world.
    public Accounts accounts() {
        return accounts(database);
    }

    /// Merchants of this world.
    public Merchants merchants() {
        return new Merchants(cipher, clock);
    }

    /// QR payments of this world.
    public QrPayments qrPayments() {
        return new QrPayments(database, orders(database), checks(), clock);
    }

    /// What seals the accounts here.
    FieldCipher cipher() {
        return cipher;
    }

    /// The same moment for everybody here.
    HandClock clock() {
        return clock;
    }

    /// The database of this world.
    Database database() {
        return database;
    }

    /// Remittances of this world.
    public Remittances remittances() {
        return new Remittances(database, recipients(), orders(database), checks(), clock);
    }

    /// Deliveries over `connections`.
    public Delivery delivery(Database connections) {
        return new Delivery(connections, openBanking(), orders(connections), clock);
    }

    /// Deliveries of this world.
    public Delivery delivery() {
        return delivery(database);
    }

    /// Questions about payments of this world.
    public StatusQueries statusQueries() {
        return new StatusQueries(database, openBanking(), clock);
    }

    /// A new client of the banks.
    public OpenBanking openBanking() {
        return new OpenBanking(
                OpenBankingSettings.forPayments(environment), secrets, clock, http.get());
    }

    /// A customer whom Drop knows, with a linked account and a recipient in Serbia.
    public Customer customer() {
        return database.transaction(handle -> {
            requireWatchList(handle);
            UserId id = user(handle);
            AccountId accountId = account(handle, id);
            Recipient recipient =
                    recipients()
                            .add(
                                    handle,
                                    id,
                                    new Recipient.Draft(
                                            "Milica Petrović", Corridor.RS, null, SERBIAN_IBAN),
                                    ORIGIN);
            return new Customer(id, recipient.id(), accountId);
        });
    }

    /// A user without anything else.
    public UserId user() {
        return database.transaction(World::user);
    }

    /// An order that is ready to be accepted: its quote lives and its session is authorised.
    public RemittanceCommand order(Customer customer, long amountMinor) {
        Money amount = Money.nok(amountMinor);
        new Rates(database)
                .store(
                        List.of(
                                new ExchangeRate(
                                        Corridor.RS.currency(),
                                        new BigDecimal("10.1234567891"),
                                        "test",
                                        clock.instant(),
                                        clock.instant())));
        return database.transaction(handle -> {
            Quotes quotes = new Quotes(recipients(), new PaymentSettings(0), clock);
            Quote quote =
                    switch (quotes.disclose(
                            handle, customer.id(), customer.recipientId(), amount)) {
                        case Quotes.Outcome.Quoted(Quote given, _) -> given;
                        case Quotes.Outcome other -> throw new IllegalStateException("no quote");
                    };
            return new RemittanceCommand(
                    customer.id(),
                    "key-" + UUID.randomUUID(),
                    customer.recipientId(),
                    customer.accountId(),
                    quote.id(),
                    authorised(handle, customer, quote),
                    amount);
        });
    }

    /// A payment that is accepted, and whose delivery this caller holds a claim on.
    public PaymentOutcome.Accepted accepted(Customer customer, long amountMinor) {
        PaymentOutcome outcome =
                remittances()
                        .accept(
                                database,
                                order(customer, amountMinor),
                                payment -> StoredAnswer.fresh(201, payment.id().toString()),
                                ORIGIN);
        if (outcome instanceof PaymentOutcome.Accepted accepted) {
            return accepted;
        }
        throw new IllegalStateException("not accepted: " + outcome);
    }

    /// Brings one's own payment to the bank, as the api does; whether nothing is left to send.
    public boolean deliver(PaymentOutcome.Accepted accepted) {
        return delivery().deliverOwn(accepted, payment -> accepted.answer()).done();
    }

    /// A payment that is accepted, and that nobody holds a claim on any more.
    public PaymentId payment(Customer customer, long amountMinor) {
        PaymentId id = accepted(customer, amountMinor).payment().id();
        database.call(handle ->
                handle.createUpdate(
                                """
                                UPDATE outbox SET attempts = 0, claimed_until = NULL
                                WHERE transaction_id = :id
                                """)
                        .bind("id", id.value())
                        .execute());
        return id;
    }

    /// A payment that waits for a decision: the name of every recipient here gets on a list.
    public PaymentId held(Customer customer, long amountMinor) {
        RemittanceCommand order = order(customer, amountMinor);
        database.transaction(handle -> {
            load(
                    handle,
                    "test-held",
                    WatchList.Entry.of(
                            "test:1", WatchList.Kind.SANCTIONS, null, "Milica Petrović"));
            return true;
        });
        PaymentOutcome outcome =
                remittances()
                        .accept(
                                database,
                                order,
                                payment -> StoredAnswer.fresh(201, payment.id().toString()),
                                ORIGIN);
        if (outcome instanceof PaymentOutcome.Held(PaymentId id, _)) {
            return id;
        }
        throw new IllegalStateException("not held: " + outcome);
    }

    /// What payments are looked at by.
    PaymentChecks checks() {
        return new PaymentChecks(
                database, PatientRules.rules(), new Screening(new WatchLists(), clock));
    }

    /// A list with nobody on it, where there is none.
    private void requireWatchList(Handle handle) {
        if (!WatchLists.isAnyLoaded(handle)) {
            load(handle, "test-1");
        }
    }

    private void load(Handle handle, String version, WatchList.Entry... entries) {
        WatchLists.load(
                handle,
                new WatchList(version, List.of(entries)),
                new WatchLists.Origin("test", clock.instant(), clock.instant()));
    }

    private PaymentOrders orders(Database connections) {
        return new PaymentOrders(
                accounts(connections), new Recipients(connections, cipher, clock), merchants());
    }

    private Accounts accounts(Database connections) {
        return new Accounts(connections, openBanking(), cipher, KeyedHash.from(secrets), clock);
    }

    private static UserId user(Handle handle) {
        UserId id = new UserId(Ids.next());
        handle.createUpdate(
                        """
                        INSERT INTO users (id, first_name, last_name, kyc_status, kyc_method)
                        VALUES (:id, 'Ola', 'Nordmann', 'approved', 'bankid')
                        """)
                .bind("id", id.value())
                .execute();
        return id;
    }

    private AccountId account(Handle handle, UserId userId) {
        UUID consentId = Ids.next();
        handle.createUpdate(
                        """
                        INSERT INTO consents (id, user_id, consent_type, bank_id, granted)
                        VALUES (:id, :userId, 'psd2_aisp', 'dnb', true)
                        """)
                .bind("id", consentId)
                .bind("userId", userId.value())
                .execute();
        UUID id = Ids.next();
        KeyedHash.Hash hash = KeyedHash.from(secrets).of("iban", NORWEGIAN_IBAN);
        handle.createUpdate(
                        """
                        INSERT INTO bank_accounts (id, user_id, consent_id, bank_id, bank_name,
                            aspsp_resource_id, iban_encrypted, iban_hmac, iban_hmac_key_id,
                            iban_last_four, currency)
                        VALUES (:id, :userId, :consentId, 'dnb', 'DNB',
                            'resource', :iban, :ibanHmac, :keyId, '7947', 'NOK')
                        """)
                .bind("id", id)
                .bind("userId", userId.value())
                .bind("consentId", consentId)
                .bind(
                        "iban",
                        cipher.encrypt(
                                NORWEGIAN_IBAN,
                                "bank_accounts:" + id + ":" + userId.value() + ":iban"))
                .bind("ibanHmac", hash.bytes())
                .bind("keyId", hash.keyId())
                .execute();
        return new AccountId(id);
    }

    /// What a person authorises, spelt out here once more: payer, account, quote, payee, amounts.
    private PaymentSessionId authorised(Handle handle, Customer customer, Quote quote) {
        PaymentSessionId id = new PaymentSessionId(Ids.next());
        byte[] binding =
                Tokens.sha256(
                        String.join(
                                "\n",
                                customer.id().value().toString(),
                                customer.accountId().value().toString(),
                                quote.id().value().toString(),
                                SERBIAN_IBAN,
                                Long.toString(quote.amounts().total().amountMinor()),
                                "NOK",
                                Long.toString(quote.amounts().received().amountMinor()),
                                "RSD"));
        handle.createUpdate(
                        """
                        INSERT INTO payment_sessions (id, user_id, quote_id, bank_account_id,
                            binding_sha256, status, created_at, expires_at, authorised_at)
                        VALUES (:id, :userId, :quoteId, :accountId,
                            :binding, 'authorised', :now, :expiresAt, :now)
                        """)
                .bind("id", id.value())
                .bind("userId", customer.id().value())
                .bind("quoteId", quote.id().value())
                .bind("accountId", customer.accountId().value())
                .bind("binding", binding)
                .bind("now", clock.instant())
                .bind("expiresAt", clock.instant().plus(Duration.ofMinutes(5)))
                .execute();
        return id;
    }
}
