package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.util.List;
import java.util.Map;

/// Where a customer is logged in, and how sessions end.
@ExtendWith(Suite.class)
final class SessionsJourneyIT {
    private static final String FIREFOX =
            "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0";

    @Test
    void aCustomerSeesTheirSessionsAndEndsAnother(Drop drop) {
        Customer phone = drop.newCustomer().login();
        Browser browser = browser(drop, phone);

        List<JsonNode> seen = sessions(browser.get("/v1/auth/sessions"));
        assertThat(seen)
                .extracting(each -> text(each, "platform"))
                .containsExactly("web", "mobile");
        assertThat(seen)
                .extracting(each -> each.path("isCurrent").asBoolean())
                .containsExactly(true, false);
        assertThat(text(seen.getFirst(), "userAgent")).startsWith("Java-http-client/");
        assertThat(text(seen.getFirst(), "lastUsedAt"))
                .isGreaterThanOrEqualTo(text(seen.getFirst(), "createdAt"))
                .isLessThan(text(seen.getFirst(), "expiresAt"));
        assertThat(text(seen.getLast(), "expiresAt"))
                .isGreaterThan(text(seen.getFirst(), "expiresAt"));
        assertThat(sessions(phone.get("/v1/auth/sessions")))
                .extracting(each -> each.path("isCurrent").asBoolean())
                .containsExactly(false, true);

        String ofPhone = "/v1/auth/sessions/" + text(seen.getLast(), "id");
        assertThat(delete(browser, ofPhone).status()).isEqualTo(204);

        assertThat(phone.get("/v1/auth/me").status()).as("dead at once").isEqualTo(401);
        assertThat(browser.get("/v1/auth/me").status()).as("the one that asked").isEqualTo(200);
        assertThat(sessions(browser.get("/v1/auth/sessions"))).hasSize(1);
        assertThat(delete(browser, ofPhone).error()).as("again").isEqualTo("session_not_found");
        JsonNode entry = browser.get("/v1/audit").data().path(0);
        assertThat(text(entry, "action")).isEqualTo("auth.session_ended");
        assertThat(ofPhone).endsWith(text(entry, "resourceId"));
    }

