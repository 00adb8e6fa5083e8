package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Collections;
import java.util.Map;

class SlackTest {
    private Slack slack;

    @BeforeEach
    void start() throws Exception {
        slack = Slack.start();
    }

    @AfterEach
    void stop() {
        slack.close();
    }

    @Test
    void aMessageIsKept() {
        assertThat(post(Map.of("text", "worker is late"))).isEqualTo(200);
        assertThat(slack.messages())
                .extracting(each -> each.path("text").textValue())
                .containsExactly("worker is late");
        assertThat(Caller.get(slack.webhookUrl().resolve("/_messages")).json()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "application/json | {} | 400 | no_text",
                "application/json | {\"text\": \" \"} | 400 | no_text",
                "application/json | [\"text\"] | 400 | invalid_payload",
                "application/json | {\"text\": | 400 | invalid_payload",
                "application/json | {\"text\": 1} | 400 | invalid_payload",
                "application/json | {\"text\": \"a\", \"tekst\": \"b\"} | 400 | invalid_payload",
                "text/plain | {\"text\": \"a\"} | 400 | invalid_payload",
                "`` | {\"text\": \"a\"} | 400 | invalid_payload",
                "application/x-www-form-urlencoded | {\"text\": \"a\"} | 400 | invalid_payload",
                "application/x-www-form-urlencoded | payload=%7B%22text%22%3A%22a%22%7D | 200 | ok",
                "application/json; charset=utf-8 | {\"text\": \"a\"} | 200 | ok",
                "application/json | {\"blocks\": [{\"type\": \"divider\"}]} | 200 | ok",
                "application/json | {\"blocks\": [{\"type\": \"sektion\"}]} | 400 | invalid_blocks",
                "application/json | {\"blocks\": [{\"type\": \"section\"}]} | 400 | invalid_blocks",
                "application/json | {\"blocks\": {\"type\": \"divider\"}} | 400 | invalid_blocks"
            })
    void whatSlackRefusesIsRefusedInItsWords(
            String contentType, String body, int status, String word) {
        Map<String, String> headers =
                contentType.isEmpty() ? Map.of() : Map.of("Content-Type", contentType);
        Reply reply = Caller.send("POST", slack.webhookUrl(), headers, body);
        assertThat(reply.status() + " " + reply.body()).isEqualTo(status + " " + word);
        assertThat(slack.messages()).hasSize(status == 200 ? 1 : 0);
    }

    @Test
    void whatIsTooMuchIsRefused() {
        assertThat(reply(Map.of("text", "x".repeat(40_000))).body()).isEqualTo("ok");
        assertThat(reply(Map.of("text", "x".repeat(40_001))).body()).isEqualTo("msg_too_long");
        Map<String, String> divider = Map.of("type", "divider");
        assertThat(reply(Map.of("blocks", Collections.nCopies(51, divider))).body())
                .isEqualTo("invalid_blocks");
        Map<String, String> attachment = Map.of("text", "a");
        assertThat(reply(Map.of("attachments", Collections.nCopies(101, attachment))).body())
                .isEqualTo("too_many_attachments");
    }

    @ParameterizedTest
    @CsvSource({
        "/services/T0LOCAL/B0LOCAL/guess, 403, invalid_token",
        "/services/T0LOCAL/B0OTHER/guess, 404, no_service",
        "/services/T0OTHER/B0LOCAL/guess, 404, no_team"
    })
    void onlyWhoKnowsTheAddressMayPost(String path, int status, String word) {
        Reply reply =
                Caller.postJson(slack.webhookUrl().resolve(path), Map.of(), Map.of("text", "x"));
        assertThat(reply.status() + " " + reply.body()).isEqualTo(status + " " + word);
        assertThat(Caller.get(slack.webhookUrl()).status()).isEqualTo(405);
    }

    @Test
    void itCanRefuseForReasonsOfItsOwn() {
        slack.refuse("rate_limited 7");
        slack.refuse("channel_is_archived");
        Reply limited = reply(Map.of("text", "1"));
        assertThat(limited.status()).isEqualTo(429);
        assertThat(limited.header("Retry-After")).isEqualTo("7");
        assertThat(post(Map.of("text", "2"))).isEqualTo(410);
        slack.switches().add(Switch.on("message").answering(503));
        assertThat(post(Map.of("text", "3"))).isEqualTo(503);
        assertThat(post(Map.of("text", "4"))).isEqualTo(200);
        assertThat(slack.messages()).hasSize(1);
    }

    private int post(Object body) {
        return reply(body).status();
    }

    private Reply reply(Object body) {
        return Caller.postJson(slack.webhookUrl(), Map.of(), body);
    }
}
