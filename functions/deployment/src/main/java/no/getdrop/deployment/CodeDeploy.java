package no.getdrop.deployment;

import no.getdrop.runtime.Json;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Tells CodeDeploy what a hook found: `PutLifecycleEventHookExecutionStatus` of its JSON 1.1 API.
final class CodeDeploy {
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final String TARGET = "CodeDeploy_20141006.PutLifecycleEventHookExecutionStatus";

    /// Somebody has answered: an earlier delivery of the same event, or a try of ours whose own
    /// answer was lost.
    private static final String ANSWERED = "LifecycleEventAlreadyCompletedException";

    private static final Set<String> BUSY =
            Set.of(
                    "ThrottlingException",
                    "Throttling",
                    "TooManyRequestsException",
                    "RequestLimitExceeded");

    private final SignedCalls calls;
    private final URI address;

    CodeDeploy(SignedCalls calls, URI address) {
        this.calls = calls;
        this.address = address.resolve("/");
    }

    /// What became of the answer.
    enum Told {
        /// CodeDeploy goes on, or rolls back.
        TAKEN,
        /// There was an answer already, and it stays.
        ANSWERED_BEFORE
    }

    private sealed interface Attempt {
        record Done(Told told) implements Attempt {}

        record Refused(String why) implements Attempt {}

        record Unheard(String why) implements Attempt {}
    }

    /// Answers the question; while CodeDeploy is busy or away, again until the deadline.
    ///
    /// @throws IOException when CodeDeploy could not be told
    Told tell(HookEvent event, boolean succeeded, Deadline deadline)
            throws IOException, InterruptedException {
        String body =
                Json.mapper()
                        .createObjectNode()
                        .put("deploymentId", event.deploymentId())
                        .put("lifecycleEventHookExecutionId", event.executionId())
                        .put("status", succeeded ? "Succeeded" : "Failed")
                        .toString();
        Backoff backoff = new Backoff(deadline);
        while (true) {
            switch (attempt(body)) {
                case Attempt.Done(Told told) -> {
                    return told;
                }
                case Attempt.Refused(String why) -> throw new IOException(why);
                case Attempt.Unheard(String why) -> {
                    if (!backoff.pause()) {
                        throw new IOException(why);
                    }
                }
            }
        }
    }

    private Attempt attempt(String body) {
        try {
            SignedCalls.Reply reply =
                    calls.post(
                            "codedeploy",
                            address,
                            Map.of(
                                    "Content-Type",
                                    "application/x-amz-json-1.1",
                                    "X-Amz-Target",
                                    TARGET),
                            body,
                            LIMIT);
            String error = reply.error();
            if (reply.status() == 200) {
                return new Attempt.Done(Told.TAKEN);
            }
            if (error.equals(ANSWERED)) {
                return new Attempt.Done(Told.ANSWERED_BEFORE);
            }
            String why = "CodeDeploy was not told: it answers " + reply.status() + " " + error;
            return reply.status() >= 500 || BUSY.contains(error)
                    ? new Attempt.Unheard(why)
                    : new Attempt.Refused(why);
        } catch (IOException | SdkException e) {
            return new Attempt.Unheard("CodeDeploy was not told: " + e);
        }
    }
}
