package no.getdrop.local.lambda;

import com.fasterxml.jackson.databind.ObjectMapper;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The error objects that Lambda itself gives to callers, word for word.
final class LambdaErrors {
    private static final ObjectMapper JSON = new ObjectMapper();

    private LambdaErrors() {}

    static byte[] timedOut(String requestId, int timeoutSeconds) {
        return error(
                "Sandbox.Timedout",
                "RequestId: %s Error: Task timed out after %s seconds"
                        .formatted(
                                requestId,
                                String.format(Locale.ROOT, "%.2f", (double) timeoutSeconds)));
    }

    static byte[] exited(String requestId, int exitCode) {
        String how =
                exitCode > 128
                        ? "signal: " + (exitCode == 137 ? "killed" : "number " + (exitCode - 128))
                        : "exit status " + exitCode;
        return error(
                "Runtime.ExitError",
                "RequestId: %s Error: Runtime exited with error: %s".formatted(requestId, how));
    }

    static byte[] initTimedOut(long limitMs) {
        return error(
                "Sandbox.Timedout",
                "RequestId: init Error: initialisation took longer than %d ms".formatted(limitMs));
    }

    static byte[] restoreTimedOut() {
        return error(
                "SnapStartTimeoutException",
                "RequestId: restore Error: restore hooks took longer than 10 seconds");
    }

    static byte[] responseTooLarge(int limitBytes) {
        return error(
                "Function.ResponseSizeTooLarge",
                "Response payload size exceeded maximum allowed payload size (%d bytes)."
                        .formatted(limitBytes));
    }

    private static byte[] error(String type, String message) {
        return JSON.createObjectNode()
                .put("errorType", type)
                .put("errorMessage", message)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
    }
}
