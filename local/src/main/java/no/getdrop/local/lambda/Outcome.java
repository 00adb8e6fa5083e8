package no.getdrop.local.lambda;

import java.nio.charset.StandardCharsets;

/// What became of one invocation.
public sealed interface Outcome {
    /// The function answered.
    // Bytes on their way through; nothing compares these records.
    @SuppressWarnings("ArrayRecordComponent")
    record Succeeded(String requestId, byte[] payload) implements Outcome {
        /// The answer as text.
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /// The function threw, ran out of time, died or could not start; the payload is Lambda's error
    /// object with `errorType` and `errorMessage`.
    // Bytes on their way through; nothing compares these records.
    @SuppressWarnings("ArrayRecordComponent")
    record Failed(String requestId, byte[] payload) implements Outcome {
        /// The error object as text.
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /// The function's reserved concurrency is in use; nothing ran.
    record Throttled() implements Outcome {}
}
