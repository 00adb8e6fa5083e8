package no.getdrop.payments;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.openbanking.OpenBanking;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.webhooks.Signatures;
import no.getdrop.webhooks.WebhookAction;
import no.getdrop.webhooks.WebhookBodies;
import no.getdrop.webhooks.WebhookEvent;
import no.getdrop.webhooks.WebhookReceipt;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// What the aggregator tells of orders by itself, signed as the Standard Webhooks specification has
/// it: HMAC-SHA-256 over id, time and body, five minutes' tolerance.
///
/// It moves a payment as the answer to a question would, so that whichever comes first counts, and
/// the other changes nothing.
public final class BankNotices implements WebhookAction {
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final String PREFIX = "whsec_";

    private static final String FIND =
            """
            SELECT id FROM transactions
            WHERE bank_payment_id = :bankPaymentId OR id = CAST(:id AS uuid)
            ORDER BY id = CAST(:id AS uuid) DESC NULLS LAST
            LIMIT 1
            """;

    private final Secrets secrets;
    private final Moves moves;
    private final InstantSource clock;

    /// A message as it was received.
    ///
    /// @param id header `webhook-id`
    /// @param timestamp header `webhook-timestamp`, seconds
    /// @param signatures header `webhook-signature`, `v1,` and base64, with spaces between several
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Message(
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signatures,
            byte[] body) {}

    /// Notices signed under `OPEN_BANKING_WEBHOOK_SECRET`, or the one before it.
    public BankNotices(Secrets secrets, InstantSource clock) {
        this.secrets = secrets;
        this.moves = new Moves(clock);
        this.clock = clock;
    }

    /// Verifies a message.
    public WebhookReceipt verify(Message message) {
        List<byte[]> keys =
                Stream.of("OPEN_BANKING_WEBHOOK_SECRET", "OPEN_BANKING_WEBHOOK_SECRET_PREVIOUS")
                        .flatMap(name ->
                                secrets.find(name).map(secret -> key(name, secret)).stream())
                        .toList();
        if (keys.isEmpty()) {
            return new WebhookReceipt.NoKey();
        }
        String id = message.id();
        if (id == null || !id.matches("[\\x21-\\x7E]{1,200}") || !isSigned(message, id, keys)) {
            return new WebhookReceipt.NotSigned();
        }
        return event(id, message.body())
                .<WebhookReceipt>map(WebhookReceipt.Genuine::new)
                .orElseGet(WebhookReceipt.Unreadable::new);
    }

    @Override
    public Result apply(Handle handle, WebhookEvent event) {
        JsonNode data = event.json().path("data");
        Optional<OpenBanking.Status> status =
                OpenBanking.Status.of(data.path("transactionStatus").asText());
        if (!event.type().equals("payment.status") || status.isEmpty()) {
            return Result.IGNORED;
        }
        Optional<PaymentId> payment =
                handle.createQuery(FIND)
                        .bind("bankPaymentId", event.subject())
                        .bind("id", ourId(data).orElse(null))
                        .mapTo(UUID.class)
                        .findOne()
                        .map(PaymentId::new);
        if (payment.isEmpty()) {
            // The bank may be faster than the answer to our own order.
            return Result.WAITING;
        }
        JsonNode reason = data.path("reasonCode");
        OpenBanking.PaymentState state =
                new OpenBanking.PaymentState(
                        event.subject(), status.get(), reason.isTextual() ? reason.asText() : null);
        return moves.take(handle, payment.get(), state) ? Result.APPLIED : Result.SUPERSEDED;
    }

    private boolean isSigned(Message message, String id, List<byte[]> keys) {
        String timestamp = message.timestamp();
        String signatures = message.signatures();
        if (timestamp == null
                || !timestamp.matches("[0-9]{1,11}")
                || signatures == null
                || signatures.length() > 2_000) {
            return false;
        }
        Duration age =
                Duration.between(Instant.ofEpochSecond(Long.parseLong(timestamp)), clock.instant());
        if (age.abs().compareTo(TOLERANCE) > 0) {
            return false;
        }
        byte[] head = (id + '.' + timestamp + '.').getBytes(StandardCharsets.UTF_8);
        byte[] content =
                ByteBuffer.allocate(head.length + message.body().length)
                        .put(head)
                        .put(message.body())
                        .array();
        return Arrays.stream(signatures.split(" ", -1))
                .filter(signature -> signature.startsWith("v1,"))
                .flatMap(signature -> base64(signature.substring(3)).stream())
                .anyMatch(signature -> Signatures.match("HmacSHA256", keys, content, signature));
    }

    private static Optional<WebhookEvent> event(String id, byte[] body) {
        String payload = new String(body, StandardCharsets.UTF_8);
        return WebhookBodies.read(payload)
                .flatMap(json ->
                        instant(json.path("timestamp").asText())
                                .map(timestamp ->
                                        new WebhookEvent(
                                                WebhookEvent.Provider.OPENBANKING,
                                                id,
                                                json.path("type").asText(),
                                                json.path("data").path("paymentId").asText(),
                                                payload,
                                                timestamp)))
                .filter(WebhookBodies::isStorable);
    }

    private static Optional<Instant> instant(String text) {
        try {
            return Optional.of(Instant.parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// Our own id of the order, which the bank has as its end-to-end identification.
    private static Optional<UUID> ourId(JsonNode data) {
        return PaymentId.parse("txn_" + data.path("endToEndIdentification").asText())
                .map(PaymentId::value);
    }

    /// As the specification writes it; any other text is the key itself.
    private static byte[] key(String name, Secret secret) {
        String text = secret.reveal();
        return text.startsWith(PREFIX)
                ? base64(text.substring(PREFIX.length()))
                        .orElseThrow(() -> SettingException.secret(name, "whsec_ and base64"))
                : text.getBytes(StandardCharsets.UTF_8);
    }

    private static Optional<byte[]> base64(String text) {
        try {
            return Optional.of(Base64.getDecoder().decode(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
