package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;
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

    @Test
    void aMessageWithoutTextIsRefused() {
        assertThat(post(Map.of())).isEqualTo(400);
        assertThat(post(List.of("text"))).isEqualTo(400);
        assertThat(post(Map.of("text", "x".repeat(40_001)))).isEqualTo(400);
        assertThat(slack.messages()).isEmpty();
    }

    @Test
    void onlyWhoKnowsTheAddressMayPost() {
        assertThat(
                        Caller.postJson(
                                        slack.webhookUrl()
                                                .resolve("/services/T0LOCAL/B0LOCAL/guess"),
                                        Map.of(),
                                        Map.of("text", "x"))
                                .status())
                .isEqualTo(404);
    }

    @Test
    void itCanRefuseTheRate() {
        slack.switches().add(Switch.on("message").answering(429));
        assertThat(post(Map.of("text", "1"))).isEqualTo(429);
        assertThat(post(Map.of("text", "2"))).isEqualTo(200);
        assertThat(slack.messages()).hasSize(1);
    }

    private int post(Object body) {
        return Caller.postJson(slack.webhookUrl(), Map.of(), body).status();
    }
}
