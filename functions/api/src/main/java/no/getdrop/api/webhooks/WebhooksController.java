package no.getdrop.api.webhooks;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.RawBody;
import no.getdrop.api.http.RefusedException;
import no.getdrop.kyc.SumsubMessages;
import no.getdrop.payments.BankNotices;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookEvents;
import no.getdrop.webhooks.WebhookReceipt;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/// What providers tell by themselves. A message is kept before anything is done about it; the
/// answer says that it is kept.
@RestController
final class WebhooksController {
    private static final Logger log = LoggerFactory.getLogger(WebhooksController.class);
    private static final int RETRY_AFTER_SECONDS = 60;

    private final WebhookEvents events;
    private final SumsubMessages sumsub;
    private final BankNotices bank;

    record ReceivedView(boolean received) {}

    WebhooksController(WebhookEvents events, SumsubMessages sumsub, BankNotices bank) {
        this.events = events;
        this.sumsub = sumsub;
        this.bank = bank;
    }

    @PostMapping("/v1/webhooks/sumsub")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.UNCOUNTED)
    Data<ReceivedView> sumsub(
            RawBody body,
            @RequestHeader(name = "X-Payload-Digest-Alg", required = false)
                    @Nullable String algorithm,
            @RequestHeader(name = "X-Payload-Digest", required = false) @Nullable String digest) {
        return take(sumsub.verify(body.bytes(), algorithm, digest));
    }

    @PostMapping("/v1/webhooks/openbanking")
    @Access(value = Access.Who.ANYONE, quota = Access.Quota.UNCOUNTED)
    Data<ReceivedView> openBanking(
            RawBody body,
            @RequestHeader(name = "webhook-id", required = false) @Nullable String id,
            @RequestHeader(name = "webhook-timestamp", required = false) @Nullable String timestamp,
            @RequestHeader(name = "webhook-signature", required = false)
                    @Nullable String signature) {
        return take(bank.verify(new BankNotices.Message(id, timestamp, signature, body.bytes())));
    }

    private Data<ReceivedView> take(WebhookReceipt receipt) {
        return switch (receipt) {
            case WebhookReceipt.Genuine(WebhookEvent event) -> {
                events.take(event);
                yield new Data<>(new ReceivedView(true));
            }
            case WebhookReceipt.NotSigned() ->
                    throw RefusedException.of(ApiError.SIGNATURE_REFUSED);
            case WebhookReceipt.Unreadable() ->
                    throw RefusedException.of(ApiError.WEBHOOK_UNREADABLE);
            case WebhookReceipt.NoKey() -> {
                log.atError().log("a webhook came for which there is no key");
                throw RefusedException.retry(ApiError.SERVICE_UNAVAILABLE, RETRY_AFTER_SECONDS);
            }
        };
    }
}
