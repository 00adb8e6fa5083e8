package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;
import java.net.URLEncoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tokens that were taken, planted or kept. Refresh tokens that come twice are in `SessionsIT`,
/// `LoginJourneyIT` and `CustomerJourneyIT`.
@ExtendWith(Suite.class)
final class SessionAttackIT {
    private static final Map<String, String> OWN_PAGE = Map.of("Sec-Fetch-Site", "same-origin");

    @Test
    void plantsTheirOwnCookieBeforeTheVictimLogsIn(Drop drop) {
        Customer attacker = drop.newCustomer();
        Customer victim = drop.newCustomer();
        String plantedToken = cookie(web(drop, attacker, ""), "drop_token");

        Answer login =
                web(
                        drop,
                        victim,
                        "; drop_token=" + plantedToken + "; drop_refresh=" + plantedToken);
        String token = cookie(login, "drop_token");

        assertThat(token).isNotEqualTo(plantedToken);
        String session = ForgedToken.of(token).claims().path("sid").asText();
        assertThat(session)
                .isNotEqualTo(ForgedToken.of(plantedToken).claims().path("sid").asText());
        assertThat(subject(drop, plantedToken)).isNotEqualTo(subject(drop, token));
    }

    @Test
    void usesATokenAgainAfterTheLogout(Drop drop) {
        Customer victim = drop.newCustomer();
        Answer login = web(drop, victim, "");
        String token = cookie(login, "drop_token");
        String refresh = cookie(login, "drop_refresh");
        assertThat(me(drop, Map.of("Authorization", "Bearer " + token)).status()).isEqualTo(200);

        assertThat(post(drop, "/v1/auth/logout", Map.of("Cookie", "drop_token=" + token)).status())
                .isEqualTo(204);

        assertThat(me(drop, Map.of("Authorization", "Bearer " + token)).status()).isEqualTo(401);
        assertThat(me(drop, Map.of("Cookie", "drop_token=" + token)).status()).isEqualTo(401);
        assertThat(
                        post(drop, "/v1/auth/refresh", Map.of("Cookie", "drop_refresh=" + refresh))
                                .status())
                .isEqualTo(401);
    }

    @Test
    void keepsAStolenSessionWhenTheVictimEndsAll(Drop drop) {
        Customer phone = drop.newCustomer().login();
        String stolen = cookie(web(drop, phone, ""), "drop_token");
        assertThat(me(drop, Map.of("Cookie", "drop_token=" + stolen)).status()).isEqualTo(200);

        assertThat(phone.post("/v1/auth/logout-all", "{}").status()).isEqualTo(204);

        assertThat(me(drop, Map.of("Cookie", "drop_token=" + stolen)).status()).isEqualTo(401);
        assertThat(phone.get("/v1/auth/me").status()).isEqualTo(401);
    }

    @Test
    void takesWhatIsMostSensitiveWithAStolenSession(Drop drop) {
        Customer victim = drop.newCustomer().login();
        Answer login = web(drop, victim, "");
        drop.loggedInAgo(victim, "6 minutes");
        Answer renewed =
                post(
                        drop,
                        "/v1/auth/refresh",
                        Map.of("Cookie", "drop_refresh=" + cookie(login, "drop_refresh")));
        assertThat(renewed.status()).isEqualTo(204);

        for (String token : List.of(cookie(login, "drop_token"), cookie(renewed, "drop_token"))) {
            Map<String, String> stolen = Map.of("Cookie", "drop_token=" + token);
            assertThat(me(drop, stolen).status()).isEqualTo(200);
            for (String path :
                    List.of(
                            "/v1/privacy/export",
                            "/v1/privacy/erasure",
                            "/v1/merchants/register",
                            "/v1/withdrawal")) {
                post(drop, path, stolen).expect(401, "insufficient_user_authentication");
            }
        }
        assertThat(
                        drop.query(
                                "SELECT count(*) FROM data_access_requests WHERE user_id = '"
                                        + victim.uuid()
                                        + "'"))
                .containsExactly("0");
    }

