package no.getdrop.deadlines;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;

/// The periods that the law gives Drop and its customers, each with its source.
///
/// A deadline is the last second of its day in Norway.
public final class Deadlines {
    /// Business days for an answer (PSD2 Art. 101(2)).
    public static final int ANSWER_DAYS = 15;

    /// Business days for the refund of a payment that nobody authorised (PSD2 Art. 73(1)).
    public static final int REFUND_DAYS = 1;

    /// Months in which an unauthorised or wrong payment may be disputed (PSD2 Art. 71(1)).
    public static final int DISPUTE_MONTHS = 13;

    /// Days in which a withdrawal from the agreement is carried out, at most; without undue delay
    /// before that (angrerettloven, directive 2002/65/EC Art. 7).
    public static final int WITHDRAWAL_DAYS = 30;

    /// Months for what a person asks under the GDPR (Art. 12(3)).
    public static final int PRIVACY_MONTHS = 1;

    /// Years for which what is known of a customer and of payments is kept (hvitvaskingsloven § 30,
    /// bokføringsloven § 13).
    public static final int RETENTION_YEARS = 5;

    private static final ZoneId NORWAY = ZoneId.of("Europe/Oslo");
    private static final LocalTime LAST_SECOND = LocalTime.of(23, 59, 59);

    private final BusinessDays businessDays;

    /// Deadlines in `businessDays`.
    public Deadlines(BusinessDays businessDays) {
        this.businessDays = businessDays;
    }

    /// By when a complaint that came in at `receivedAt` is answered.
    public Instant answerDue(Instant receivedAt) {
        return endOf(businessDays.after(day(receivedAt), ANSWER_DAYS));
    }

    /// By when a payment is paid back that was said to be unauthorised at `receivedAt`.
    public Instant refundDue(Instant receivedAt) {
        return endOf(businessDays.after(day(receivedAt), REFUND_DAYS));
    }

    /// Until when a payment that was debited at `debitedAt` may be disputed.
    public static Instant disputableUntil(Instant debitedAt) {
        return endOf(day(debitedAt).plusMonths(DISPUTE_MONTHS));
    }

    /// By when an agreement is ended from which a customer withdrew at `receivedAt`.
    public static Instant withdrawalDue(Instant receivedAt) {
        return endOf(day(receivedAt).plusDays(WITHDRAWAL_DAYS));
    }

    /// By when a request under the GDPR that came in at `receivedAt` is carried out.
    public static Instant privacyDue(Instant receivedAt) {
        return endOf(day(receivedAt).plusMonths(PRIVACY_MONTHS));
    }

    /// Until when the data of a customer is kept whose relationship ended at `endedAt`.
    public static Instant retainedUntil(Instant endedAt) {
        return endOf(day(endedAt).plusYears(RETENTION_YEARS));
    }

    private static LocalDate day(Instant instant) {
        return instant.atZone(NORWAY).toLocalDate();
    }

    private static Instant endOf(LocalDate day) {
        return day.atTime(LAST_SECOND).atZone(NORWAY).toInstant();
    }
}
