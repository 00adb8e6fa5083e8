package no.getdrop.payments;

import no.getdrop.accounts.Accounts;
import no.getdrop.database.Database;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.recipients.Recipients;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/// Brings payments to the bank: at least once over the wire, one order in effect.
///
/// The bank takes our payment's id as its idempotency key. When an answer never came, the bank is
/// asked whether it has the order before anything is sent again. Who delivers holds a claim that
/// runs out by itself, so that a crash leaves the row to the next one.
public final class Delivery {
    /// For how long a row belongs to the one that took it.
    static final int CLAIM_SECONDS = 20;

    private static final Logger log = LoggerFactory.getLogger(Delivery.class);

    private static final String CLAIM =
            """
            WITH due AS (
                SELECT id FROM outbox
                WHERE delivered_at IS NULL AND next_attempt_at <= now()
                  AND (claimed_until IS NULL OR claimed_until < now())
                ORDER BY next_attempt_at
                LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            UPDATE outbox
            SET attempts = attempts + 1, claimed_until = now() + make_interval(secs => :claim)
            FROM due
            WHERE outbox.id = due.id
            RETURNING outbox.transaction_id, outbox.attempts
            """;

    private static final String ORDER =
            """
            SELECT transactions.id, transactions.user_id, transactions.total_minor,
                   transactions.currency, transactions.received_currency,
                   transactions.quote_id, transactions.received_minor,
                   bank_accounts.id AS account_id, bank_accounts.bank_id,
                   bank_accounts.iban_encrypted AS account_iban,
                   recipients.id AS recipient_id, recipients.name AS recipient_name,
                   recipients.country AS recipient_country,
                   recipients.account_encrypted AS recipient_account,
                   payment_sessions.binding_sha256
            FROM transactions
            JOIN payment_sessions ON payment_sessions.id = transactions.payment_session_id
            JOIN bank_accounts ON bank_accounts.id = transactions.bank_account_id
            JOIN recipients ON recipients.id = transactions.recipient_id
            WHERE transactions.id = :id AND transactions.stage = 'instructed'
            """;

    /// For a payment that has nothing left to send.
    private static final String DELIVERED =
            """
            UPDATE outbox SET delivered_at = now(), claimed_until = NULL, last_error = NULL
            WHERE transaction_id = :id AND kind = 'submit_payment' AND delivered_at IS NULL
            """;

    /// The pause doubles from 5 s to 15 minutes, and up to half of it more at random.
    private static final String POSTPONE =
            """
            UPDATE outbox
            SET claimed_until = NULL, last_error = :error,
                next_attempt_at = now() + least(make_interval(secs => 5 * 2 ^ least(attempts, 8)),
                                                make_interval(mins => 15)) * (1 + random() / 2)
            WHERE transaction_id = :id AND kind = 'submit_payment' AND delivered_at IS NULL
            """;

    private static final String BACKLOG =
            """
            SELECT count(*) AS due,
                   coalesce(extract(epoch FROM now() - min(created_at)) * 1000, 0) AS oldest_ms
            FROM outbox
            WHERE delivered_at IS NULL AND next_attempt_at <= now()
            """;

    private final Database database;
    private final OpenBanking openBanking;
    private final PaymentOrders orders;
    private final Moves moves;
    private final InstantSource clock;

    /// What a round of deliveries did.
    ///
    /// @param delivered orders that the bank has now, or has refused for good
    /// @param postponed orders that will be tried again
    public record Round(int delivered, int postponed) {}

    /// What waits to be delivered.
    ///
    /// @param due payments that could be delivered now
    /// @param oldestAgeMs how long ago the oldest of them was accepted, in milliseconds
    public record Backlog(long due, long oldestAgeMs) {}

    private record Claimed(PaymentId id, int attempts) {}

    /// An order that could be sent.
    ///
    /// @param boundAsNow whether it is still what the payer authorised: the payee's account may
    ///   have been changed since
    private record Prepared(OpenBanking.PaymentOrder order, boolean boundAsNow) {}

    /// Deliveries to the banks behind `openBanking`.
    public Delivery(
            Database database,
            OpenBanking openBanking,
            Accounts accounts,
            Recipients recipients,
            InstantSource clock) {
        this.database = database;
        this.openBanking = openBanking;
        this.orders = new PaymentOrders(accounts, recipients);
        this.moves = new Moves(clock);
        this.clock = clock;
    }

    /// Delivers a payment that this process has just committed and therefore still holds; `order`
    /// is what the payer authorised.
    ///
    /// @return whether the bank has it; `false` leaves it to the worker
    public boolean deliverOwn(OpenBanking.PaymentOrder order) {
        Claimed claimed = new Claimed(new PaymentId(order.id()), 1);
        return deliver(claimed, () -> Optional.of(new Prepared(order, true)));
    }

