package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Addresses that are read in two ways: past the check of who may call, or out of the folder that
/// is served.
@ExtendWith(Suite.class)
final class PathAttackIT {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/admin/alerts",
                "/v1/admin/alerts/",
                "/v1/admin/alerts;a=b",
                "/v1/admin;/alerts",
                "/v1;x=/admin/alerts",
                "/v1//admin/alerts",
                "//v1/admin/alerts",
                "/v1/./admin/alerts",
                "/v1/auth/../admin/alerts",
                "/v1/auth/%2e%2e/admin/alerts",
                "/v1/auth/..;/admin/alerts",
                "/v1/auth/..%2fadmin/alerts",
                "/v1/%61dmin/alerts",
                "/v1/%2561dmin/alerts",
                "/v1/admin%2falerts",
                "/v1/admin%5calerts",
                "/V1/ADMIN/ALERTS",
                "/v1/admin/alerts%2f",
                "/v1/admin/alerts%00",
                "/v1/admin/alerts%20",
                "/v1/admin/alerts.json",
                "/v1/admin/alerts?role=admin",
                "/v1/admin/str",
                "/v1/merchants/me/dashboard;admin",
                "http://localhost/v1/admin/alerts"
            })
    void spellsAnAdministratorsAddressInAnotherWay(String target, Drop drop) {
        Customer customer = drop.newCustomer().login();
        String bearer = "Authorization: Bearer " + customer.accessToken();
        for (List<String> headers : List.of(List.of(bearer), List.<String>of())) {
            Answer answer = Wire.get(drop.host().url(), target, headers.toArray(new String[0]));
            assertThat(answer.status()).as(target + " → " + answer.body()).isBetween(400, 499);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/../application.properties",
                "/docs/%2e%2e/application.properties",
                "/docs/..%2f..%2f..%2fapplication.properties",
                "/docs/..%5c..%5capplication.properties",
                "/docs/....//application.properties",
                "/docs/..;/application.properties",
                "/docs/%252e%252e%252fapplication.properties",
                "/docs/index.html%00.css",
                "/docs//etc/passwd",
                "/docs/file:%2f%2f%2fetc%2fpasswd",
                "/docs/messages_en.properties",
                "/.well-known/../application.properties",
                "/.well-known/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
                "/.well-known/apple-app-site-association/../../etc/passwd",
                "/.well-known/..%2f..%2f.env",
                "/.well-known/security.txt/../../../.git/config",
                "/.git/config",
                "/.git/HEAD",
                "/.svn/entries",
                "/.env",
                "/WEB-INF/web.xml",
                "/META-INF/MANIFEST.MF",
                "/application.properties",
                "/no/getdrop/api/ApiHandler.class",
                "/webjars/swagger-ui/index.html",
                "/swagger-ui/index.html",
                "/actuator",
                "/actuator/env",
                "/h2-console",
                "/server-status"
            })
    void readsAFileThatIsNotServed(String target, Drop drop) {
        Answer answer = Wire.get(drop.host().url(), target);
        assertThat(answer.status()).as(target + " → " + answer.body()).isBetween(400, 499);
        assertThat(answer.body())
                .as(target)
                .doesNotContain("spring.")
                .doesNotContain("root:")
                .doesNotContain("Manifest-Version");
    }

    /// A page that could send it would read its own cookies out of the answer.
    @ParameterizedTest
    @ValueSource(strings = {"/v1/auth/me", "/v1/rates", "/v1/no/such/route"})
    void letsARequestComeBackWithItsHeaders(String path, Drop drop) {
        Answer answer = trace(drop, "TRACE", path).expect(405, "method_not_allowed");
        assertThat(answer.header("Allow")).contains("GET").doesNotContain("TRACE");
        trace(drop, "trace", path);
        trace(drop, "Trace", path);
    }

    @Test
    void letsARequestForHealthComeBack(Drop drop) {
        assertThat(trace(drop, "TRACE", "/health").status()).isEqualTo(403);
    }

    private static Answer trace(Drop drop, String method, String path) {
        Answer answer =
                Wire.send(
                        drop.host().url(),
                        method,
                        path,
                        "Authorization: Bearer attackers-token",
                        "Cookie: drop_token=victims-token",
                        "Max-Forwards: 0");
        assertThat(answer.status()).as(method + " → " + answer.body()).isBetween(400, 405);
        assertThat(answer.body()).as(method).doesNotContain("-token");
        assertThat(answer.header("Content-Type")).as(method).contains("json");
        return answer;
    }

    @Test
    void asksInAMethodThatNobodyMeant(Drop drop) {
        Customer customer = drop.newCustomer().login();
        String bearer = "Authorization: Bearer " + customer.accessToken();
        for (String method : List.of("TRACK", "CONNECT", "DEBUG", "PROPFIND", "get")) {
            Answer answer = Wire.send(drop.host().url(), method, "/v1/auth/me", bearer);
            assertThat(answer.status()).as(method + " → " + answer.body()).isBetween(400, 501);
            assertThat(answer.status()).as(method).isNotEqualTo(500);
            assertThat(answer.body()).as(method).doesNotContain(customer.accessToken());
        }
    }
}
