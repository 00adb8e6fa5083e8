package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/// SQL where a value belongs. `BadInputIT` puts a statement into every parameter and field of the
/// contract; here are the ones that would tell by waiting, or by what a later request does.
@ExtendWith(Suite.class)
final class SqlInjectionAttackIT {
    /// None of them sleeps if it is a value, and all of them do if it is not.
    private static final List<String> SLEEPERS =
            List.of(
                    "'||pg_sleep(9)||'",
                    "';SELECT/**/pg_sleep(9);--",
                    "1;SELECT/**/pg_sleep(9)--",
                    "\\';SELECT/**/pg_sleep(9)--",
                    "$$;SELECT/**/pg_sleep(9);--",
                    "x'/**/OR/**/(SELECT/**/1/**/FROM/**/pg_sleep(9))=1--",
                    ":userId;SELECT/**/pg_sleep(9)--");

    private static final Duration ASLEEP = Duration.ofSeconds(5);

    @Test
    void makesTheDatabaseWaitThroughAnAddress(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        for (String sql : SLEEPERS) {
            String value = URLEncoder.encode(sql, StandardCharsets.UTF_8).replace("+", "%20");
            String cursor =
                    Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(sql.getBytes(StandardCharsets.UTF_8));
            for (String path :
                    List.of(
                            "/v1/transactions?status=" + value,
                            "/v1/transactions?type=" + value,
                            "/v1/transactions?limit=" + value,
                            "/v1/recipients?cursor=" + cursor,
                            "/v1/audit?cursor=" + cursor,
                            "/v1/rates/" + value,
                            "/v1/recipients/" + value,
                            "/v1/transactions/" + value,
                            "/v1/merchants/" + value,
                            "/v1/auth/bankid/callback?code=x&state=" + value,
                            "/v1/accounts/consent/callback?state=" + value)) {
                awake(path, () -> attacker.get(path));
            }
            drop.clearLimits();
        }
    }

    @Test
    void makesTheDatabaseWaitThroughAHeader(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        for (String sql : SLEEPERS) {
            for (String header :
                    List.of(
                            "Idempotency-Key",
                            "User-Agent",
                            "X-Request-Id",
                            "traceparent",
                            "Accept-Language",
                            "X-Forwarded-For",
                            "Cookie")) {
                awake(
                        header + ": " + sql,
                        () ->
                                attacker.send(
                                        "POST",
                                        "/v1/consents",
                                        Map.of(header, sql),
                                        "{\"type\":\"terms\"}"));
            }
        }
        attacker.send("POST", "/v1/auth/logout", Map.of("User-Agent", SLEEPERS.getFirst()), "{}");
        assertThat(
                        drop.query(
                                "SELECT action FROM audit_log WHERE action = 'auth.logout'"
                                        + " AND user_agent = '"
                                        + SLEEPERS.getFirst().replace("'", "''")
                                        + "'"))
                .as("the text of a header is kept as a text")
                .containsExactly("auth.logout");
    }

    /// What was kept as a text is a text when it is read, searched and written again.
    @Test
    void plantsAStatementThatALaterRequestRuns(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String name = "Robert'); DROP TABLE recipients; --";
        String id = attacker.addRecipient(name);
        String order =
                attacker.pay(
                                attacker.prepare(id, attacker.linkAccount(), "300"),
                                name.replace(" ", ""))
                        .data()
                        .path("id")
                        .asText();

        assertThat(attacker.get("/v1/recipients/" + id).data().path("name").asText())
                .isEqualTo(name);
        assertThat(attacker.get("/v1/transactions/" + order).body()).contains("Robert')");
        assertThat(attacker.get("/v1/audit").status()).isEqualTo(200);
        assertThat(attacker.post("/v1/privacy/export", "{}").status()).isEqualTo(201);
        assertThat(drop.query("SELECT to_regclass('public.recipients')"))
                .containsExactly("recipients");
    }

    private static void awake(String what, Supplier<Answer> request) {
        long start = System.nanoTime();
        Answer answer = request.get();
        assertThat(answer.status()).as(what + " → " + answer.body()).isLessThan(500);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).as(what).isLessThan(ASLEEP);
    }
}
