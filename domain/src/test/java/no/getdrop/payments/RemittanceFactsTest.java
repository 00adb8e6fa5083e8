package no.getdrop.payments;

import static no.getdrop.payments.PaymentOutcome.Refusal;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.money.Money;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Currency;
import java.util.EnumSet;
import java.util.Set;

class RemittanceFactsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final Money AMOUNT = Money.nok(200_00);

    /// Those that a remittance can be refused for, in their order.
    private static final Set<Refusal> REASONS =
            EnumSet.complementOf(
                    EnumSet.of(
                            Refusal.MERCHANT_NOT_FOUND,
                            Refusal.SELF_PAYMENT,
                            Refusal.PAYMENT_REQUEST_NOT_FOUND,
                            Refusal.PAYMENT_REQUEST_PAID,
                            Refusal.PAYMENT_REQUEST_EXPIRED,
                            Refusal.PAYMENT_REQUEST_MISMATCH));

    @Test
    void anOrderAboutWhichAllIsRightIsNotRefused() {
        assertThat(facts(Set.of()).refusal(AMOUNT, NOW)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("REASONS")
    void eachReasonAloneIsTold(Refusal reason) {
        assertThat(facts(Set.of(reason)).refusal(AMOUNT, NOW)).contains(reason);
    }

    /// Of all sets of reasons, with those that exclude each other left to the earlier one.
    @Test
    void ofSeveralReasonsTheFirstInTheirOrderIsTold() {
        Refusal[] all = REASONS.toArray(Refusal[]::new);
        for (int bits = 1; bits < 1 << all.length; bits++) {
            EnumSet<Refusal> reasons = EnumSet.noneOf(Refusal.class);
            for (int index = 0; index < all.length; index++) {
                if ((bits >> index & 1) == 1) {
                    reasons.add(all[index]);
                }
            }
            assertThat(facts(reasons).refusal(AMOUNT, NOW))
                    .as(reasons.toString())
                    .contains(reasons.iterator().next());
        }
    }

    @Test
    void anotherAmountThanTheQuotesIsAMismatch() {
        assertThat(facts(Set.of()).refusal(Money.nok(200_01), NOW))
                .contains(Refusal.QUOTE_MISMATCH);
    }

    @Test
    void aQuoteIsOverAtTheVeryMomentOfItsExpiry() {
        RemittanceFacts facts = facts(Set.of());
        Instant expiresAt = NOW.plusSeconds(60);

        assertThat(facts.refusal(AMOUNT, expiresAt.minusNanos(1))).isEmpty();
        assertThat(facts.refusal(AMOUNT, expiresAt)).contains(Refusal.QUOTE_EXPIRED);
    }

    @ParameterizedTest
    @EnumSource(PaymentSession.Status.class)
    void onlyAnAuthorisedSessionPays(PaymentSession.Status status) {
        RemittanceFacts sound = facts(Set.of());
        RemittanceFacts facts =
                new RemittanceFacts(
                        true,
                        sound.creditorIban(),
                        true,
                        sound.quote(),
                        new SessionFacts(status, true));

        assertThat(facts.refusal(AMOUNT, NOW).isEmpty())
                .isEqualTo(status == PaymentSession.Status.AUTHORISED);
    }

    @Test
    void noSessionAtAllIsNotAuthorised() {
        RemittanceFacts sound = facts(Set.of());
        RemittanceFacts facts =
                new RemittanceFacts(true, sound.creditorIban(), true, sound.quote(), null);

        assertThat(facts.refusal(AMOUNT, NOW)).contains(Refusal.PAYMENT_SESSION_NOT_AUTHORISED);
    }

    @Test
    void theFactsDoNotPrintTheAccount() {
        assertThat(facts(Set.of()).toString()).doesNotContain("RS35");
    }

    /// Facts with everything wrong that `reasons` name.
    private static RemittanceFacts facts(Set<Refusal> reasons) {
        Payment.Amounts amounts =
                new Payment.Amounts(
                        AMOUNT,
                        Money.nok(1_00),
                        Money.nok(201_00),
                        new Money(2_000_00, Currency.getInstance("RSD")),
                        BigDecimal.TEN);
        return new RemittanceFacts(
                !reasons.contains(Refusal.KYC_REQUIRED),
                reasons.contains(Refusal.RECIPIENT_NOT_FOUND) ? null : "RS35260005601001611379",
                !reasons.contains(Refusal.ACCOUNT_NOT_FOUND),
                reasons.contains(Refusal.QUOTE_NOT_FOUND)
                        ? null
                        : new RemittanceFacts.QuoteFacts(
                                amounts,
                                !reasons.contains(Refusal.QUOTE_MISMATCH),
                                reasons.contains(Refusal.QUOTE_USED),
                                reasons.contains(Refusal.QUOTE_EXPIRED)
                                        ? NOW.minusSeconds(1)
                                        : NOW.plusSeconds(60)),
                new SessionFacts(
                        status(reasons), !reasons.contains(Refusal.PAYMENT_SESSION_MISMATCH)));
    }

    private static PaymentSession.Status status(Set<Refusal> reasons) {
        if (reasons.contains(Refusal.PAYMENT_SESSION_NOT_AUTHORISED)) {
            return PaymentSession.Status.PENDING;
        }
        return reasons.contains(Refusal.PAYMENT_SESSION_EXPIRED)
                ? PaymentSession.Status.EXPIRED
                : PaymentSession.Status.AUTHORISED;
    }
}
