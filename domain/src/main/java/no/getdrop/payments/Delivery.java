package no.getdrop.payments;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.openbanking.BankRefusedException;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;

/// Brings payments to the bank: at least once over the wire, one order in effect.
///
/// The bank takes our payment's id as its idempotency key. When an answer never came, the bank is
/// asked whether it has the order before anything is sent again. Who delivers holds a claim that
/// runs out by itself, so that a crash leaves the row to the next one.
///
/// A payment that fails again and again by itself, and not by a bank that is away, is set aside
/// ([SetAsidePayments]) as long as it is certain that no order of it left Drop; one whose order may
/// be at the bank is asked for without end.
public final class Delivery {
    /// How often a payment may fail by itself before it is set aside.
    public static final int FAULTS_MAX = 20;

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
                LIMIT 1
                FOR UPDATE SKIP LOCKED
            )
            UPDATE outbox
            SET attempts = attempts + 1, claimed_until = now() + make_interval(secs => :claim)
            FROM due
            WHERE outbox.id = due.id
            RETURNING outbox.transaction_id, outbox.attempts
            """;

    /// For a payment that has nothing left to send.
    private static final String DELIVERED =
            """
            UPDATE outbox SET delivered_at = now(), claimed_until = NULL, last_error = NULL
            WHERE transaction_id = :id AND kind = 'submit_payment' AND delivered_at IS NULL
            """;

    /// The pause doubles from 5 s to 15 minutes, and up to half of it more at random. Attempts of
    /// which it is certain that no order left Drop are counted: as long as that is all of them, the
    /// payment can be taken back, and can be set aside for its own faults.
    private static final String POSTPONE =
            """
            WITH row AS (
                SELECT id, :fault = 1 AND faults + 1 >= :faultsMax
                           AND unsent_attempts + :unsent >= attempts AS is_hopeless
                FROM outbox
                WHERE transaction_id = :id AND kind = 'submit_payment' AND delivered_at IS NULL
            )
            UPDATE outbox
            SET claimed_until = NULL, last_error = :error,
                unsent_attempts = unsent_attempts + :unsent, faults = faults + :fault,
                set_aside_at = CASE WHEN is_hopeless THEN now() END,
                next_attempt_at =
                    CASE WHEN is_hopeless THEN CAST('infinity' AS timestamptz)
                         ELSE now() + least(make_interval(secs => 5 * 2 ^ least(attempts, 8)),
                                            make_interval(mins => 15)) * (1 + random() / 2) END
            FROM row
            WHERE outbox.id = row.id AND outbox.delivered_at IS NULL
            RETURNING set_aside_at IS NOT NULL
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
    private final DueOrders dueOrders;
    private final Moves moves;
    private final Holding holding;
    private final InstantSource clock;
    private final int faultsMax;

    /// What a round of deliveries did.
    ///
    /// @param delivered orders that the bank has now, or has refused for good
    /// @param postponed orders that will be tried again
    public record Round(int delivered, int postponed) {
        private Round plus(Round other) {
            return new Round(delivered + other.delivered, postponed + other.postponed);
        }
    }

    /// What came of the delivery of a payment that was just accepted.
    ///
    /// @param done whether the bank has the order, or has refused it for good; else the worker goes
    ///   on
    /// @param answer the one that is stored; it tells the payment's end when the bank said it at
    ///   once
    public record Own(boolean done, StoredAnswer answer) {}

    /// What waits to be delivered.
    ///
    /// @param due payments that could be delivered now
    /// @param oldestAgeMs how long ago the oldest of them was accepted, in milliseconds
    public record Backlog(long due, long oldestAgeMs) {}

    private record Claimed(PaymentId id, int attempts) {}

    /// How an attempt ended.
    ///
    /// @param done whether nothing is left to send
    /// @param made the move that it made, if it made one
    private record Attempt(boolean done, Moves.@Nullable Step made) {
        static final Attempt POSTPONED = new Attempt(false, null);
    }

    /// Why an attempt came to nothing.
    ///
    /// @param unsent whether it is certain that no order left Drop
    /// @param isFault whether it lies in the payment or in what the bank answers to it
    private record Trouble(String reason, boolean unsent, boolean isFault) {}

    /// What became of an order before it was sent.
    private static final class UnpreparedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnpreparedException(RuntimeException cause) {
            super(cause);
        }
    }

    /// What the stored answer becomes by a move; `null` leaves it as it is.
    private interface Renewal {
        @Nullable StoredAnswer by(Moves.Step step);
    }

    /// Deliveries to the banks behind `openBanking`.
    public Delivery(
            Database database, OpenBanking openBanking, PaymentOrders orders, InstantSource clock) {
        this(database, openBanking, orders, clock, FAULTS_MAX);
    }

    /// Deliveries that set a payment aside once it has failed by itself `faultsMax` times.
    public Delivery(
            Database database,
            OpenBanking openBanking,
            PaymentOrders orders,
            InstantSource clock,
            int faultsMax) {
        this.faultsMax = faultsMax;
        this.database = database;
        this.openBanking = openBanking;
        this.dueOrders = new DueOrders(orders);
        this.moves = new Moves(clock);
        this.holding = new Holding();
        this.clock = clock;
    }

    /// Delivers a payment that this process has just committed and therefore still holds; its order
    /// is what the payer authorised. What is not delivered now is left to the worker.
    ///
    /// @param answer makes the answer that tells how the payment stands
    public Own deliverOwn(
            PaymentOutcome.Accepted accepted, Function<Payment, StoredAnswer> answer) {
        Claimed claimed = new Claimed(accepted.payment().id(), 1);
        Renewal renewal =
                step -> {
                    Payment moved = step.on(accepted.payment());
                    return moved.stage().status() == Payment.Status.PROCESSING
                            ? null
                            : answer.apply(moved);
                };
        Instant begin = clock.instant();
        Attempt attempt =
                deliver(
                        claimed,
                        () -> Optional.of(new DueOrders.Due(accepted.order(), true)),
                        renewal);
        holding.took(Duration.between(begin, clock.instant()));
        Moves.@Nullable Step made = attempt.made();
        @Nullable StoredAnswer renewed = made == null ? null : renewal.by(made);
        return new Own(attempt.done(), renewed == null ? accepted.answer() : renewed);
    }

    /// In place of a delivery, for a payment that is held: lets as much time pass as deliveries
    /// took of late, so that nobody can tell it by a faster answer.
    public void pass() {
        holding.pass();
    }

    /// Claims and delivers what is due, at most `limit` payments and not beyond `deadline`; each is
    /// delivered in one lane.
    public Round deliverDue(Lanes lanes, int limit, Instant deadline) {
        AtomicInteger left = new AtomicInteger(limit);
        return lanes.run(() -> deliverDue(left, deadline)).stream()
                .reduce(new Round(0, 0), Round::plus);
    }

    private Round deliverDue(AtomicInteger left, Instant deadline) {
        int delivered = 0;
        int postponed = 0;
        while (left.getAndDecrement() > 0 && clock.instant().isBefore(deadline)) {
            Optional<Claimed> claimed = database.call(this::claim);
            if (claimed.isEmpty()) {
                break;
            }
            PaymentId id = claimed.get().id();
            Attempt attempt =
                    deliver(
                            claimed.get(),
                            () -> database.call(handle -> dueOrders.find(handle, id)),
                            step -> null);
            if (attempt.done()) {
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
                .bind("claim", CLAIM_SECONDS)
                .map((row, context) ->
                        new Claimed(
                                new PaymentId(row.getObject("transaction_id", UUID.class)),
                                row.getInt("attempts")))
                .findOne();
    }

    private Attempt deliver(
            Claimed claimed, Supplier<Optional<DueOrders.Due>> preparation, Renewal renewal) {
        try {
            Optional<DueOrders.Due> prepared = prepared(preparation);
            if (prepared.isEmpty()) {
                // It has moved on already: nothing is left to send.
                database.call(handle -> delivered(handle, claimed.id()));
                return new Attempt(true, null);
            }
            return make(claimed, submit(claimed, prepared.get()), renewal);
        } catch (BankRefusedException e) {
            log.atWarn()
                    .addKeyValue("paymentId", claimed.id())
                    .addKeyValue("code", e.code())
                    .log("the bank refused a payment");
            return make(claimed, Moves.Step.rejected(e.code(), clock.instant()), renewal);
        } catch (BankUnavailableException e) {
            log.atWarn()
                    .setCause(e)
                    .addKeyValue("paymentId", claimed.id())
                    .addKeyValue("attempts", claimed.attempts())
                    .log("a payment has not reached the bank for certain");
            return postponed(
                    claimed,
                    new Trouble(
                            String.valueOf(e.getMessage()), !e.mayHaveActed(), e.isUnreadable()));
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (UnpreparedException e) {
            return failed(claimed, e.getCause() instanceof RuntimeException own ? own : e, true);
        } catch (RuntimeException e) {
            return failed(claimed, e, false);
        }
    }

    private static Optional<DueOrders.Due> prepared(Supplier<Optional<DueOrders.Due>> preparation) {
        try {
            return preparation.get();
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            throw new UnpreparedException(e);
        }
    }

    /// One row that cannot be worked on must not keep the others waiting behind it.
    private Attempt failed(Claimed claimed, RuntimeException e, boolean unsent) {
        log.atError()
                .setCause(e)
                .addKeyValue("paymentId", claimed.id())
                .log("a payment cannot be delivered");
        return postponed(
                claimed, new Trouble("failed with " + e.getClass().getSimpleName(), unsent, true));
    }

    private Attempt postponed(Claimed claimed, Trouble trouble) {
        boolean setAside = database.call(handle -> postpone(handle, claimed, trouble));
        if (setAside) {
            log.atError()
                    .addKeyValue("paymentId", claimed.id())
                    .addKeyValue("attempts", claimed.attempts())
                    .addKeyValue("reason", trouble.reason())
                    .log("a payment is set aside");
        }
        return Attempt.POSTPONED;
    }

    private Moves.Step submit(Claimed claimed, DueOrders.Due prepared)
            throws BankRefusedException, BankUnavailableException {
        OpenBanking.PaymentOrder order = prepared.order();
        // An earlier attempt may have reached the bank.
        Optional<OpenBanking.PaymentState> known =
                claimed.attempts() > 1
                        ? openBanking.find(order.bankId(), order.product(), order.id())
                        : Optional.empty();
        if (known.isPresent()) {
            return Moves.Step.of(known.get(), clock.instant());
        }
        if (prepared.boundAsNow()) {
            return Moves.Step.of(openBanking.order(order), clock.instant());
        }
        log.atWarn()
                .addKeyValue("paymentId", claimed.id())
                .log("the payee's account is not the one that was authorised");
        return Moves.Step.rejected("PAYEE_CHANGED", clock.instant());
    }

    private Attempt make(Claimed claimed, Moves.Step step, Renewal renewal) {
        boolean moved =
                database.call(handle -> moves.make(handle, claimed.id(), step, renewal.by(step)));
        return new Attempt(true, moved ? step : null);
    }

    private static int delivered(Handle handle, PaymentId id) {
        return handle.createUpdate(DELIVERED).bind("id", id.value()).execute();
    }

    private boolean postpone(Handle handle, Claimed claimed, Trouble trouble) {
        return handle.createQuery(POSTPONE)
                .bind("id", claimed.id().value())
                .bind("error", trouble.reason())
                .bind("unsent", trouble.unsent() ? 1 : 0)
                .bind("fault", trouble.isFault() ? 1 : 0)
                .bind("faultsMax", faultsMax)
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false);
    }
}
