package no.getdrop.payments;

import no.getdrop.database.Database;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;

import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// Asks the bank how the orders in flight stand, and moves the payments on.
public final class StatusQueries {
    private static final Logger log = LoggerFactory.getLogger(StatusQueries.class);
    private static final int ASK_AGAIN_SECONDS = 10;

    /// Takes the payment that was asked for longest ago, and marks it as asked for.
    private static final String NEXT =
            """
            WITH due AS (
                SELECT id FROM transactions
                WHERE stage = 'submitted'
                  AND (status_checked_at IS NULL
                       OR status_checked_at < now() - make_interval(secs => :askAgain))
                ORDER BY status_checked_at NULLS FIRST
                LIMIT 1
                FOR UPDATE SKIP LOCKED
            )
            UPDATE transactions SET status_checked_at = now()
            FROM due, bank_accounts
            WHERE transactions.id = due.id AND bank_accounts.id = transactions.bank_account_id
            RETURNING transactions.id, transactions.type, transactions.bank_payment_id,
                      bank_accounts.bank_id
            """;

    private final Database database;
    private final OpenBanking openBanking;
    private final Moves moves;
    private final InstantSource clock;

    /// What a round of questions found.
    public record Round(int asked, int completed, int failed) {
        private Round plus(Round other) {
            return new Round(
                    asked + other.asked, completed + other.completed, failed + other.failed);
        }
    }

    private record InFlight(
            PaymentId id, OpenBanking.Product product, String bankPaymentId, String bankId) {}

    /// Questions to the banks behind `openBanking`.
    public StatusQueries(Database database, OpenBanking openBanking, InstantSource clock) {
        this.database = database;
        this.openBanking = openBanking;
        this.moves = new Moves(clock);
        this.clock = clock;
    }

    /// Asks for at most `limit` payments and not beyond `deadline`. A bank that is away keeps
    /// nobody from asking the others: the gate before it turns away what comes after a few
    /// failures.
    public Round askDue(Lanes lanes, int limit, Instant deadline) {
        AtomicInteger left = new AtomicInteger(limit);
        return lanes.run(() -> askDue(left, deadline)).stream()
                .reduce(new Round(0, 0, 0), Round::plus);
    }

    private Round askDue(AtomicInteger left, Instant deadline) {
        int asked = 0;
        int completed = 0;
        int failed = 0;
        while (left.getAndDecrement() > 0 && clock.instant().isBefore(deadline)) {
            Optional<InFlight> next = database.call(StatusQueries::next);
            if (next.isEmpty()) {
                break;
            }
            asked++;
            Optional<OpenBanking.PaymentState> state = ask(next.get());
            if (state.isPresent()) {
                PaymentId id = next.get().id();
                database.call(handle -> moves.take(handle, id, state.get()));
                switch (state.get().status()) {
                    case PENDING -> {}
                    case SETTLED -> completed++;
                    case REJECTED -> failed++;
                }
            }
        }
        return new Round(asked, completed, failed);
    }

    private Optional<OpenBanking.PaymentState> ask(InFlight payment) {
        try {
            return Optional.of(
                    openBanking.status(
                            payment.bankId(), payment.product(), payment.bankPaymentId()));
        } catch (BankRefusedException e) {
            log.atError()
                    .setCause(e)
                    .addKeyValue("paymentId", payment.id())
                    .log("the bank does not know an order that it took");
        } catch (BankUnavailableException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("paymentId", payment.id())
                    .log("no payment status from the bank");
        }
        return Optional.empty();
    }

    private static Optional<InFlight> next(Handle handle) {
        return handle.createQuery(NEXT)
                .bind("askAgain", ASK_AGAIN_SECONDS)
                .map((row, context) ->
                        new InFlight(
                                new PaymentId(row.getObject("id", UUID.class)),
                                PaymentOrders.product(
                                        Payment.Type.parse(row.getString("type")).orElseThrow()),
                                row.getString("bank_payment_id"),
                                row.getString("bank_id")))
                .findOne();
    }
}
