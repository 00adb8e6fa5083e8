package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.identity.Platform;
import no.getdrop.identity.SessionId;
import no.getdrop.identity.Sessions;
import no.getdrop.runtime.Environment;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.ResponseCookie;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

final class SessionCookiesTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

    /// On a developer's machine there is no TLS, and nowhere else a cookie goes without it.
    @ParameterizedTest
    @CsvSource({"production, true", "staging, true", "development, false"})
    void everyCookieGoesOverTlsAlone(String environment, boolean secure) {
        List<ResponseCookie> cookies = all(environment);
        assertThat(cookies)
                .extracting(ResponseCookie::getName)
                .containsOnly("drop_token", "drop_refresh", "drop_former", "bankid_state");
        assertThat(cookies).allMatch(cookie -> cookie.isSecure() == secure);
        assertThat(cookies).allMatch(cookie -> cookie.toString().contains("; Secure") == secure);
    }

    @ParameterizedTest
    @CsvSource({"production", "staging", "development"})
    void noScriptReadsThemAndNoOtherSiteSendsThem(String environment) {
        for (ResponseCookie cookie : all(environment)) {
            assertThat(cookie.isHttpOnly()).isTrue();
            // BankID's page, on another site, sends the browser back with the state.
            String expected = cookie.getName().equals("bankid_state") ? "Lax" : "Strict";
            assertThat(cookie.getSameSite()).as(cookie.getName()).isEqualTo(expected);
            assertThat(cookie.getDomain()).isNull();
        }
    }

    private static List<ResponseCookie> all(String environment) {
        SessionCookies cookies =
                new SessionCookies(
                        HttpSettings.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT",
                                                environment,
                                                "APP_URL",
                                                "https://app.getdrop.no"))));
        Sessions.Opened session =
                new Sessions.Opened(
                        new SessionId(new UUID(1, 1)),
                        "access",
                        "refresh",
                        Platform.WEB,
                        NOW.plusSeconds(60));
        List<ResponseCookie> all = new ArrayList<>(cookies.open(session, NOW));
        all.addAll(cookies.close());
        all.add(cookies.state("state"));
        assertThat(all).hasSize(7);
        return all;
    }
}
