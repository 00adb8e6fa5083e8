package no.getdrop.local.providers.bank;

import no.getdrop.local.Hmac;
import no.getdrop.local.providers.http.Json;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/// What the aggregator tells Drop of orders, signed as Standard Webhooks has it.
final class Notices {
    private final InstantSource clock;
    private final URI webhook;
    private final byte[] key = new byte[32];

    Notices(InstantSource clock, URI webhook) {
        this.clock = clock;
        this.webhook = webhook;
        new SecureRandom().nextBytes(key);
    }

    String secret() {
        return "whsec_" + Base64.getEncoder().encodeToString(key);
    }

    int send(String id, Order order) throws IOException, InterruptedException {
        Instant now = clock.instant();
        String status = order.statusAt(now);
        Map<String, Object> data = new LinkedHashMap<>();
        data.put("paymentId", order.paymentId());
        data.put("endToEndIdentification", order.initiation().endToEndIdentification());
        data.put("transactionStatus", status);
        if (status.equals("RJCT")) {
            order.reasonCode().ifPresent(code -> data.put("reasonCode", code));
        }
        Map<String, Object> message = new LinkedHashMap<>();
        message.put("type", "payment.status");
        message.put("timestamp", now.toString());
        message.put("data", data);
        String body = Json.text(message);
        String timestamp = Long.toString(now.getEpochSecond());
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(webhook)
                                    .timeout(Duration.ofSeconds(5))
                                    .header("Content-Type", "application/json")
                                    .header("webhook-id", id)
                                    .header("webhook-timestamp", timestamp)
                                    .header(
                                            "webhook-signature",
                                            "v1," + sign(id + "." + timestamp + "." + body))
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private String sign(String content) {
        return Base64.getEncoder().encodeToString(Hmac.sha256(key, content));
    }
}
