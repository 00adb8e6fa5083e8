package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;

/// Line ends where a value belongs: a header of the attacker's in Drop's answer, or a line of the
/// attacker's in Drop's log.
@ExtendWith(Suite.class)
final class HeaderInjectionAttackIT {
    private static final List<String> LINES =
            List.of(
                    "%0d%0aSet-Cookie:%20drop_token=evil",
                    "%0aSet-Cookie:%20drop_token=evil",
                    "%0d%0a%0d%0a%3Cscript%3Ealert(1)%3C/script%3E",
                    "%E5%98%8A%E5%98%8DSet-Cookie:%20drop_token=evil",
                    "%00%0d%0aLocation:%20https://evil.example");

    @Test
    void endsALineInWhatComesBackInAHeader(Drop drop) {
        for (String line : LINES) {
            drop.clearLimits();
            for (String target :
                    List.of(
                            "/v1/auth/bankid?platform=web" + line,
                            "/v1/auth/bankid?platform=mobile&code_challenge=" + line,
                            "/v1/auth/bankid/callback?code=x&state=x" + line,
                            "/v1/payment-sessions/callback?state=" + line,
                            "/v1/accounts/consent/callback?state=" + line,
                            "/v1/rates/RSD" + line,
                            "/docs/" + line,
                            "/v1/nowhere" + line,
                            "/health" + line)) {
                Answer answer = Wire.get(drop.host().url(), target);
                assertThat(answer.status()).as(target).isBetween(400, 499);
                assertThat(answer.headers().toString())
                        .as(target)
                        .doesNotContain("evil")
                        .doesNotContain("script");
                assertThat(answer.header("Content-Type")).as(target).contains("json");
            }
        }
    }

    @Test
    void choosesTheIdThatTheAnswerAndTheLogCarry(Drop drop) {
        Customer anyone = drop.newCustomer();
        for (String id :
                List.of(
                        "short",
                        "x".repeat(129),
                        "<script>alert(1)</script>",
                        "{\"level\":\"ERROR\"}",
                        "two words of it",
                        "abcdefgh;evil=1",
                        "abcdefgh%0aevil")) {
            Answer answer = anyone.send("GET", "/v1/app/version", Map.of("X-Request-Id", id), null);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("X-Request-Id")).isNotEqualTo(id).matches("[0-9a-f-]{36}");
        }
        Answer own =
                anyone.send("GET", "/v1/app/version", Map.of("X-Request-Id", "a.good-id_1"), null);
        assertThat(own.header("X-Request-Id")).isEqualTo("a.good-id_1");
    }

    @Test
    void writesALineOfTheirOwnIntoTheLog(Drop drop) {
        String forged = "{%22message%22:%22forged-line%22,%22level%22:%22ERROR%22}";
        for (String end : List.of("%0a", "%0d%0a", "%E2%80%A8", "%C2%85")) {
            Wire.get(
                    drop.host().url(),
                    "/v1/nowhere" + end + forged,
                    "traceparent: {\"message\":\"forged-line\"}",
                    "X-Request-Id: {\"message\":\"forged-line\"}",
                    "User-Agent: {\"message\":\"forged-line\"}");
        }
        List<String> log = drop.host().function("ApiFunction").log();
        assertThat(log)
                .as("what was asked for is in the log, within lines of Drop's")
                .anyMatch(line -> line.contains("/v1/nowhere"))
                .noneMatch(line -> line.stripLeading().startsWith("{\"message\":\"forged-line\""));
        assertThat(log.stream().filter(line -> line.contains("forged-line")))
                .isNotEmpty()
                .allMatch(line -> line.startsWith("{\"timestamp\":"));
    }
}
