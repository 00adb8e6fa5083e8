package no.getdrop.local.lambda;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What became of one invocation.
public sealed interface Outcome {
    /// The function answered.
    // Bytes on their way through; nothing compares these records.
    @SuppressWarnings("ArrayRecordComponent")
    record Succeeded(String requestId, byte[] payload, List<String> log) implements Outcome {
        public Succeeded {
            log = List.copyOf(log);
        }

        /// The answer as text.
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /// The function threw, ran out of time, died or could not start; the payload is Lambda's error
    /// object with `errorType` and `errorMessage`.
    // Bytes on their way through; nothing compares these records.
    @SuppressWarnings("ArrayRecordComponent")
    record Failed(String requestId, byte[] payload, List<String> log) implements Outcome {
        public Failed {
            log = List.copyOf(log);
        }

        /// The error object as text.
        public String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }
    }

    /// The function's reserved concurrency is in use; nothing ran.
    record Throttled(String requestId) implements Outcome {}
}
