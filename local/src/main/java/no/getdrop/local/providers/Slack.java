package no.getdrop.local.providers;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.http.Switches;

import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// A Slack incoming webhook that keeps what it is sent. The operation for switches is `message`;
/// `GET /_messages` lists the messages.
public final class Slack implements AutoCloseable {
    private static final int LONGEST_TEXT = 40_000;

    private final ProviderServer server;
    private final String secretPath =
            "/services/T0LOCAL/B0LOCAL/" + UUID.randomUUID().toString().replace("-", "");
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

    private Slack(ProviderServer server) {
        this.server = server;
        server.on("message", "POST", secretPath, this::message);
        server.on("list", "GET", "/_messages", request -> Answer.json(200, messages));
    }

    /// Starts it.
    public static Slack start() throws IOException {
        return new Slack(ProviderServer.start("Slack"));
    }

    /// The webhook's address; who knows it may post.
    public URI webhookUrl() {
        return server.url().resolve(secretPath);
    }

    /// What was posted, oldest first.
    public List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    /// The switches for delay and failure.
    public Switches switches() {
        return server.switches();
    }

    @Override
    public void close() {
        server.close();
    }

    private Answer message(Request request) {
        JsonNode body = request.json();
        if (!body.isObject()) {
            return Answer.text(400, "invalid_payload");
        }
        String text = body.path("text").asText("");
        boolean blocks = body.path("blocks").isArray() && !body.path("blocks").isEmpty();
        if (text.isBlank() && !blocks) {
            return Answer.text(400, "no_text");
        }
        if (text.length() > LONGEST_TEXT) {
            return Answer.text(400, "msg_too_long");
        }
        messages.add(body);
        return Answer.text(200, "ok");
    }
}
