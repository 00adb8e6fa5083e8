package no.getdrop.bench;

import no.getdrop.accounts.AccountId;
import no.getdrop.identity.SessionId;
import no.getdrop.identity.UserId;
import no.getdrop.payments.PaymentSessionId;
import no.getdrop.payments.QuoteId;
import no.getdrop.recipients.RecipientId;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.Tokens;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Makes customers and orders by the thousand: what login, account link, quote and BankID would
/// have left in the database, sealed with the system's own keys.
public final class Customers {
    static final String CREDITOR_IBAN = "RS35260005601001611379";
    private static final long FEE_MINOR = 1_000;
    private static final long TOTAL_MINOR = Order.AMOUNT_MINOR + FEE_MINOR;
    private static final long RECEIVED_MINOR = 2_016_000;

    private static final String USER =
            """
            INSERT INTO users (id, first_name, last_name, kyc_status, kyc_method)
            VALUES (?, 'Ola', 'Nordmann', 'approved', 'bankid')
            """;

    private static final String SESSION =
            """
            INSERT INTO sessions (id, user_id, platform, expires_at)
            VALUES (?, ?, 'mobile', now() + INTERVAL '1 day')
            """;

    private static final String CONSENT =
            """
            INSERT INTO consents (id, user_id, consent_type, bank_id, granted, granted_at)
            VALUES (?, ?, 'psd2_aisp', 'dnb', true, now())
            """;

    private static final String ACCOUNT =
            """
            INSERT INTO bank_accounts (id, user_id, consent_id, bank_id, bank_name,
                aspsp_resource_id, iban_encrypted, iban_hmac, iban_last_four, currency, is_primary)
            VALUES (?, ?, ?, 'dnb', 'DNB', 'resource', ?, ?, ?, 'NOK', true)
            """;

    private static final String RECIPIENT =
            """
            INSERT INTO recipients (id, user_id, name, country, currency, account_encrypted,
                account_last_four)
            VALUES (?, ?, 'Milica Petrović', 'RS', 'RSD', ?, '1379')
            """;

    /// Adding a recipient compares both names with the lists in force.
    private static final String SCREENING =
            """
            INSERT INTO screening_results (id, user_id, recipient_id, kind, provider, list_version,
                outcome, score, details, screened_at)
            SELECT gen_random_uuid(), ?, subject.recipient_id, list.kind, 'watch_list',
                coalesce(
                    (SELECT version FROM watch_list_editions
                     ORDER BY in_force_from DESC, version DESC LIMIT 1),
                    (SELECT version FROM watch_lists
                     ORDER BY loaded_at DESC, version DESC LIMIT 1)),
                'clear', 0, jsonb_build_object('name', subject.name), now()
            FROM (VALUES (CAST(NULL AS uuid), 'Ola Nordmann'), (?, 'Milica Petrović'))
                AS subject (recipient_id, name),
                (VALUES ('sanctions'), ('pep')) AS list (kind)
            """;

    private static final String QUOTE =
            """
            INSERT INTO quotes (id, user_id, recipient_id, amount_minor, fee_minor, total_minor,
                currency, received_minor, received_currency, rate, reference_rate, rate_source,
                markup_basis_points, execution_time_minutes, expires_at)
            VALUES (?, ?, ?, ?, ?, ?, 'NOK', ?, 'RSD', 10.08, 10.08, 'bench', 0, 1440,
                now() + INTERVAL '1 day')
            """;

    private static final String PAYMENT_SESSION =
            """
            INSERT INTO payment_sessions (id, user_id, quote_id, bank_account_id, binding_sha256,
                status, expires_at, authorised_at)
            VALUES (?, ?, ?, ?, ?, 'authorised', now() + INTERVAL '1 day', now())
            """;

    private final Connection owner;
    private final String debtorIban;
    private final FieldCipher cipher;
    private final KeyedHash hash;

