package no.getdrop.compliance;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.compliance.AmlRules.Level;
import no.getdrop.compliance.AmlRules.PaymentType;
import no.getdrop.compliance.AmlRules.Risk;
import no.getdrop.compliance.AmlRules.Window;
import no.getdrop.compliance.Concern.Rule;
import no.getdrop.compliance.PaymentFacts.Habits;
import no.getdrop.compliance.PaymentFacts.Past;
import no.getdrop.money.Money;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.List;

class PaymentFactsTest {
    private static final AmlRules RULES = AmlRules.shipped();
    private static final Habits NONE = new Habits(0, 0, 0, false);

    @Test
    void anOrdinaryPaymentPasses() {
        assertThat(verdict(2_000_00, "RS", nothing(), NONE)).isEqualTo(new Verdict.Pass());
    }

    @ParameterizedTest
    @EnumSource(Window.class)
    void fromTheAmountOfAWindowAPersonLooks(Window window) {
        AmlRules.Limit limit = limit(window);
        long before = limit.holdFromNok() * 100 - 2_000_00;

        assertThat(verdict(1_999_99, "RS", past(window, before, 1), NONE))
                .isEqualTo(new Verdict.Pass());
        assertThat(rules(verdict(2_000_00, "RS", past(window, before, 1), NONE)))
                .containsExactly(Rule.AMOUNT_LIMIT);
    }

    @ParameterizedTest
    @EnumSource(Window.class)
    void aboveTheAmountOfAWindowNothingIsPaid(Window window) {
        AmlRules.Limit limit = limit(window);
        long before = limit.refuseAboveNok() * 100 - 2_000_00;

        assertThat(verdict(2_000_00, "RS", past(window, before, 1), NONE))
                .isInstanceOf(Verdict.Hold.class);
        assertThat(verdict(2_000_01, "RS", past(window, before, 1), NONE))
                .isEqualTo(new Verdict.Refuse(limit, Verdict.Measure.AMOUNT));
    }

    @ParameterizedTest
    @EnumSource(Window.class)
    void fromTheNumberOfAWindowAPersonLooksAndAboveItNothingIsPaid(Window window) {
        AmlRules.Limit limit = limit(window);

        assertThat(verdict(100_00, "RS", past(window, 0, limit.holdFromCount() - 2), NONE))
                .isEqualTo(new Verdict.Pass());
        assertThat(rules(verdict(100_00, "RS", past(window, 0, limit.holdFromCount() - 1), NONE)))
                .containsExactly(Rule.COUNT_LIMIT);
        assertThat(
                        rules(
                                verdict(
                                        100_00,
                                        "RS",
                                        past(window, 0, limit.refuseAboveCount() - 1),
                                        NONE)))
                .containsExactly(Rule.COUNT_LIMIT);
        assertThat(verdict(100_00, "RS", past(window, 0, limit.refuseAboveCount()), NONE))
                .isEqualTo(new Verdict.Refuse(limit, Verdict.Measure.COUNT));
    }

    @Test
    void severalPaymentsJustBelowTheGreatestAreLookedAt() {
        Habits two = new Habits(0, 2, 0, false);
        assertThat(rules(verdict(40_000_00, "RS", nothing(), two)))
                .containsExactly(Rule.STRUCTURING);
        assertThat(rules(verdict(50_000_00, "RS", nothing(), two)))
                .containsExactly(Rule.STRUCTURING);
        assertThat(verdict(39_999_99, "RS", nothing(), two)).isEqualTo(new Verdict.Pass());
        assertThat(verdict(40_000_00, "RS", nothing(), new Habits(0, 1, 0, false)))
                .isEqualTo(new Verdict.Pass());
    }

    @Test
    void manyPaymentsInAShortTimeAreLookedAt() {
        assertThat(verdict(100_00, "RS", nothing(), new Habits(4, 0, 0, false)))
                .isEqualTo(new Verdict.Pass());
        assertThat(rules(verdict(100_00, "RS", nothing(), new Habits(5, 0, 0, false))))
                .containsExactly(Rule.VELOCITY);
    }

    @Test
    void aNewRecipientAfterSeveralNewOnesIsLookedAt() {
        assertThat(rules(verdict(100_00, "RS", nothing(), new Habits(0, 0, 3, true))))
                .containsExactly(Rule.NEW_RECIPIENT_BURST);
        assertThat(verdict(100_00, "RS", nothing(), new Habits(0, 0, 3, false)))
                .isEqualTo(new Verdict.Pass());
        assertThat(verdict(100_00, "RS", nothing(), new Habits(0, 0, 2, true)))
                .isEqualTo(new Verdict.Pass());
    }

    @Test
    void aLargePaymentToACountryOfHigherRiskIsLookedAt() {
        assertThat(rules(verdict(20_000_00, "PK", nothing(), NONE)))
                .containsExactly(Rule.HIGH_RISK_CORRIDOR);
        assertThat(verdict(19_999_99, "PK", nothing(), NONE)).isEqualTo(new Verdict.Pass());
        assertThat(verdict(20_000_00, "RS", nothing(), NONE)).isEqualTo(new Verdict.Pass());
        assertThat(verdict(20_000_00, null, nothing(), NONE)).isEqualTo(new Verdict.Pass());
    }

    @Test
    void allThatIsUnusualIsTold() {
        List<Past> much =
                List.of(
                        new Past(Window.HOURS_24, Money.nok(90_000_00), 9),
                        new Past(Window.DAYS_30, Money.nok(90_000_00), 9),
                        new Past(Window.MONTHS_12, Money.nok(90_000_00), 9));

        assertThat(rules(verdict(45_000_00, "TR", much, new Habits(9, 9, 9, true))))
                .containsExactlyInAnyOrder(
                        Rule.AMOUNT_LIMIT,
                        Rule.COUNT_LIMIT,
                        Rule.STRUCTURING,
                        Rule.VELOCITY,
                        Rule.NEW_RECIPIENT_BURST,
                        Rule.HIGH_RISK_CORRIDOR);
    }

    private static List<Rule> rules(Verdict verdict) {
        return verdict instanceof Verdict.Hold(List<Concern> concerns)
                ? concerns.stream().map(Concern::rule).toList()
                : List.of();
    }

    private static Verdict verdict(
            long amountMinor, @Nullable String country, List<Past> past, Habits habits) {
        return new PaymentFacts(
                        PaymentType.REMITTANCE,
                        Level.STANDARD,
                        Risk.LOW,
                        Money.nok(amountMinor),
                        country,
                        past,
                        habits)
                .verdict(RULES);
    }

    private static List<Past> nothing() {
        return past(Window.HOURS_24, 0, 0);
    }

    private static List<Past> past(Window window, long sumMinor, int count) {
        return Arrays.stream(Window.values())
                .map(each ->
                        each == window
                                ? new Past(each, Money.nok(sumMinor), count)
                                : new Past(each, Money.nok(0), 0))
                .toList();
    }

    private static AmlRules.Limit limit(Window window) {
        return RULES.limits(PaymentType.REMITTANCE, Level.STANDARD, Risk.LOW).windows().stream()
                .filter(limit -> limit.window() == window)
                .findFirst()
                .orElseThrow();
    }
}
