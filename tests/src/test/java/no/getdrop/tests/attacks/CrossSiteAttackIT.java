package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Another site's page that makes the victim's browser send a request with the victim's cookies.
@ExtendWith(Suite.class)
final class CrossSiteAttackIT {
    private static final String ABSENT = "";
    private static final Set<String> OWN_SITES = Set.of("same-origin", "same-site");

    private static final List<String> SITES =
            List.of(
                    ABSENT,
                    "same-origin",
                    "same-site",
                    "cross-site",
                    "none",
                    "Same-Origin",
                    "same-origin, cross-site",
                    "null");

    private record Change(String method, String path, @Nullable String body) {}

    private static final List<Change> CHANGES =
            List.of(
                    new Change("PATCH", "/v1/settings", "{}"),
                    new Change("POST", "/v1/consents", "{\"type\":\"terms\"}"),
                    new Change("DELETE", "/v1/recipients/rcp_" + "0".repeat(32), null));

    /// A browser of today says where the page is from, one of yesterday only its origin: each pair
    /// of both, whatever stands in them. What passes is the victim's own page and nothing else.
    @Test
    void letsTheVictimsBrowserChangeSomethingFromWhereverItIs(Drop drop) {
        String cookie = "drop_token=" + drop.newCustomer().login().accessToken();
        String own = drop.host().url().toString();
        List<String> faults = new ArrayList<>();
        int passed = 0;
        for (Change change : CHANGES) {
            drop.clearLimits();
            for (String site : SITES) {
                for (String origin : origins(own)) {
                    boolean known = origin.equals(own);
                    boolean allowed =
                            (known || origin.isEmpty()) && (known || OWN_SITES.contains(site));
                    Answer answer = send(drop, change, cookie, site, origin);
                    boolean refused = answer.error().equals("cross_site_refused");
                    if (refused == allowed || refused != (answer.status() == 403)) {
                        faults.add(
                                "%s from '%s' of '%s' got %d"
                                        .formatted(change, site, origin, answer.status()));
                    }
                    passed += allowed ? 1 : 0;
                }
            }
        }
        assertThat(faults).isEmpty();
        assertThat(passed).isEqualTo(CHANGES.size() * (SITES.size() + OWN_SITES.size()));
    }

    @Test
    void letsTheVictimsBrowserRenewTheSession(Drop drop) {
        Change refresh = new Change("POST", "/v1/auth/refresh", "{}");
        String cookie = "drop_refresh=none";
        for (String site : List.of(ABSENT, "cross-site", "none")) {
            drop.clearLimits();
            assertThat(send(drop, refresh, cookie, site, ABSENT).error())
                    .as(site)
                    .isEqualTo("cross_site_refused");
        }
        assertThat(send(drop, refresh, cookie, "same-origin", ABSENT).error())
                .isEqualTo("unauthenticated");
    }

    /// What a form can send needs no leave of the browser's; no body that it can send is read.
    @Test
    void sendsAFormThatNeedsNoPreflight(Drop drop) {
        String cookie = "drop_token=" + drop.newCustomer().login().accessToken();
        for (String type :
                List.of(
                        "text/plain",
                        "application/x-www-form-urlencoded",
                        "multipart/form-data; boundary=x",
                        "text/plain; application/json")) {
            Answer answer =
                    Http.send(
                            "POST",
                            drop.host().url().resolve("/v1/consents"),
                            Map.of(
                                    "Cookie", cookie,
                                    "Content-Type", type,
                                    "Sec-Fetch-Site", "same-site"),
                            "{\"type\":\"terms\"}");
            assertThat(answer.status()).as(type).isEqualTo(415);
        }
    }

    /// A page that may read the answer would not have to change anything.
    @Test
    void readsTheVictimsAnswerFromAnotherSite(Drop drop) {
        Customer victim = drop.newCustomer().login();
        String cookie = "drop_token=" + victim.accessToken();
        String own = drop.host().url().toString();
        for (String origin : origins(own)) {
            Answer answer =
                    send(
                            drop,
                            new Change("GET", "/v1/auth/me", null),
                            cookie,
                            "cross-site",
                            origin);
            String allowed = answer.header("Access-Control-Allow-Origin");
            if (origin.equals(own)) {
                assertThat(allowed).isEqualTo(own);
            } else {
                assertThat(allowed).as(origin).isEmpty();
                assertThat(answer.header("Access-Control-Allow-Credentials")).isEmpty();
            }
        }
    }

    private static List<String> origins(String own) {
        return List.of(
                ABSENT,
                own,
                "null",
                "https://evil.example",
                own + ".evil.example",
                own.replace("http://", "https://"),
                own.replace("http://", "http://evil."),
                own + "@evil.example");
    }

    private static Answer send(
            Drop drop, Change change, String cookie, String site, String origin) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Cookie", cookie);
        if (change.body() != null) {
            headers.put("Content-Type", "application/json");
        }
        if (!site.isEmpty()) {
            headers.put("Sec-Fetch-Site", site);
        }
        if (!origin.isEmpty()) {
            headers.put("Origin", origin);
        }
        return Http.send(
                change.method(), drop.host().url().resolve(change.path()), headers, change.body());
    }
}
