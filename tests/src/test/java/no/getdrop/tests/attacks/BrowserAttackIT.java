package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What a browser could be made to do with an answer: frame it, guess its type, keep it, tell
/// others of its address.
@ExtendWith(Suite.class)
final class BrowserAttackIT {
    @Test
    void framesGuessesOrKeepsAnAnswer(Drop drop) {
        List<String> faults = new ArrayList<>();
        answers(drop)
                .forEach((what, answer) -> {
                    expect(what, answer, "X-Content-Type-Options", "nosniff", faults);
                    expect(what, answer, "Referrer-Policy", "no-referrer", faults);
                    expect(
                            what,
                            answer,
                            "Content-Security-Policy",
                            ".*default-src 'none'.*base-uri 'none'.*",
                            faults);
                    expect(
                            what,
                            answer,
                            "Content-Security-Policy",
                            ".*frame-ancestors 'none'.*",
                            faults);
                    expect(
                            what,
                            answer,
                            "Strict-Transport-Security",
                            "max-age=(31536000|63072000); includeSubDomains",
                            faults);
                    if (!answer.body().isEmpty()) {
                        expect(
                                what,
                                answer,
                                "Content-Type",
                                "application/(problem\\+|health\\+)?json.*",
                                faults);
                    }
                });
        assertThat(faults).isEmpty();
    }

    /// API Gateway's own answers, with what the template gives them.
    @Test
    void framesGuessesOrKeepsAnAnswerOfTheGateways(Drop drop) {
        List<String> faults = new ArrayList<>();
        URI base = drop.host().url();
        Map<String, Answer> answers =
                Map.of(
                        "no such route", Http.send("PUT", base.resolve("/health"), Map.of(), null),
                        "no signature", Http.get(base.resolve("/v1/migrations")));
        answers.forEach((what, answer) -> {
            assertThat(answer.status()).as(what).isEqualTo(403);
            assertThat(answer.error()).as(what).isEqualTo("forbidden");
            assertThat(answer.body()).as(what).doesNotContain("$context");
            expect(what, answer, "Cache-Control", "no-store", faults);
            expect(
                    what,
                    answer,
                    "Content-Security-Policy",
                    "default-src; base-uri; frame-ancestors",
                    faults);
            expect(what, answer, "Referrer-Policy", "no-referrer", faults);
            expect(
                    what,
                    answer,
                    "Strict-Transport-Security",
                    "max-age=63072000; includeSubDomains",
                    faults);
            expect(what, answer, "X-Content-Type-Options", "nosniff", faults);
            expect(what, answer, "X-Frame-Options", "DENY", faults);
        });
        assertThat(faults).isEmpty();
    }

    @Test
    void findsWhatIsPersonalInACache(Drop drop) {
        Customer customer = drop.newCustomer().login();
        customer.addRecipient();
        for (String path :
                List.of(
                        "/v1/auth/me",
                        "/v1/accounts",
                        "/v1/recipients",
                        "/v1/transactions",
                        "/v1/settings",
                        "/v1/notifications",
                        "/v1/consents",
                        "/v1/complaints",
                        "/v1/withdrawal",
                        "/v1/audit",
                        "/v1/nowhere")) {
            Answer answer = customer.get(path);
            assertThat(answer.headerValues("Cache-Control")).as(path).containsExactly("no-store");
            assertThat(answer.header("ETag")).as(path).isEmpty();
        }
    }

    @Test
    void putsAScriptIntoWhatIsShown(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String script = "<script>alert(1)</script>";
        attacker.post("/v1/recipients", Customer.recipient(script));
        for (String path :
                List.of(
                        "/v1/recipients",
                        "/v1/%3Cscript%3Ealert(1)%3C/script%3E",
                        "/v1/transactions?status=%3Cscript%3Ealert(1)%3C/script%3E",
                        "/v1/rates/%3Cscript%3E")) {
            Answer answer = attacker.send("GET", path, Map.of("Accept", "text/html,*/*"), null);
            assertThat(answer.header("Content-Type")).as(path).contains("json");
            assertThat(answer.header("X-Content-Type-Options")).as(path).isEqualTo("nosniff");
            assertThat(answer.json().isObject()).as(path).isTrue();
        }
    }

    private static Map<String, Answer> answers(Drop drop) {
        Customer customer = drop.newCustomer().login();
        Customer nobody = drop.newCustomer();
        Map<String, Answer> answers = new LinkedHashMap<>();
        answers.put("200", customer.get("/v1/auth/me"));
        answers.put("200 for all", nobody.get("/v1/app/version"));
        answers.put("contract", nobody.get("/v1/openapi.json"));
        answers.put("201", customer.post("/v1/consents", "{\"type\":\"terms\"}"));
        answers.put("400", customer.post("/v1/recipients", "{"));
        answers.put("401", nobody.get("/v1/auth/me"));
        answers.put("403", customer.get("/v1/admin/alerts"));
        answers.put("404", customer.get("/v1/nowhere"));
        answers.put("404 outside", nobody.get("/nowhere"));
        answers.put("405", customer.send("DELETE", "/v1/settings", Map.of(), null));
        answers.put("410", nobody.post("/v1/auth/register", "{}"));
        answers.put(
                "415",
                customer.send("POST", "/v1/consents", Map.of("Content-Type", "text/plain"), "x"));
        answers.put(
                "preflight refused",
                nobody.send(
                        "OPTIONS",
                        "/v1/settings",
                        Map.of(
                                "Origin",
                                "https://evil.example",
                                "Access-Control-Request-Method",
                                "PATCH"),
                        null));
        answers.put("health", nobody.get("/v1/health"));
        answers.put("readyz", nobody.get("/readyz"));
        answers.put("204", customer.post("/v1/auth/logout", "{}"));
        return answers;
    }

    private static void expect(
            String what, Answer answer, String header, String form, List<String> faults) {
        if (!answer.header(header).matches(form)) {
            faults.add(
                    "%s (%d): %s is '%s'"
                            .formatted(what, answer.status(), header, answer.header(header)));
        }
    }
}
