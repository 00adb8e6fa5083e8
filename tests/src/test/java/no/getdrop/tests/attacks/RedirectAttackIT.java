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
import java.util.List;

/// A link to Drop that leads the victim, or the victim's code, to the attacker.
@ExtendWith(Suite.class)
final class RedirectAttackIT {
    private static final String EVIL = "https%3A%2F%2Fevil.example%2F";
    private static final List<String> NAMES =
            List.of(
                    "redirect_uri",
                    "redirectUrl",
                    "redirect",
                    "returnTo",
                    "return_url",
                    "next",
                    "continue",
                    "url",
                    "callback",
                    "RelayState");

    private static final List<String> POISON =
            List.of(
                    "Host: evil.example",
                    "X-Forwarded-Host: evil.example",
                    "X-Original-Host: evil.example",
                    "Forwarded: host=evil.example;proto=https",
                    "X-Forwarded-Prefix: //evil.example",
                    "Referer: https://evil.example/",
                    "Origin: http://evil.example");

    @Test
    void namesAnotherGoalInTheAddressOfTheLogin(Drop drop) {
        Customer victim = drop.newCustomer();
        String issuer = drop.host().providers().bankId().issuer().toString();
        for (String name : NAMES) {
            drop.clearLimits();
            Answer start = victim.get("/v1/auth/bankid?platform=mobile&" + name + "=" + EVIL);
            String page = start.data().path("redirectUrl").asText();
            assertThat(page).as(name).startsWith(issuer).doesNotContain("evil");
            URI back = Http.form(URI.create(page), "person=" + victim.person()).location();
            String more = back + "&" + name + "=" + EVIL;
            assertThat(Http.get(URI.create(more)).location().toString())
                    .startsWith("drop://auth/callback?code=")
                    .doesNotContain("evil");
        }
    }

    @Test
    void namesAnotherPlatform(Drop drop) {
        for (String platform : List.of(EVIL, "evil", "web%20", "WEB", "mobile,web")) {
            Answer answer = drop.newCustomer().get("/v1/auth/bankid?platform=" + platform);
            assertThat(answer.details()).as(platform).containsExactly("platform:value");
        }
    }

    /// Whoever gets between names another host than the victim meant.
    @Test
    void poisonsTheHostThatRedirectsAreMadeOf(Drop drop) {
        URI drops = drop.host().url();
        Customer victim = drop.newCustomer();
        for (String line : POISON) {
            drop.clearLimits();
            Answer start = Wire.get(drops, "/v1/auth/bankid?platform=web", line);
            if (start.status() == 403) {
                assertThat(start.error()).as(line).isEqualTo("cross_site_refused");
                continue;
            }
            String page = start.data().path("redirectUrl").asText();
            assertThat(page).as(line).isNotEmpty().doesNotContain("evil");
            URI back = Http.form(URI.create(page), "person=" + victim.person()).location();
            String state = start.header("Set-Cookie").replaceAll(";.*", "");
            Answer end =
                    Wire.get(
                            drops,
                            back.getRawPath() + "?" + back.getRawQuery(),
                            line,
                            "Cookie: " + state);
            assertThat(end.status()).as(line + ": " + end.body()).isEqualTo(302);
            assertThat(end.location()).as(line).isEqualTo(drops.resolve("/dashboard"));
            assertThat(end.headerValues("Set-Cookie"))
                    .hasSize(3)
                    .noneMatch(cookie -> cookie.contains("evil"));
        }
    }

    @Test
    void sendsTheVictimBackWithAStateThatNobodyMade(Drop drop) {
        for (String path :
                List.of(
                        "/v1/auth/bankid/callback",
                        "/v1/payment-sessions/callback",
                        "/v1/accounts/consent/callback")) {
            for (String query : List.of("", "?state=" + EVIL, "?error=x&state=" + EVIL)) {
                Answer answer = Wire.get(drop.host().url(), path + query);
                assertThat(answer.status()).as(path + query).isEqualTo(400);
                assertThat(answer.header("Location")).isEmpty();
            }
        }
    }
}
