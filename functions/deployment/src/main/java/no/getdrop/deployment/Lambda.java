package no.getdrop.deployment;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import software.amazon.awssdk.core.exception.SdkException;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

/// Invokes a version of a function by its ARN, past alias and gateway, and waits for its answer.
final class Lambda {
    private static final Logger log = LoggerFactory.getLogger(Lambda.class);

    /// Longer than any function that is asked may take, a cold restore included.
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /// What passes by itself (Lambda API reference, Invoke): a version that is not ready yet, a
    /// limit that is reached. A function that fails is not among it.
    private static final Set<String> PASSING =
            Set.of(
                    "TooManyRequestsException",
                    "ResourceNotReadyException",
                    "ResourceConflictException",
                    "SnapStartNotReadyException",
                    "SnapStartTimeoutException",
                    "ServiceException");

    private final SignedCalls calls;
    private final URI address;

    Lambda(SignedCalls calls, URI address) {
        this.calls = calls;
        this.address = address;
    }

    /// One request, sent again until the deadline while what keeps it from the version passes.
    Invocation invoke(String version, ProxyRequest request, Deadline deadline)
            throws InterruptedException {
        Backoff backoff = new Backoff(deadline);
        while (true) {
            String why;
            boolean passing;
            try {
                long begun = System.nanoTime();
                SignedCalls.Reply reply = post(version, request, deadline);
                if (reply.status() == 200) {
                    return read(reply, (System.nanoTime() - begun) / 1_000_000);
                }
                why = "Lambda answers " + reply.status() + " " + reply.error();
                passing = reply.status() >= 500 || PASSING.contains(reply.error());
            } catch (IOException | SdkException e) {
                why = "Lambda was not reached: " + e;
                passing = true;
            }
            if (!passing || !backoff.pause()) {
                return new Invocation.Unanswered(why);
            }
            log.atInfo().log("{} {} again: {}", request.method(), request.path(), why);
        }
    }

    private SignedCalls.Reply post(String version, ProxyRequest request, Deadline deadline)
            throws IOException {
        String name = URLEncoder.encode(version, StandardCharsets.UTF_8);
        Duration limit = deadline.left(LIMIT);
        if (limit.toMillis() < 1) {
            throw new IOException("no time is left");
        }
        return calls.post(
                "lambda",
                address.resolve("/2015-03-31/functions/" + name + "/invocations"),
                Map.of(
                        "Content-Type",
                        "application/json",
                        "X-Amz-Invocation-Type",
                        "RequestResponse"),
                request.event(),
                limit);
    }

    private static Invocation read(SignedCalls.Reply reply, long milliseconds) {
        if (!reply.functionError().isEmpty()) {
            return new Invocation.Unanswered("it failed: " + reply.body());
        }
        try {
            return Invocation.Answered.read(reply.body(), milliseconds);
        } catch (IOException | IllegalArgumentException e) {
            return new Invocation.Unanswered("it is not understood: " + e.getMessage());
        }
    }
}
