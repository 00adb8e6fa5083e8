package no.getdrop.local.lambda;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;

/// One invocation on its way through an environment.
///
/// @param deadlineMs when the function's time is over, epoch milliseconds
/// @param answer completed with the answer, or with Lambda's error object
// Bytes on their way through; nothing compares these records.
@SuppressWarnings("ArrayRecordComponent")
record PendingInvocation(
        String requestId, byte[] event, long deadlineMs, CompletableFuture<Answer> answer) {
    PendingInvocation(String requestId, byte[] event, long deadlineMs) {
        this(requestId, event, deadlineMs, new CompletableFuture<>());
    }

    String text() {
        return new String(event, StandardCharsets.UTF_8);
    }

    /// The payload, and whether it is an error object.
    // Bytes on their way through; nothing compares these records.
    @SuppressWarnings("ArrayRecordComponent")
    record Answer(boolean failed, byte[] payload) {}
}
