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
import java.util.HashMap;
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

    /// A login in a browser that sends these cookies beside the login's own.
    private static Answer web(Drop drop, Customer person, String cookies) {
        drop.clearLimits();
        Answer start = Http.get(drop.host().url().resolve("/v1/auth/bankid?platform=web"));
        String state = cookie(start, "bankid_state");
        URI page = URI.create(start.data().path("redirectUrl").asText());
        URI callback = Http.form(page, "person=" + person.person()).location();
        Answer end =
                Http.send(
                        "GET", callback, Map.of("Cookie", "bankid_state=" + state + cookies), null);
        assertThat(end.status()).as(end.body()).isEqualTo(302);
        return end;
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