    /// Customers of that system.
    public Customers(Drop drop) {
        Secrets secrets = Secrets.from(drop.environment(), InstantSource.system());
        this.owner = drop.owner();
        this.debtorIban = drop.debtorIban();
        this.cipher = FieldCipher.from(secrets);
        this.hash = KeyedHash.from(secrets);
    }

    /// New customers.
    public List<Customer> add(int count) throws SQLException {
        List<Customer> customers = new ArrayList<>();
        List<Object[]> users = new ArrayList<>();
        List<Object[]> sessions = new ArrayList<>();
        List<Object[]> consents = new ArrayList<>();
        List<Object[]> accounts = new ArrayList<>();
        List<Object[]> recipients = new ArrayList<>();
        List<Object[]> screenings = new ArrayList<>();
        String lastFour = debtorIban.substring(debtorIban.length() - 4);
        byte[] ibanHash = hash.of("iban", debtorIban).bytes();
        for (int i = 0; i < count; i++) {
            UUID user = Ids.next();
            UUID session = Ids.next();
            UUID consent = Ids.next();
            UUID account = Ids.next();
            UUID recipient = Ids.next();
            byte[] iban =
                    cipher.encrypt(debtorIban, "bank_accounts:%s:%s:iban".formatted(account, user));
            byte[] payee =
                    cipher.encrypt(CREDITOR_IBAN, "recipients:%s:account".formatted(recipient));
            users.add(new Object[] {user});
            sessions.add(new Object[] {session, user});
            consents.add(new Object[] {consent, user});
            accounts.add(new Object[] {account, user, consent, iban, ibanHash, lastFour});
            recipients.add(new Object[] {recipient, user, payee});
            screenings.add(new Object[] {user, recipient});
            customers.add(
                    new Customer(
                            new UserId(user),
                            new SessionId(session),
                            new AccountId(account),
                            new RecipientId(recipient)));
        }
        insert(USER, users);
        insert(SESSION, sessions);
        insert(CONSENT, consents);
        insert(ACCOUNT, accounts);
        insert(RECIPIENT, recipients);
        insert(SCREENING, screenings);
        return customers;
    }

    /// New customers, each with one order that is quoted and authorised.
    public List<Order> orders(int count) throws SQLException {
        List<Order> orders = new ArrayList<>();
        List<Object[]> quotes = new ArrayList<>();
        List<Object[]> sessions = new ArrayList<>();
        for (Customer customer : add(count)) {
            UUID user = customer.id().value();
            UUID account = customer.accountId().value();
            UUID quote = Ids.next();
            UUID session = Ids.next();
            quotes.add(
                    new Object[] {
                        quote,
                        user,
                        customer.recipientId().value(),
                        Order.AMOUNT_MINOR,
                        FEE_MINOR,
                        TOTAL_MINOR,
                        RECEIVED_MINOR
                    });
            sessions.add(
                    new Object[] {session, user, quote, account, binding(user, account, quote)});
            orders.add(
                    new Order(
                            customer,
                            new QuoteId(quote),
                            new PaymentSessionId(session),
                            "bench-" + session));
        }
        insert(QUOTE, quotes);
        insert(PAYMENT_SESSION, sessions);
        return orders;
    }

    /// What a person authorises: payer, account, quote, payee, amounts.
    private static byte[] binding(UUID user, UUID account, UUID quote) {
        return Tokens.sha256(
                String.join(
                        "\n",
                        user.toString(),
                        account.toString(),
                        quote.toString(),
                        CREDITOR_IBAN,
                        Long.toString(TOTAL_MINOR),
                        "NOK",
                        Long.toString(RECEIVED_MINOR),
                        "RSD"));
    }

    private void insert(String sql, List<Object[]> rows) throws SQLException {
        owner.setAutoCommit(false);
        try (PreparedStatement statement = owner.prepareStatement(sql)) {
            for (Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
            owner.commit();
        } finally {
            owner.setAutoCommit(true);
        }
    }
}
