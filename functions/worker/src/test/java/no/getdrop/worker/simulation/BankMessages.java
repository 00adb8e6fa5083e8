package no.getdrop.worker.simulation;

import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.payments.BankNotices;
import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The bank's notices on their way: none, one or several of each status, late and out of order,
/// repeated until they are answered; and now and then one of a stranger, who says that an order is
/// settled.
final class BankMessages {
    /// What the bank signs with.
    static final String KEY = "the bank's key";

    /// What a stranger signs with.
    static final String OTHER_KEY = "a stranger's key";

    private static final int DELIVERIES_MAX = 6;

    private final Timeline timeline;
    private final Chance chance;
    private final Supplier<@Nullable Api> apis;
    private int sent;

    BankMessages(Timeline timeline, Chance chance, Supplier<@Nullable Api> apis) {
        this.timeline = timeline;
        this.chance = chance;
        this.apis = apis;
    }

    /// Tells of an order as it stands now.
    void of(ModelBank.Order order) {
        String id = "notice-" + ++sent;
        String body = body(order, order.status);
        int copies = chance.percent(15) ? 0 : chance.percent(80) ? 1 : 3;
        for (int copy = 0; copy < copies; copy++) {
            Duration delay =
                    chance.percent(90)
                            ? chance.milliseconds(10, 20_000)
                            : chance.seconds(60, 30_000);
            timeline.in(delay, "notice", () -> deliver(id, body, KEY, 1));
        }
        if (chance.trouble(40)) {
            timeline.in(
                    chance.milliseconds(10, 5_000),
                    "forged notice",
                    () -> deliver("forged-" + id, body(order, "ACSC"), OTHER_KEY, 1));
        }
    }

    private void deliver(String id, String body, String key, int delivery) {
        Api api = apis.get();
        boolean answered = api != null && api.notice(message(id, body, key));
        if (!answered && delivery < DELIVERIES_MAX) {
            timeline.in(
                    chance.seconds(5, 600),
                    "notice again",
                    () -> deliver(id, body, key, delivery + 1));
        }
    }

    private BankNotices.Message message(String id, String body, String key) {
        String seconds = Long.toString(timeline.now().getEpochSecond());
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] signature =
                    mac.doFinal((id + '.' + seconds + '.' + body).getBytes(StandardCharsets.UTF_8));
            return new BankNotices.Message(
                    id,
                    seconds,
                    "v1," + Base64.getEncoder().encodeToString(signature),
                    body.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String body(ModelBank.Order order, String status) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("type", "payment.status").put("timestamp", timeline.now().toString());
        ObjectNode data = json.putObject("data");
        data.put("paymentId", order.paymentId)
                .put("transactionStatus", status)
                .put("endToEndIdentification", order.requestId.toString().replace("-", ""));
        if (status.equals("RJCT")) {
            data.put("reasonCode", order.reason);
        }
        return json.toString();
    }
}
