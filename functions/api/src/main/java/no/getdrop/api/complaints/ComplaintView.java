package no.getdrop.api.complaints;

import no.getdrop.complaints.Complaint;

import org.jspecify.annotations.Nullable;

import java.time.Instant;

/// A complaint as its customer sees it.
///
/// @param answerDueAt by when Drop answers
/// @param refundDueAt by when an unauthorised payment is paid back
/// @param appeal where the customer may go who is not content (PSD2 Art. 101(3))
record ComplaintView(
        String id,
        String kind,
        String status,
        @Nullable String transactionId,
        String description,
        @Nullable String answer,
        Instant createdAt,
        Instant answerDueAt,
        @Nullable Instant refundDueAt,
        @Nullable Instant answeredAt,
        @Nullable Instant refundedAt,
        String appeal) {
    static ComplaintView of(Complaint complaint, String appeal) {
        Complaint.Times times = complaint.times();
        return new ComplaintView(
                complaint.id().toString(),
                complaint.kind().text(),
                complaint.status().text(),
                complaint.paymentId() == null ? null : complaint.paymentId().toString(),
                complaint.description(),
                complaint.answer(),
                times.createdAt(),
                times.answerDueAt(),
                times.refundDueAt(),
                times.answeredAt(),
                times.refundedAt(),
                appeal);
    }
}
