package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Logging in from a browser and from the app, and what is refused.
@ExtendWith(Suite.class)
final class LoginJourneyIT {
    @Test
    void aBrowserGetsItsSessionInCookiesThatScriptsCannotRead(Drop drop) {
        Customer browser = drop.newCustomer();
        Answer start = browser.get("/v1/auth/bankid?platform=web");
        String state = cookie(start, "bankid_state");
        Answer back = finish(start, browser.person(), Map.of("Cookie", "bankid_state=" + state));
        assertThat(back.status()).isEqualTo(302);
        assertThat(back.location().getPath()).isEqualTo("/dashboard");
        assertThat(back.headerValues("Set-Cookie"))
                .hasSize(3)
                .allMatch(cookie ->
                        cookie.contains("HttpOnly") && cookie.contains("SameSite=Strict"));
        String session = "drop_token=" + cookie(back, "drop_token");

        assertThat(browser.send("GET", "/v1/auth/me", Map.of("Cookie", session), null).status())
                .isEqualTo(200);
        assertThat(logout(browser, session, Map.of()).error()).isEqualTo("cross_site_refused");
        assertThat(logout(browser, session, Map.of("Sec-Fetch-Site", "cross-site")).error())
                .isEqualTo("cross_site_refused");
        assertThat(logout(browser, session, Map.of("Origin", "https://evil.example")).status())
                .isEqualTo(403);
        String refresh = "drop_refresh=" + cookie(back, "drop_refresh");
        Answer renewed =
                browser.send(
                        "POST",
                        "/v1/auth/refresh",
                        Map.of("Cookie", refresh, "Sec-Fetch-Site", "same-origin"),
                        "{}");
        assertThat(renewed.status()).isEqualTo(204);
        assertThat(cookie(renewed, "drop_refresh")).isNotEqualTo(cookie(back, "drop_refresh"));
        assertThat(logout(browser, session, Map.of("Sec-Fetch-Site", "same-origin")).status())
                .isEqualTo(204);
        assertThat(browser.send("GET", "/v1/auth/me", Map.of("Cookie", session), null).status())
                .isEqualTo(401);
    }

    @Test
    void aStateIsGoodOnceAndInItsOwnBrowser(Drop drop) {
        Customer browser = drop.newCustomer();
        Answer start = browser.get("/v1/auth/bankid?platform=web");
        Answer foreign = finish(start, browser.person(), Map.of("Cookie", "bankid_state=other"));
        assertThat(foreign.status()).isEqualTo(400);
        assertThat(foreign.error()).isEqualTo("invalid_state");

        Answer mobile = browser.get("/v1/auth/bankid?platform=mobile");
        URI callback = callback(mobile, browser.person());
        assertThat(Http.get(callback).status()).isEqualTo(302);
        assertThat(Http.get(callback).error()).isEqualTo("invalid_state");
    }

    @Test
    void whoIsUnder18IsRefused(Drop drop) {
        Customer mia = drop.newCustomer();
        Answer start = mia.get("/v1/auth/bankid?platform=mobile");
        Answer back = Http.get(callback(start, "mia"));
        assertThat(back.status()).isEqualTo(403);
        assertThat(back.error()).isEqualTo("under_age");
        assertThat(drop.query("SELECT id FROM users WHERE first_name = 'Mia'")).isEmpty();
    }

    @Test
    void theAppsCodeIsGoodOnceAndForItsOwnVerifier(Drop drop) {
        Customer app = drop.newCustomer();
        // RFC 7636, appendix B.
        String verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        String challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
        String code = code(app, challenge);
        assertThat(exchange(app, code, "x".repeat(43)).error()).isEqualTo("invalid_code");
        assertThat(exchange(app, code, verifier).error()).isEqualTo("invalid_code");

        String second = code(app, challenge);
        Answer tokens = exchange(app, second, verifier);
        assertThat(tokens.status()).isEqualTo(200);
        assertThat(tokens.data().path("expiresIn").asInt()).isEqualTo(900);
        assertThat(exchange(app, second, verifier).status()).isEqualTo(400);

        drop.clearLimits();
        tokens = exchange(app, code(app, challenge), verifier);
        String refresh = tokens.data().path("refreshToken").asText();
        Answer renewed = app.post("/v1/auth/refresh", "{\"refreshToken\":\"" + refresh + "\"}");
        assertThat(renewed.status()).isEqualTo(200);
        drop.update("UPDATE refresh_tokens SET used_at = used_at - interval '1 minute'");
        assertThat(app.post("/v1/auth/refresh", "{\"refreshToken\":\"" + refresh + "\"}").status())
                .isEqualTo(401);
        String next = renewed.data().path("refreshToken").asText();
        assertThat(app.post("/v1/auth/refresh", "{\"refreshToken\":\"" + next + "\"}").status())
                .as("reuse ends the whole session")
                .isEqualTo(401);
    }

    @Test
    void theEleventhLoginOfAMinuteIsRefused(Drop drop) throws InterruptedException {
        drop.awaitRoomInTheMinute(10);
        Customer customer = drop.newCustomer();
        List<Integer> statuses =
                IntStream.range(0, 11)
                        .mapToObj(i -> customer.get("/v1/auth/bankid?platform=mobile").status())
                        .toList();
        assertThat(statuses.subList(0, 10)).containsOnly(200);
        assertThat(statuses.getLast()).isEqualTo(429);
    }

    @Test
    void theNationalIdIsKeptOnlyAsAKeyedHash(Drop drop) {
        Customer customer = drop.newCustomer().login();
        assertThat(customer.get("/v1/auth/me").body()).doesNotContain("nationalId");
        assertThat(
                        drop.query(
                                "SELECT count(*) FROM users WHERE octet_length(national_id_hmac)"
                                        + " <> 32"))
                .containsExactly("0");
        assertThat(drop.host().function("ApiFunction").log())
                .noneMatch(line -> line.matches(".*(?<![\\w-])[0-9]{11}(?![\\w-]).*"));
    }

    private static String code(Customer app, String challenge) {
        Answer start = app.get("/v1/auth/bankid?platform=mobile&code_challenge=" + challenge);
        return Http.get(callback(start, app.person())).location().getQuery().substring(5);
    }

    private static Answer exchange(Customer app, String code, String verifier) {
        return app.post(
                "/v1/auth/token",
                "{\"code\":\"" + code + "\",\"codeVerifier\":\"" + verifier + "\"}");
    }

    private static Answer logout(Customer browser, String session, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("Cookie", session);
        return browser.send("POST", "/v1/auth/logout", all, "{}");
    }

    private static URI callback(Answer start, String person) {
        URI page = URI.create(start.data().path("redirectUrl").asText());
        return Http.form(page, "person=" + person).location();
    }

    private static Answer finish(Answer start, String person, Map<String, String> headers) {
        return Http.send("GET", callback(start, person), headers, null);
    }

    private static String cookie(Answer answer, String name) {
        return answer.headerValues("Set-Cookie").stream()
                .filter(cookie -> cookie.startsWith(name + "="))
                .map(cookie -> cookie.substring(name.length() + 1, cookie.indexOf(';')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + answer));
    }
}