    /// Claims and delivers what is due, at most `limit` payments and not beyond `deadline`.
    public Round deliverDue(int limit, Instant deadline) {
        int delivered = 0;
        int postponed = 0;
        for (int count = 0; count < limit && clock.instant().isBefore(deadline); count++) {
            Optional<Claimed> claimed = database.call(this::claim);
            if (claimed.isEmpty()) {
                break;
            }
            PaymentId id = claimed.get().id();
            if (deliver(claimed.get(), () -> database.call(handle -> prepared(handle, id)))) {
                delivered++;
            } else {
                postponed++;
            }
        }
        return new Round(delivered, postponed);
    }

    /// What is due at this moment.
    public Backlog backlog() {
        return database.call(handle ->
                handle.createQuery(BACKLOG)
                        .map((row, context) ->
                                new Backlog(row.getLong("due"), row.getLong("oldest_ms")))
                        .one());
    }

    private Optional<Claimed> claim(Handle handle) {
        return handle.createQuery(CLAIM)
                .bind("limit", 1)
                .bind("claim", CLAIM_SECONDS)
                .map((row, context) ->
                        new Claimed(
                                new PaymentId(row.getObject("transaction_id", UUID.class)),
                                row.getInt("attempts")))
                .findOne();
    }

    private boolean deliver(Claimed claimed, Supplier<Optional<Prepared>> preparation) {
        try {
            Optional<Prepared> prepared = preparation.get();
            if (prepared.isEmpty()) {
                // It has moved on already: nothing is left to send.
                database.call(handle -> delivered(handle, claimed.id()));
            } else {
                submit(claimed, prepared.get());
            }
            return true;
        } catch (BankRefusedException e) {
            log.atWarn()
                    .addKeyValue("paymentId", claimed.id())
                    .addKeyValue("code", e.code())
                    .log("the bank refused a payment");
            refuse(claimed.id(), e.code());
            return true;
        } catch (BankUnavailableException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("paymentId", claimed.id())
                    .addKeyValue("attempts", claimed.attempts())
                    .log("a payment has not reached the bank for certain");
            database.call(handle -> postpone(handle, claimed.id(), e.getMessage()));
            return false;
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            // One row that cannot be worked on must not keep the others waiting behind it.
            log.atError()
                    .setCause(e)
                    .addKeyValue("paymentId", claimed.id())
                    .log("a payment cannot be delivered");
            String error = "failed with " + e.getClass().getSimpleName();
            database.call(handle -> postpone(handle, claimed.id(), error));
            return false;
        }
    }

    private void submit(Claimed claimed, Prepared prepared)
            throws BankRefusedException, BankUnavailableException {
        OpenBanking.PaymentOrder order = prepared.order();
        // An earlier attempt may have reached the bank.
        Optional<OpenBanking.PaymentState> known =
                claimed.attempts() > 1
                        ? openBanking.find(order.bankId(), order.id())
                        : Optional.empty();
        if (known.isPresent()) {
            take(claimed.id(), known.get());
        } else if (prepared.boundAsNow()) {
            take(claimed.id(), openBanking.order(order));
        } else {
            log.atWarn()
                    .addKeyValue("paymentId", claimed.id())
                    .log("the payee's account is not the one that was authorised");
            refuse(claimed.id(), "PAYEE_CHANGED");
        }
    }

    private void take(PaymentId id, OpenBanking.PaymentState state) {
        database.call(handle -> moves.take(handle, id, state));
    }

    private void refuse(PaymentId id, @Nullable String code) {
        database.call(handle -> moves.reject(handle, id, code == null ? "PAYMENT_REJECTED" : code));
    }

    private Optional<Prepared> prepared(Handle handle, PaymentId id) {
        return handle.createQuery(ORDER)
                .bind("id", id.value())
                .map((row, context) -> {
                    OpenBanking.PaymentOrder order =
                            orders.of(row.getObject("id", UUID.class), row);
                    return new Prepared(
                            order,
                            MessageDigest.isEqual(
                                    row.getBytes("binding_sha256"), binding(row, order).sha256()));
                })
                .findOne();
    }

    private static Binding binding(ResultSet row, OpenBanking.PaymentOrder order)
            throws SQLException {
        return new Binding(
                row.getObject("user_id", UUID.class),
                row.getObject("account_id", UUID.class),
                row.getObject("quote_id", UUID.class),
                order.creditorIban(),
                order.total().amountMinor(),
                order.total().currency().getCurrencyCode(),
                row.getLong("received_minor"),
                order.requestedCurrency());
    }

    private static int delivered(Handle handle, PaymentId id) {
        return handle.createUpdate(DELIVERED).bind("id", id.value()).execute();
    }

    private static int postpone(Handle handle, PaymentId id, @Nullable String error) {
        return handle.createUpdate(POSTPONE).bind("id", id.value()).bind("error", error).execute();
    }
}
