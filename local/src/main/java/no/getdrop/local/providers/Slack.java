package no.getdrop.local.providers;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.http.Switch;

import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// A Slack incoming webhook that keeps what it is sent, and refuses what Slack refuses with Slack's
/// words (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks, "Handling
/// errors"). A field that no message has is refused too, which Slack would pass over.
///
/// The operation for switches is `message`; its effect is a word of [#REFUSALS], `rate_limited`
/// with the seconds to wait behind it. `GET /_messages` lists the messages.
public final class Slack extends Provider {
    /// What Slack says of reasons that lie with the workspace, each with its status.
    public static final Map<String, Integer> REFUSALS =
            Map.ofEntries(
                    Map.entry("invalid_payload", 400),
                    Map.entry("user_not_found", 400),
                    Map.entry("action_prohibited", 403),
                    Map.entry("posting_to_general_channel_denied", 403),
                    Map.entry("invalid_token", 403),
                    Map.entry("channel_not_found", 404),
                    Map.entry("no_service", 404),
                    Map.entry("no_team", 404),
                    Map.entry("channel_is_archived", 410),
                    Map.entry("rate_limited", 429),
                    Map.entry("rollup_error", 500));

    private static final int TEXT_CHARACTERS_MAX = 40_000;
    private static final int BLOCKS_MAX = 50;
    private static final int BLOCK_TEXT_CHARACTERS_MAX = 3_000;
    private static final int ATTACHMENTS_MAX = 100;

    private static final Set<String> FIELDS =
            Set.of(
                    "text",
                    "blocks",
                    "attachments",
                    "thread_ts",
                    "mrkdwn",
                    "unfurl_links",
                    "unfurl_media",
                    "metadata");

    private static final Set<String> BLOCKS =
            Set.of(
                    "actions",
                    "context",
                    "divider",
                    "file",
                    "header",
                    "image",
                    "input",
                    "markdown",
                    "rich_text",
                    "section",
                    "table",
                    "video");

    private final String secret = UUID.randomUUID().toString().replace("-", "");
    private final List<JsonNode> messages = new CopyOnWriteArrayList<>();

    private Slack(ProviderServer server) {
        super(server);
        server.on("message", "POST", "/services/{team}/{service}/{token}", this::message);
        server.on("list", "GET", "/_messages", request -> Answer.json(200, messages));
    }

    /// Starts it.
    public static Slack start() {
        return new Slack(ProviderServer.start("Slack"));
    }

    /// The webhook's address; who knows it may post.
    public URI webhookUrl() {
        return server.url().resolve("/services/T0LOCAL/B0LOCAL/" + secret);
    }

    /// What was posted, oldest first.
    public List<JsonNode> messages() {
        return List.copyOf(messages);
    }

    /// Refuses the next post.
    ///
    /// @param word one of [#REFUSALS], with the seconds to wait behind `rate_limited`
    public void refuse(String word) {
        switches().add(Switch.on("message").causing(word));
    }

    private Answer message(Request request) {
        return request.effect()
                .map(Slack::refusal)
                .or(() -> address(request))
                .orElseGet(() -> take(request));
    }

    private static Answer refusal(String effect) {
        String word = effect.split(" ", 2)[0];
        Integer status = REFUSALS.get(word);
        if (status == null) {
            throw new IllegalArgumentException("Slack does not say " + word);
        }
        Answer refusal = Answer.text(status, word);
        return effect.equals(word)
                ? refusal
                : refusal.with("Retry-After", effect.substring(word.length() + 1));
    }

    private Optional<Answer> address(Request request) {
        if (!request.variable("team").equals("T0LOCAL")) {
            return Optional.of(refusal("no_team"));
        }
        if (!request.variable("service").equals("B0LOCAL")) {
            return Optional.of(refusal("no_service"));
        }
        return request.variable("token").equals(secret)
                ? Optional.empty()
                : Optional.of(refusal("invalid_token"));
    }

    private Answer take(Request request) {
        JsonNode body = body(request);
        Optional<String> problem = problem(body);
        if (problem.isPresent()) {
            return Answer.text(400, problem.get());
        }
        messages.add(body);
        return Answer.text(200, "ok");
    }

    /// The message: the body itself, or the field `payload` of a form.
    private static JsonNode body(Request request) {
        return request.isOf("application/x-www-form-urlencoded")
                ? Json.tree(request.form("payload").orElse(""))
                : request.isOf("application/json") ? request.json() : Json.tree("");
    }

    private static Optional<String> problem(JsonNode body) {
        JsonNode text = body.path("text");
        JsonNode blocks = body.path("blocks");
        JsonNode attachments = body.path("attachments");
        boolean said = !text.asText("").isBlank() || !blocks.isEmpty() || !attachments.isEmpty();
        if (!body.isObject()
                || Json.unknownField(body, FIELDS).isPresent()
                || !(text.isMissingNode() || text.isTextual())) {
            return Optional.of("invalid_payload");
        }
        if (!said) {
            return Optional.of("no_text");
        }
        if (text.asText("").length() > TEXT_CHARACTERS_MAX) {
            return Optional.of("msg_too_long");
        }
        if (attachments.size() > ATTACHMENTS_MAX) {
            return Optional.of("too_many_attachments");
        }
        return areBlocks(blocks) ? Optional.empty() : Optional.of("invalid_blocks");
    }

    private static boolean areBlocks(JsonNode blocks) {
        if (blocks.isMissingNode()) {
            return true;
        }
        if (!blocks.isArray() || blocks.size() > BLOCKS_MAX) {
            return false;
        }
        for (JsonNode block : blocks) {
            JsonNode text = block.path("text");
            boolean written =
                    text.path("text").isTextual()
                            && !text.path("text").asText().isEmpty()
                            && text.path("text").asText().length() <= BLOCK_TEXT_CHARACTERS_MAX;
            if (!BLOCKS.contains(block.path("type").asText())
                    || (block.path("type").asText().equals("section")
                            && !block.has("fields")
                            && !written)) {
                return false;
            }
        }
        return true;
    }
}