    @Test
    void endsTheSessionOfAnother(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Customer victim = drop.newCustomer().login();
        String id = ForgedToken.of(victim.accessToken()).claims().path("sid").asText();
        String unknown = id.substring(0, id.length() - 8) + "00000000";

        Answer others = delete(attacker, id);
        Answer none = delete(attacker, unknown);

        assertThat(others.status()).isEqualTo(404);
        assertThat(others.error()).isEqualTo("session_not_found");
        assertThat(withoutIds(others, id)).isEqualTo(withoutIds(none, unknown));
        assertThat(delete(attacker, "ses_1' OR '1'='1").status()).isEqualTo(404);
        assertThat(victim.get("/v1/auth/me").status()).isEqualTo(200);
        assertThat(attacker.get("/v1/auth/sessions").body()).doesNotContain(id);
    }

    @Test
    void goesOnInASessionThatItsOwnerEnded(Drop drop) {
        Customer phone = drop.newCustomer().login();
        Answer login = web(drop, phone, "");
        String token = cookie(login, "drop_token");
        String refresh = cookie(login, "drop_refresh");
        String id = ForgedToken.of(token).claims().path("sid").asText();

        assertThat(delete(phone, id).status()).isEqualTo(204);

        assertThat(me(drop, Map.of("Authorization", "Bearer " + token)).status()).isEqualTo(401);
        assertThat(
                        post(drop, "/v1/auth/refresh", Map.of("Cookie", "drop_refresh=" + refresh))
                                .status())
                .isEqualTo(401);
        assertThat(phone.get("/v1/auth/sessions").body()).doesNotContain(id);
    }

    @Test
    void goesOnInASessionThatItsOwnerLeftForANewOne(Drop drop) {
        Customer victim = drop.newCustomer();
        Answer login = web(drop, victim, "");
        String token = cookie(login, "drop_token");
        String refresh = cookie(login, "drop_refresh");

        web(drop, victim, "", "drop_token=" + token);

        assertThat(me(drop, Map.of("Authorization", "Bearer " + token)).status()).isEqualTo(401);
        assertThat(
                        post(drop, "/v1/auth/refresh", Map.of("Cookie", "drop_refresh=" + refresh))
                                .status())
                .isEqualTo(401);
    }

    /// By a login of their own: who presents the victim's token is not the victim.
    @Test
    void endsTheSessionOfWhoseTokenTheyStole(Drop drop) {
        Customer victim = drop.newCustomer().login();
        Customer attacker = drop.newCustomer();

        web(drop, attacker, "", "drop_token=" + victim.accessToken());
        app(drop, attacker, victim.accessToken());

        assertThat(victim.get("/v1/auth/me").status()).isEqualTo(200);
    }

    /// A browser or an app in which somebody has put what Drop never signed ends nothing.
    @Test
    void hasTheVictimsLoginEndAnotherSessionByAForgedToken(Drop drop) {
        Customer victim = drop.newCustomer().login();
        ForgedToken good = ForgedToken.of(victim.accessToken());
        String session = good.claims().path("sid").asText();
        byte[] guessed = "a key that the attacker chose by themselves".getBytes(UTF_8);
        for (String forged :
                List.of(
                        good.withHeader("alg", "none").unsigned(),
                        good.unsigned(),
                        good.hashed("HmacSHA256", guessed),
                        good.withClaim("jti", "another").withOldSignature(),
                        session)) {
            drop.clearLimits();
            web(drop, victim.onAnotherDevice(), "", "drop_token=" + forged);
            app(drop, victim.onAnotherDevice(), forged);
            assertThat(victim.get("/v1/auth/me").status()).as(forged).isEqualTo(200);
        }
        app(drop, victim.onAnotherDevice(), victim.accessToken());
        assertThat(victim.get("/v1/auth/me").status()).as("by the good one").isEqualTo(401);
    }