    @Test
    void endingTheOneThatAsksIsALogout(Drop drop) {
        Browser browser = browser(drop, drop.newCustomer());
        String own =
                "/v1/auth/sessions/"
                        + text(sessions(browser.get("/v1/auth/sessions")).getFirst(), "id");
        assertThat(
                        browser.send("DELETE", own, Map.of("Sec-Fetch-Site", "cross-site"), null)
                                .error())
                .isEqualTo("cross_site_refused");

        assertThat(delete(browser, own).status()).isEqualTo(204);

        assertThat(browser.hasCookie("drop_token")).isFalse();
        assertThat(browser.hasCookie("drop_refresh")).isFalse();
        assertThat(browser.hasCookie("drop_former")).isFalse();
        assertThat(browser.get("/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void theListIsReadPageByPage(Drop drop) {
        Customer phone = drop.newCustomer().login();
        phone.onAnotherDevice().login();
        phone.onAnotherDevice().login();

        Answer first = phone.get("/v1/auth/sessions?limit=2");
        String cursor = text(first.json().path("pagination"), "nextCursor");
        Answer second = phone.get("/v1/auth/sessions?limit=2&cursor=" + cursor);

        assertThat(sessions(first)).hasSize(2).noneMatch(each -> current(each));
        assertThat(sessions(second)).hasSize(1).allMatch(each -> current(each));
        assertThat(phone.get("/v1/auth/sessions?cursor=x").details())
                .containsExactly("cursor:cursor");
    }

    /// A tablet that was given away shows by its name, whatever it put into the header.
    @Test
    void aDeviceIsShownByACleanName(Drop drop) {
        Customer phone = drop.newCustomer();
        Answer tokens =
                phone.send(
                        "POST",
                        "/v1/auth/token",
                        Map.of("User-Agent", " " + FIREFOX + "\t " + "x".repeat(300)),
                        "{\"code\":\"" + code(phone) + "\"}");
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);

        Answer list = phone.send("GET", "/v1/auth/sessions", bearer(tokens.data()), null);

        String name = text(sessions(list).getFirst(), "userAgent");
        assertThat(name).startsWith(FIREFOX + " xxx").hasSizeBetween(190, 200);
    }

    @ParameterizedTest
    @CsvSource({"mobile, 6 days 23 hours, 7 days", "web, 29 minutes, 30 minutes"})
    void aSessionThatNobodyUsesEnds(String platform, String inTime, String late, Drop drop) {
        Customer person = drop.newCustomer();
        Browser browser = browser(drop, person);
        JsonNode tokens = exchange(person, Map.of()).data();
        String refresh =
                platform.equals("web")
                        ? browser.cookie("drop_refresh")
                        : text(tokens, "refreshToken");
        String user = id(person, tokens);

        lastUsed(drop, user, platform, inTime);
        Answer renewed = renew(person, refresh);
        assertThat(renewed.status()).as(renewed.body()).isIn(200, 204);
        String next =
                renewed.status() == 200
                        ? text(renewed.data(), "refreshToken")
                        : cookie(renewed, "drop_refresh");
        lastUsed(drop, user, platform, late);
        Answer refused = renew(person, next);

        assertThat(refused.status()).isEqualTo(401);
        assertThat(refused.error()).isEqualTo("unauthenticated");
        assertThat(why(drop, user, platform)).containsExactly("inactivity");
        lastUsed(drop, user, platform, "0 seconds");
        assertThat(renew(person, next).status()).as("it stays ended").isEqualTo(401);
    }

    @Test
    void aBrowserThatLogsInAnewEndsTheSessionThatItHad(Drop drop) {
        Customer phone = drop.newCustomer().login();
        Browser browser = browser(drop, phone);
        String former = browser.cookie("drop_token");
        Browser other = browser(drop, phone);

        drop.clearLimits();
        browser.login();

        assertThat(present(phone, former).status()).as("the former").isEqualTo(401);
        assertThat(browser.get("/v1/auth/me").status()).isEqualTo(200);
        assertThat(other.get("/v1/auth/me").status()).as("another browser").isEqualTo(200);
        assertThat(phone.get("/v1/auth/me").status()).as("the phone").isEqualTo(200);
        assertThat(
                        browser.get("/v1/audit")
                                .data()
                                .valueStream()
                                .limit(2)
                                .map(entry -> text(entry, "action")))
                .containsExactlyInAnyOrder("auth.login", "auth.session_ended");
    }

    /// The cookie of the access token goes after a quarter of an hour, the session does not.
    @Test
    void aBrowserThatComesBackLaterEndsItToo(Drop drop) {
        Customer person = drop.newCustomer();
        Browser browser = browser(drop, person);
        String former = browser.cookie("drop_token");
        String refresh = browser.cookie("drop_refresh");
        browser.forget("drop_token");
        assertThat(browser.get("/v1/auth/me").status())
                .as("what is left lets nobody in")
                .isEqualTo(401);

        drop.clearLimits();
        browser.login();

        assertThat(present(person, former).status()).isEqualTo(401);
        assertThat(renew(person, refresh).status()).isEqualTo(401);
        assertThat(sessions(browser.get("/v1/auth/sessions"))).hasSize(1);
    }

    @Test
    void anAppThatLogsInAnewEndsTheSessionThatItHad(Drop drop) {
        Customer phone = drop.newCustomer().login();
        String former = phone.accessToken();
        Customer tablet = phone.onAnotherDevice().login();

        drop.clearLimits();
        phone.login();

        assertThat(present(phone, former).status()).as("the former").isEqualTo(401);
        assertThat(phone.get("/v1/auth/me").status()).isEqualTo(200);
        assertThat(tablet.get("/v1/auth/me").status()).as("the tablet").isEqualTo(200);
    }

    @Test
    void aBrowserThatIsAskedToLogInAgainGoesOnWhereItWas(Drop drop) {
        Customer person = drop.newCustomer().login();
        Browser browser = browser(drop, person);
        String former = browser.cookie("drop_token");
        drop.loggedInAgo(person, "6 minutes");
        Map<String, String> key =
                Map.of(
                        "Idempotency-Key",
                        Customer.newKey(),
                        "Origin",
                        drop.host().url().toString());
        Answer refused = browser.send("POST", "/v1/privacy/export", key, "{}");
        refused.expect(401, "insufficient_user_authentication");
        assertThat(refused.header("Access-Control-Expose-Headers")).contains("WWW-Authenticate");
        assertThat(browser.get("/v1/auth/me").status()).as("it is live").isEqualTo(200);

        browser.login();
        Answer export = browser.send("POST", "/v1/privacy/export", key, "{}").expect(201);

        assertThat(export.headerValues("Idempotency-Replayed")).isEmpty();
        assertThat(present(person, former).status()).as("the former").isEqualTo(401);
        String path = "/v1/privacy/export/" + text(export.data(), "id");
        assertThat(browser.get(path).status()).isEqualTo(200);
        person.get(path).expect(401, "insufficient_user_authentication");
    }

    /// Who finds a thief in their account must not be kept from throwing them out.
    @Test
    void endingSessionsTakesNoRecentLogin(Drop drop) {
        Customer phone = drop.newCustomer().login();
        Customer thief = phone.onAnotherDevice().login();
        String stolen = text(sessions(thief.get("/v1/auth/sessions?limit=1")).getFirst(), "id");
        drop.loggedInAgo(phone, "6 minutes");

        phone.send("DELETE", "/v1/auth/sessions/" + stolen, Map.of(), null).expect(204);
        phone.post("/v1/auth/logout-all", "{}").expect(204);

        assertThat(thief.get("/v1/auth/me").status()).isEqualTo(401);
        assertThat(phone.get("/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void theDemoUsersFormerSessionEnds(Drop drop) {
        Customer anyone = drop.newCustomer();
        String login =
                "{\"email\":\"demo@getdrop.no\",\"password\":\"demo1234\",\"platform\":\"mobile\"}";
        Map<String, String> former = bearer(anyone.post("/v1/auth/login", login).data());
        assertThat(anyone.send("GET", "/v1/auth/me", former, null).status()).isEqualTo(200);

        assertThat(anyone.send("POST", "/v1/auth/login", former, login).status()).isEqualTo(200);

        assertThat(anyone.send("GET", "/v1/auth/me", former, null).status()).isEqualTo(401);
    }

    @Test
    void aCustomerIsToldOfALoginFromANewDevice(Drop drop) {
        Customer phone = drop.newCustomer().login();
        phone.onAnotherDevice().login();
        assertThat(phone.get("/v1/notifications").data()).as("a phone like it").isEmpty();

        exchange(phone.onAnotherDevice(), Map.of("User-Agent", FIREFOX));

        JsonNode told = phone.get("/v1/notifications").data();
        assertThat(told).hasSize(1);
        assertThat(text(told.path(0), "kind")).isEqualTo("security");
        assertThat(text(told.path(0), "title")).isEqualTo("Ny innlogging");
        assertThat(text(told.path(0), "body")).contains(FIREFOX);
    }

    /// A login in a browser of that person.
    private static Browser browser(Drop drop, Customer person) {
        drop.clearLimits();
        return new Browser(drop.host().url(), person.person()).login();
    }

    private static String code(Customer person) {
        Answer start = person.get("/v1/auth/bankid?platform=mobile");
        URI page = URI.create(text(start.data(), "redirectUrl"));
        URI app = Http.get(Http.form(page, "person=" + person.person()).location()).location();
        return app.getQuery().substring("code=".length());
    }

    private static Answer exchange(Customer person, Map<String, String> headers) {
        return person.send(
                "POST", "/v1/auth/token", headers, "{\"code\":\"" + code(person) + "\"}");
    }

    private static Answer renew(Customer person, String refreshToken) {
        return person.post("/v1/auth/refresh", "{\"refreshToken\":\"" + refreshToken + "\"}");
    }

    private static String id(Customer person, JsonNode tokens) {
        Answer me = person.send("GET", "/v1/auth/me", bearer(tokens), null);
        return text(me.data().path("user"), "id").substring("usr_".length());
    }

    /// Lets time pass for the tokens that were not used yet.
    private static void lastUsed(Drop drop, String user, String platform, String ago) {
        drop.update(
                """
                UPDATE refresh_tokens SET created_at = now() - interval '%s'
                FROM sessions
                WHERE sessions.id = refresh_tokens.session_id AND sessions.user_id = '%s'
                  AND sessions.platform = '%s' AND refresh_tokens.used_at IS NULL
                """
                        .formatted(ago, user, platform));
    }

    private static List<String> why(Drop drop, String user, String platform) {
        return drop.query(
                "SELECT revoked_reason FROM sessions WHERE user_id = '%s' AND platform = '%s'"
                        .formatted(user, platform));
    }

    private static Answer delete(Browser browser, String path) {
        return browser.send("DELETE", path, Map.of(), null);
    }

    private static Answer present(Customer person, String token) {
        return person.send("GET", "/v1/auth/me", Map.of("Authorization", "Bearer " + token), null);
    }

    private static Map<String, String> bearer(JsonNode tokens) {
        return Map.of("Authorization", "Bearer " + text(tokens, "accessToken"));
    }

    private static List<JsonNode> sessions(Answer answer) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.data().valueStream().toList();
    }

    private static boolean current(JsonNode session) {
        return session.path("isCurrent").asBoolean();
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static String cookie(Answer answer, String name) {
        return answer.headerValues("Set-Cookie").stream()
                .filter(header -> header.startsWith(name + "="))
                .map(header -> header.substring(name.length() + 1, header.indexOf(';')))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + answer));
    }
}
