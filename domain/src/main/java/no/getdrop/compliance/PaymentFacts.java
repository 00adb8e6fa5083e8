package no.getdrop.compliance;

import no.getdrop.compliance.Concern.Rule;
import no.getdrop.compliance.Concern.Severity;
import no.getdrop.money.Money;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What is known of a payment's customer at the time of the order, and the rules about it. Payments
/// that failed count for nothing but velocity.
///
/// @param country the recipient's; `null` for a payment to a merchant here
/// @param past sums and numbers of earlier payments of the same type, one for each window
record PaymentFacts(
        AmlRules.PaymentType type,
        AmlRules.Level level,
        AmlRules.Risk risk,
        Money amount,
        @Nullable String country,
        List<Past> past,
        Habits habits) {
    PaymentFacts {
        past = List.copyOf(past);
    }

    /// Earlier payments in a window.
    record Past(AmlRules.Window window, Money sum, int count) {}

    /// @param lately payments of the same type in the time of the velocity rule
    /// @param justBelow payments in the band and time of the structuring rule
    /// @param newRecipients others than this payment's that were added and paid in the time of the
    ///   rule about new recipients
    /// @param recipientIsNew whether this payment's was added in that time
    record Habits(int lately, int justBelow, int newRecipients, boolean recipientIsNew) {}

    /// The verdict on amounts and numbers: a limit before anything that is only looked at.
    Verdict verdict(AmlRules rules) {
        AmlRules.Limits limits = rules.limits(type, level, risk);
        Optional<Verdict> refusal = refusal(limits);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        List<Concern> concerns = concerns(rules, limits);
        return concerns.isEmpty() ? new Verdict.Pass() : new Verdict.Hold(concerns);
    }

    private Optional<Verdict> refusal(AmlRules.Limits limits) {
        for (AmlRules.Limit limit : limits.windows()) {
            if (sum(limit) > kroner(limit.refuseAboveNok())) {
                return Optional.of(new Verdict.Refuse(limit, Verdict.Measure.AMOUNT));
            }
            if (count(limit) > limit.refuseAboveCount()) {
                return Optional.of(new Verdict.Refuse(limit, Verdict.Measure.COUNT));
            }
        }
        return Optional.empty();
    }

    private List<Concern> concerns(AmlRules rules, AmlRules.Limits limits) {
        List<Concern> concerns = new ArrayList<>();
        limits.windows().stream()
                .filter(limit -> sum(limit) >= kroner(limit.holdFromNok()))
                .findFirst()
                .ifPresent(limit -> concerns.add(amountLimit(limit)));
        limits.windows().stream()
                .filter(limit -> count(limit) >= limit.holdFromCount())
                .findFirst()
                .ifPresent(limit -> concerns.add(countLimit(limit)));
        structuring(rules.structuring()).ifPresent(concerns::add);
        velocity(rules.velocity(type)).ifPresent(concerns::add);
        newRecipients(rules.newRecipients()).ifPresent(concerns::add);
        corridor(rules).ifPresent(concerns::add);
        return concerns;
    }

    private Concern amountLimit(AmlRules.Limit limit) {
        return Concern.of(
                Rule.AMOUNT_LIMIT,
                Severity.MEDIUM,
                Map.of(
                        "windowHours", limit.window().length().toHours(),
                        "sumMinor", sum(limit),
                        "holdFromMinor", kroner(limit.holdFromNok())));
    }

    private Concern countLimit(AmlRules.Limit limit) {
        return Concern.of(
                Rule.COUNT_LIMIT,
                Severity.LOW,
                Map.of(
                        "windowHours", limit.window().length().toHours(),
                        "count", count(limit),
                        "holdFromCount", limit.holdFromCount()));
    }

    private Optional<Concern> structuring(AmlRules.Structuring rule) {
        boolean inBand =
                amount.amountMinor() >= kroner(rule.fromNok())
                        && amount.amountMinor() <= kroner(rule.toNok());
        int count = habits.justBelow() + 1;
        return inBand && count >= rule.holdFromCount()
                ? Optional.of(
                        Concern.of(
                                Rule.STRUCTURING,
                                Severity.HIGH,
                                Map.of("days", rule.days(), "count", count)))
                : Optional.empty();
    }

    private Optional<Concern> velocity(AmlRules.Velocity rule) {
        int count = habits.lately() + 1;
        return count >= rule.holdFromCount()
                ? Optional.of(
                        Concern.of(
                                Rule.VELOCITY,
                                Severity.MEDIUM,
                                Map.of("minutes", rule.minutes(), "count", count)))
                : Optional.empty();
    }

    private Optional<Concern> newRecipients(AmlRules.NewRecipients rule) {
        int count = habits.newRecipients() + 1;
        return habits.recipientIsNew() && count >= rule.holdFromCount()
                ? Optional.of(
                        Concern.of(
                                Rule.NEW_RECIPIENT_BURST,
                                Severity.HIGH,
                                Map.of("hours", rule.hours(), "count", count)))
                : Optional.empty();
    }

    private Optional<Concern> corridor(AmlRules rules) {
        return Optional.ofNullable(country)
                .flatMap(rules::corridor)
                .filter(rule -> amount.amountMinor() >= kroner(rule.holdFromNok()))
                .map(rule ->
                        Concern.of(
                                Rule.HIGH_RISK_CORRIDOR,
                                Severity.MEDIUM,
                                Map.of("country", rule.country())));
    }

    private long sum(AmlRules.Limit limit) {
        return past(limit.window()).sum().plus(amount).amountMinor();
    }

    private int count(AmlRules.Limit limit) {
        return past(limit.window()).count() + 1;
    }

    private Past past(AmlRules.Window window) {
        return past.stream().filter(known -> known.window() == window).findFirst().orElseThrow();
    }

    private static long kroner(long amountNok) {
        return Math.multiplyExact(amountNok, 100L);
    }
}