    @Test
    void usesOneKindOfTokenForAnother(Drop drop) {
        Customer victim = drop.newCustomer();
        Answer login = web(drop, victim, "");
        String token = cookie(login, "drop_token");
        String refresh = cookie(login, "drop_refresh");

        assertThat(me(drop, Map.of("Authorization", "Bearer " + refresh)).status()).isEqualTo(401);
        assertThat(me(drop, Map.of("Cookie", "drop_token=" + refresh)).status()).isEqualTo(401);
        assertThat(me(drop, Map.of("Cookie", "drop_refresh=" + refresh)).status()).isEqualTo(401);
        assertThat(me(drop, Map.of("Authorization", "Basic " + token)).status()).isEqualTo(401);
        assertThat(
                        post(drop, "/v1/auth/refresh", Map.of("Cookie", "drop_refresh=" + token))
                                .status())
                .isEqualTo(401);
        assertThat(me(drop, Map.of("Authorization", "Bearer " + token)).status())
                .as("each is good for its own purpose")
                .isEqualTo(200);
    }

    @Test
    void putsATokenIntoTheAddress(Drop drop) {
        String token = drop.newCustomer().login().accessToken();
        for (String name : new String[] {"access_token", "token", "drop_token", "Authorization"}) {
            String path = "/v1/auth/me?" + name + "=" + token;
            assertThat(Http.get(drop.host().url().resolve(path)).status()).as(name).isEqualTo(401);
        }
    }

    /// A login in a browser that sends these cookies beside the login's own when it comes back.
    private static Answer web(Drop drop, Customer person, String cookies) {
        return web(drop, person, cookies, "");
    }

    /// The same with cookies that it sends when it begins.
    private static Answer web(Drop drop, Customer person, String cookies, String cookiesBefore) {
        drop.clearLimits();
        Answer start =
                Http.send(
                        "GET",
                        drop.host().url().resolve("/v1/auth/bankid?platform=web"),
                        cookiesBefore.isEmpty() ? Map.of() : Map.of("Cookie", cookiesBefore),
                        null);
        String state = cookie(start, "bankid_state");
        URI page = URI.create(start.data().path("redirectUrl").asText());
        URI callback = Http.form(page, "person=" + person.person()).location();
        Answer end =
                Http.send(
                        "GET", callback, Map.of("Cookie", "bankid_state=" + state + cookies), null);
        assertThat(end.status()).as(end.body()).isEqualTo(302);
        return end;
    }

    /// A login in an app that sends this token as its former one.
    private static void app(Drop drop, Customer person, String token) {
        drop.clearLimits();
        Answer start = person.get("/v1/auth/bankid?platform=mobile");
        URI page = URI.create(start.data().path("redirectUrl").asText());
        URI app = Http.get(Http.form(page, "person=" + person.person()).location()).location();
        Answer tokens =
                person.send(
                        "POST",
                        "/v1/auth/token",
                        Map.of("Authorization", "Bearer " + token),
                        "{\"code\":\"" + app.getQuery().substring("code=".length()) + "\"}");
        assertThat(tokens.status()).as(tokens.body()).isEqualTo(200);
    }

    private static Answer delete(Customer customer, String id) {
        String path = "/v1/auth/sessions/" + URLEncoder.encode(id, UTF_8);
        return customer.send("DELETE", path, Map.of(), null);
    }

    /// The body without what differs from one request to the next anyway.
    private static String withoutIds(Answer answer, String id) {
        return answer.body().replace(id, "").replace(answer.json().path("requestId").asText(), "");
    }

    private static String subject(Drop drop, String token) {
        return me(drop, Map.of("Cookie", "drop_token=" + token)).data().at("/user/id").asText();
    }

    private static Answer me(Drop drop, Map<String, String> headers) {
        return Http.send("GET", drop.host().url().resolve("/v1/auth/me"), headers, null);
    }

    private static Answer post(Drop drop, String path, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(OWN_PAGE);
        all.put("Content-Type", "application/json");
        all.putAll(headers);
        return Http.send("POST", drop.host().url().resolve(path), all, "{}");
    }

    private static String cookie(Answer answer, String name) {
        return answer.headerValues("Set-Cookie").stream()
                .filter(header -> header.startsWith(name + "="))
                .map(header -> value(header, name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no cookie " + name + " in " + answer));
    }

    private static String value(String header, String name) {
        assertThat(header).startsWith(name + "=");
        return header.substring(name.length() + 1, header.indexOf(';'));
    }
}
