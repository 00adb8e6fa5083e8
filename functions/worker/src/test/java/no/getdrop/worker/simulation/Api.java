package no.getdrop.worker.simulation;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseUnavailableException;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.UserId;
import no.getdrop.payments.BankNotices;
import no.getdrop.payments.Cancellations;
import no.getdrop.payments.Delivery;
import no.getdrop.payments.Payment;
import no.getdrop.payments.PaymentCommand;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.PaymentOutcome;
import no.getdrop.payments.QrPaymentCommand;
import no.getdrop.payments.QrPayments;
import no.getdrop.payments.RemittanceCommand;
import no.getdrop.payments.Remittances;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.World;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookEvents;
import no.getdrop.webhooks.WebhookReceipt;

import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// An environment of the api: what a request to pay, to cancel and a bank's notice bring about, as
/// its controllers have it. When it dies it begins anew with nothing but the database.
final class Api {
    private final Machine machine;
    private final Database database;
    private final HandClock clock;
    private final Secrets secrets;
    private final Supplier<World> start;
    private Parts parts;

    private record Parts(
            Remittances remittances,
            QrPayments qrPayments,
            Delivery delivery,
            Cancellations cancellations,
            BankNotices bankNotices,
            WebhookEvents webhookEvents) {}

    /// What a client hears.
    sealed interface Reply {
        /// The payment is made, by this request or an earlier one.
        record Paid(String body) implements Reply {}

        /// It will not be made.
        record Refused(String why) implements Reply {}

        /// Nobody knows: no answer, or one that asks to come again.
        record Unknown() implements Reply {}
    }

    Api(
            Machine machine,
            Database database,
            HandClock clock,
            Secrets secrets,
            Supplier<World> start) {
        this.secrets = secrets;
        this.machine = machine;
        this.database = database;
        this.clock = clock;
        this.start = start;
        this.parts = started();
    }

    boolean isBusy() {
        return machine.isBusy();
    }

    /// `POST /v1/transactions/…`.
    Reply pay(PaymentCommand command) {
        return serve(() -> reply(accept(command))).orElseGet(Reply.Unknown::new);
    }

    /// `POST /v1/transactions/{id}/cancel`.
    void cancel(UserId userId, PaymentId id) {
        serve(() -> parts.cancellations().cancel(userId, id, World.ORIGIN));
    }

    /// `POST /v1/webhooks/openbanking`.
    ///
    /// @return whether it was answered, so that it need not be sent again
    boolean notice(BankNotices.Message message) {
        return serve(() ->
                        switch (parts.bankNotices().verify(message)) {
                            case WebhookReceipt.Genuine(WebhookEvent event) -> {
                                parts.webhookEvents().take(event);
                                yield true;
                            }
                            case WebhookReceipt.NotSigned() -> true;
                            case WebhookReceipt.Unreadable() ->
                                    throw new IllegalStateException("a notice cannot be read");
                            case WebhookReceipt.NoKey() ->
                                    throw new IllegalStateException("there is no key");
                        })
                .isPresent();
    }

    private PaymentOutcome accept(PaymentCommand command) {
        return switch (command) {
            case RemittanceCommand order ->
                    parts.remittances().accept(database, order, Api::answer, World.ORIGIN);
            case QrPaymentCommand order ->
                    parts.qrPayments().accept(database, order, Api::answer, World.ORIGIN);
        };
    }

    private Reply reply(PaymentOutcome outcome) {
        return switch (outcome) {
            case PaymentOutcome.Accepted accepted -> new Reply.Paid(deliver(accepted).body());
            case PaymentOutcome.Replayed(StoredAnswer answer) -> new Reply.Paid(answer.body());
            case PaymentOutcome.InProgress() -> new Reply.Unknown();
            case PaymentOutcome.Refused(var refusal) -> new Reply.Refused(refusal.name());
            case PaymentOutcome.Held _, PaymentOutcome.OverLimit _, PaymentOutcome.KeyReused _ ->
                    throw new IllegalStateException("not in this simulation: " + outcome);
        };
    }

    private StoredAnswer deliver(PaymentOutcome.Accepted accepted) {
        try {
            return parts.delivery().deliverOwn(accepted, Api::answer).answer();
        } catch (DatabaseUnavailableException e) {
            return accepted.answer();
        }
    }

    private static StoredAnswer answer(Payment payment) {
        return StoredAnswer.fresh(201, payment.id().toString());
    }

    private <T> Optional<T> serve(Supplier<T> request) {
        Result<T> result = new Result<>();
        boolean lived =
                machine.run(() -> {
                    try {
                        result.value = Optional.ofNullable(request.get());
                    } catch (DatabaseUnavailableException e) {
                        // 503, as the api says it.
                    }
                });
        if (!lived) {
            parts = started();
        }
        return lived ? result.value : Optional.empty();
    }

    private Parts started() {
        World world = start.get();
        BankNotices bankNotices = new BankNotices(secrets, clock);
        return new Parts(
                world.remittances(),
                world.qrPayments(),
                world.delivery(),
                new Cancellations(database, clock),
                bankNotices,
                new WebhookEvents(
                        database, Map.of(WebhookEvent.Provider.OPENBANKING, bankNotices), clock));
    }

    private static final class Result<T> {
        Optional<T> value = Optional.empty();
    }
}
