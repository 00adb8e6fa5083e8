package no.getdrop.notifier;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.Metrics;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The notifier: each message of an SNS topic becomes one in Slack.
///
/// SNS delivers at least once. What this environment has sent it does not send again, and as the
/// function runs one at a time that is nearly always enough; a new environment may repeat a message
/// whose delivery is repeated. A message that Slack did not take is an error of the invocation,
/// after all others of it were sent, so that it is delivered again.
public final class NotifierHandler implements RequestStreamHandler {
    private static final Logger log = LoggerFactory.getLogger(NotifierHandler.class);
    private static final String WEBHOOK = "SLACK_WEBHOOK_URL";

    /// Kept back for the answer.
    private static final int RESERVE_MS = 1_000;

    private final Secrets secrets;
    private final SlackText texts;
    private final SlackWebhook slack;
    private final Sent sent = new Sent();
    private boolean saidThatThereIsNone;

    /// A handler with the settings of this process.
    ///
    /// @throws no.getdrop.runtime.SettingException when one is missing or wrong
    public NotifierHandler() {
        this(Environment.system(), Thread::sleep);
    }

    NotifierHandler(Environment environment, Pause pause) {
        this.secrets = Secrets.from(environment, InstantSource.system());
        this.texts = new SlackText(NotifierSettings.from(environment));
        this.slack =
                new SlackWebhook(OutboundHttp.unresting("Slack", Duration.ofSeconds(2)), pause);
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        long deadlineNanos =
                System.nanoTime() + (context.getRemainingTimeInMillis() - RESERVE_MS) * 1_000_000L;
        try (MDC.MDCCloseable _ = MDC.putCloseable("requestId", context.getAwsRequestId())) {
            List<SnsMessage> messages = SnsMessage.read(Json.mapper().readTree(input));
            Optional<NotSentException> failure = Optional.empty();
            for (SnsMessage message : messages) {
                try {
                    tell(message, deadlineNanos);
                } catch (NotSentException e) {
                    failure = Optional.of(e);
                }
            }
            if (failure.isPresent()) {
                throw failure.get();
            }
            output.write('{');
            output.write('}');
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void tell(SnsMessage message, long deadlineNanos) throws InterruptedException {
        switch (Notices.read(message)) {
            case Notice.Alarm alarm -> tell(Sent.key(alarm), texts.of(alarm), deadlineNanos);
            case Notice.Text text -> tell("message " + message.id(), texts.of(text), deadlineNanos);
            case Notice.Ignored(String why) ->
                    log.atInfo().log("{} is not told: {}", message.id(), why);
        }
    }

    private void tell(String key, String text, long deadlineNanos) throws InterruptedException {
        if (sent.contains(key)) {
            log.atInfo().log("already told: {}", key);
            return;
        }
        Optional<Secret> webhook = secrets.find(WEBHOOK);
        if (webhook.isEmpty()) {
            sayOnceThatThereIsNone();
            Metrics.count("NotificationsWithoutSlack", 1, Map.of());
            return;
        }
        try {
            slack.post(webhook.get(), text, deadlineNanos);
        } catch (NotSentException e) {
            // A webhook that was replaced is refused: the next delivery reads the secret anew.
            secrets.forget();
            Metrics.count("NotificationsNotSent", 1, Map.of());
            throw e;
        }
        sent.add(key);
        Metrics.count("NotificationsSent", 1, Map.of());
    }

    private void sayOnceThatThereIsNone() {
        if (!saidThatThereIsNone) {
            saidThatThereIsNone = true;
            log.atWarn().log("{} is not set: nothing is told in Slack", WEBHOOK);
        }
    }
}
