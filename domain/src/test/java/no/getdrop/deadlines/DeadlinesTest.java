package no.getdrop.deadlines;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;

final class DeadlinesTest {
    private final Deadlines deadlines = new Deadlines(new BusinessDays());

    @ParameterizedTest
    @CsvSource({
        "2026-04-01T12:00:00Z, 2026-04-27T21:59:59Z",
        // 23:30 UTC on 31 March is 01:30 on 1 April in Norway.
        "2026-03-31T23:30:00Z, 2026-04-27T21:59:59Z",
        "2026-12-18T08:00:00Z, 2027-01-12T22:59:59Z"
    })
    void aComplaintIsAnsweredInFifteenBusinessDays(Instant receivedAt, Instant expected) {
        assertThat(deadlines.answerDue(receivedAt)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-04-01T12:00:00Z, 2026-04-07T21:59:59Z",
        "2026-11-27T12:00:00Z, 2026-11-30T22:59:59Z",
        "2026-05-15T22:30:00Z, 2026-05-18T21:59:59Z"
    })
    void anUnauthorisedPaymentIsPaidBackByTheEndOfTheNextBusinessDay(
            Instant receivedAt, Instant expected) {
        assertThat(deadlines.refundDue(receivedAt)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2027-02-28T22:59:59Z",
        "2025-06-15T12:00:00Z, 2026-07-15T21:59:59Z",
        // 28 February 23:30 UTC is 1 March in Norway.
        "2026-02-28T23:30:00Z, 2027-04-01T21:59:59Z"
    })
    void aPaymentIsDisputableForThirteenMonths(Instant debitedAt, Instant expected) {
        assertThat(Deadlines.disputableUntil(debitedAt)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T12:00:00Z, 2026-12-25T22:59:59Z",
        // 22:30 UTC on 31 March is 1 April in Norway.
        "2026-03-31T22:30:00Z, 2026-05-01T21:59:59Z"
    })
    void anAgreementIsEndedInThirtyDays(Instant receivedAt, Instant expected) {
        assertThat(Deadlines.withdrawalDue(receivedAt)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T12:00:00Z, 2026-02-28T22:59:59Z",
        "2026-12-15T12:00:00Z, 2027-01-15T22:59:59Z"
    })
    void aRequestUnderTheGdprIsDueInAMonth(Instant receivedAt, Instant expected) {
        assertThat(Deadlines.privacyDue(receivedAt)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T12:00:00Z, 2031-11-25T22:59:59Z",
        "2028-02-29T12:00:00Z, 2033-02-28T22:59:59Z"
    })
    void dataIsKeptForFiveYears(Instant endedAt, Instant expected) {
        assertThat(Deadlines.retainedUntil(endedAt)).isEqualTo(expected);
    }
}
