package no.getdrop.worker.simulation;

import no.getdrop.payments.PaymentCommand;
import no.getdrop.payments.PaymentId;
import no.getdrop.worker.simulation.Violation.Rule;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.Supplier;

/// A client that wants one thing paid: it repeats what was not answered under the same key, now and
/// then asks twice, loses its patience, or takes the payment back.
final class Payer {
    private final PaymentCommand command;
    private final Timeline timeline;
    private final Chance chance;
    private final Supplier<@Nullable Api> apis;
    private int patience;
    private @Nullable String paid;

    /// @param apis gives an environment that is free, if one is
    Payer(PaymentCommand command, Timeline timeline, Chance chance, Supplier<@Nullable Api> apis) {
        this.command = command;
        this.timeline = timeline;
        this.chance = chance;
        this.apis = apis;
        this.patience = chance.percent(5) ? 1 : 8;
    }

    void order() {
        Api api = apis.get();
        if (api == null) {
            timeline.in(chance.seconds(1, 5), "request", this::order);
            return;
        }
        if (chance.trouble(12)) {
            timeline.in(chance.milliseconds(5, 2_000), "repeated request", this::order);
        }
        switch (api.pay(command)) {
            case Api.Reply.Paid(String body) -> heard(body);
            case Api.Reply.Refused(String why) -> refused(why);
            case Api.Reply.Unknown() -> {
                if (--patience > 0) {
                    timeline.in(chance.seconds(1, 40), "request", this::order);
                }
            }
        }
    }

    /// What it was told was paid; `null` when it never heard.
    @Nullable String paid() {
        return paid;
    }

    private void heard(String body) {
        if (paid != null && !paid.equals(body)) {
            throw new Violation(Rule.SAME_ANSWER, command + " came to " + paid + " and " + body);
        }
        if (paid == null && chance.trouble(4)) {
            // Mostly at once: of a lost answer neither a notice nor the worker has told by then.
            Duration later = chance.milliseconds(50, chance.percent(60) ? 5_000 : 300_000);
            timeline.in(later, "cancellation", () -> cancel(body));
        }
        paid = body;
    }

    private void refused(String why) {
        // Only time may refuse here, and only what was never made.
        if (paid != null || !why.endsWith("_EXPIRED")) {
            throw new Violation(Rule.SAME_ANSWER, command + " is refused with " + why);
        }
        timeline.count("refused");
    }

    private void cancel(String id) {
        Api api = apis.get();
        if (api != null) {
            api.cancel(command.userId(), PaymentId.parse(id).orElseThrow());
        }
    }
}
