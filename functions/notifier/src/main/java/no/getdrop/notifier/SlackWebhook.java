package no.getdrop.notifier;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secret;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.ThreadLocalRandom;

/// Posts to an incoming webhook of Slack: one message a second, what is busy or broken again within
/// the time that is left, and what is refused not again.
///
/// A message is posted until Slack says that it has it. One whose answer was lost may so stand
/// there twice.
final class SlackWebhook {
    private static final Logger log = LoggerFactory.getLogger(SlackWebhook.class);

    private static final Duration INTERVAL = Duration.ofSeconds(1);
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final long FIRST_PAUSE_MS = 500;
    private static final long MOST_PAUSE_MS = 8_000;
    private static final int ATTEMPTS_MAX = 6;
    private static final int BYTES_MAX = 4_096;

    private final OutboundHttp http;
    private final Pause pause;
    private @Nullable Long nextPostAtNanos;

    SlackWebhook(OutboundHttp http, Pause pause) {
        this.http = http;
        this.pause = pause;
    }

    private sealed interface Attempt {
        record Sent() implements Attempt {}

        record Refused(String why) implements Attempt {}

        /// @param waitMs as long as Slack asks for; empty when it does not say
        record Again(String why, OptionalLong waitMs) implements Attempt {}
    }

    /// Posts a text.
    ///
    /// @param deadlineNanos by [System#nanoTime()]
    /// @throws NotSentException when Slack has not taken it
    void post(Secret webhook, String text, long deadlineNanos) throws InterruptedException {
        HttpRequest request = request(webhook, text);
        long pauseMs = FIRST_PAUSE_MS;
        for (int attempt = 1; ; attempt++) {
            if (nextPostAtNanos != null) {
                waitFor(nextPostAtNanos - System.nanoTime(), deadlineNanos, "one message a second");
            }
            nextPostAtNanos = System.nanoTime() + INTERVAL.toNanos();
            switch (attempt(request)) {
                case Attempt.Sent() -> {
                    return;
                }
                case Attempt.Refused(String why) -> throw new NotSentException(why);
                case Attempt.Again(String why, OptionalLong waitMs) -> {
                    if (attempt == ATTEMPTS_MAX) {
                        throw new NotSentException(why);
                    }
                    log.atWarn().log("again: {}", why);
                    long wait =
                            waitMs.orElse(
                                    ThreadLocalRandom.current().nextLong(pauseMs / 2, pauseMs + 1));
                    waitFor(wait * 1_000_000, deadlineNanos, why);
                    pauseMs = Math.min(MOST_PAUSE_MS, pauseMs * 2);
                }
            }
        }
    }

    private void waitFor(long nanos, long deadlineNanos, String why) throws InterruptedException {
        if (nanos <= 0) {
            return;
        }
        if (System.nanoTime() + nanos - deadlineNanos >= 0) {
            throw new NotSentException("no time is left: " + why);
        }
        pause.sleep(Duration.ofNanos(nanos));
    }

    private Attempt attempt(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, BYTES_MAX);
            int status = answer.statusCode();
            String why = "Slack answers " + status + " " + answer.body().strip();
            if (status == 200) {
                return new Attempt.Sent();
            }
            if (status == 429) {
                return new Attempt.Again(why, retryAfterMs(answer));
            }
            return status >= 500
                    ? new Attempt.Again(why, OptionalLong.empty())
                    : new Attempt.Refused(why);
        } catch (IOException e) {
            // Its class alone: a text might name the address.
            return new Attempt.Again(
                    "Slack was not reached: " + e.getClass().getSimpleName(), OptionalLong.empty());
        }
    }

    private static OptionalLong retryAfterMs(HttpResponse<String> answer) {
        String seconds = answer.headers().firstValue("Retry-After").orElse("");
        return seconds.matches("\\d{1,6}")
                ? OptionalLong.of(Long.parseLong(seconds) * 1_000)
                : OptionalLong.empty();
    }

    private static HttpRequest request(Secret webhook, String text) {
        String body =
                Json.mapper()
                        .createObjectNode()
                        .put("text", text)
                        .put("unfurl_links", false)
                        .toString();
        try {
            URI address = URI.create(webhook.reveal());
            if (!"https".equals(address.getScheme()) && !"127.0.0.1".equals(address.getHost())) {
                throw new NotSentException("SLACK_WEBHOOK_URL is no https address");
            }
            return HttpRequest.newBuilder(address)
                    .header("Content-Type", "application/json; charset=utf-8")
                    .timeout(LIMIT)
                    .POST(HttpRequest.BodyPublishers.ofString(body))
                    .build();
        } catch (IllegalArgumentException e) {
            throw new NotSentException("SLACK_WEBHOOK_URL is no address of a webhook");
        }
    }
}
