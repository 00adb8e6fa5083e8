package no.getdrop.payments;

import static no.getdrop.payments.PaymentOutcome.Refusal;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.money.Money;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

class QrPaymentFactsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");
    private static final Money AMOUNT = Money.nok(129_00);

    /// Those that a QR payment can be refused for, in their order.
    private static final Set<Refusal> REASONS =
            EnumSet.complementOf(
                    EnumSet.of(
                            Refusal.RECIPIENT_NOT_FOUND,
                            Refusal.QUOTE_NOT_FOUND,
                            Refusal.QUOTE_MISMATCH,
                            Refusal.QUOTE_USED,
                            Refusal.QUOTE_EXPIRED));

    @Test
    void anOrderAboutWhichAllIsRightIsNotRefused() {
        assertThat(facts(Set.of()).refusal(AMOUNT, NOW)).isEmpty();
    }

    @ParameterizedTest
    @FieldSource("REASONS")
    void eachReasonAloneIsTold(Refusal reason) {
        assertThat(facts(Set.of(reason)).refusal(AMOUNT, NOW)).contains(reason);
    }

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
    void beforeTheAuthenticationAllElseIsLookedAt() {
        for (Refusal reason : REASONS) {
            boolean ofSession = reason.name().startsWith("PAYMENT_SESSION");
            assertThat(facts(Set.of(reason)).refusalToAsk(AMOUNT, NOW).isEmpty())
                    .as(reason.name())
                    .isEqualTo(ofSession);
        }
    }

    @Test
    void aRequestIsForItsAmountToTheOre() {
        assertThat(facts(Set.of()).refusal(Money.nok(129_01), NOW))
                .contains(Refusal.PAYMENT_REQUEST_MISMATCH);
    }

    @Test
    void aRequestIsOverAtTheVeryMomentOfItsExpiry() {
        QrPaymentFacts facts = facts(Set.of());
        Instant expiresAt = NOW.plusSeconds(60);

        assertThat(facts.refusal(AMOUNT, expiresAt.minusNanos(1))).isEmpty();
        assertThat(facts.refusal(AMOUNT, expiresAt)).contains(Refusal.PAYMENT_REQUEST_EXPIRED);
    }

    @Test
    void aMerchantsOwnCodeIsForAnyAmountAtAnyTime() {
        QrPaymentFacts facts =
                new QrPaymentFacts(
                        true,
                        new QrPaymentFacts.PayeeFacts(false, null, true, false),
                        true,
                        new SessionFacts(PaymentSession.Status.AUTHORISED, true));

        assertThat(facts.refusal(Money.nok(100_000_00), NOW.plusSeconds(1_000_000))).isEmpty();
    }

    /// Facts with everything wrong that `reasons` name.
    private static QrPaymentFacts facts(Set<Refusal> reasons) {
        return new QrPaymentFacts(
                !reasons.contains(Refusal.KYC_REQUIRED),
                new QrPaymentFacts.PayeeFacts(
                        true,
                        reasons.contains(Refusal.PAYMENT_REQUEST_NOT_FOUND)
                                ? null
                                : request(reasons),
                        !reasons.contains(Refusal.MERCHANT_NOT_FOUND),
                        reasons.contains(Refusal.SELF_PAYMENT)),
                !reasons.contains(Refusal.ACCOUNT_NOT_FOUND),
                new SessionFacts(
                        status(reasons), !reasons.contains(Refusal.PAYMENT_SESSION_MISMATCH)));
    }

    private static QrPaymentFacts.RequestFacts request(Set<Refusal> reasons) {
        return new QrPaymentFacts.RequestFacts(
                reasons.contains(Refusal.PAYMENT_REQUEST_MISMATCH) ? Money.nok(130_00) : AMOUNT,
                reasons.contains(Refusal.PAYMENT_REQUEST_PAID),
                reasons.contains(Refusal.PAYMENT_REQUEST_EXPIRED)
                        ? NOW.minusSeconds(1)
                        : NOW.plusSeconds(60));
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
