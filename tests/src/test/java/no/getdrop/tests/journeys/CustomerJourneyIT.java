package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;

/// What a customer of Drop lives through besides paying.
@ExtendWith(Suite.class)
final class CustomerJourneyIT {
    @Test
    void fromTheFirstLoginInABrowserToTheFirstRemittance(Drop drop) throws InterruptedException {
        String person = drop.newCustomer().person();
        Browser browser = new Browser(drop.host().url(), person).login();
        assertThat(browser.get("/v1/settings").data().path("language").asText()).isEqualTo("nb");
        assertThat(
                        browser.send(
                                        "PATCH",
                                        "/v1/settings",
                                        Map.of(),
                                        "{\"language\":\"en\",\"pushEnabled\":false}")
                                .data()
                                .toString())
                .isEqualTo(
                        "{\"currency\":\"NOK\",\"language\":\"en\",\"pushEnabled\":false,"
                                + "\"emailEnabled\":true}");
        for (String kind : List.of("terms", "privacy")) {
            assertThat(browser.post("/v1/consents", "{\"type\":\"" + kind + "\"}").status())
                    .isEqualTo(201);
        }
        assertThat(browser.post("/v1/user/kyc/initiate", "{}").data().path("status").asText())
                .as("BankID is enough")
                .isEqualTo("approved");

        String account = link(browser, person);
        JsonNode balance = browser.get("/v1/accounts/" + account + "/balance").data();
        assertThat(balance.path("balance").decimalValue()).isPositive();
        assertThat(balance.path("cached").asBoolean()).isFalse();
        assertThat(balance.path("consentStatus").asText()).isEqualTo("valid");

        String payment = pay(browser, person, account);
        settle(drop);
        JsonNode told = browser.get("/v1/notifications").data();
        assertThat(told).hasSize(1);
        assertThat(told.path(0).path("body").asText())
                .isEqualTo("Your payment to Ana Petrović is completed.");
        assertThat(told.path(0).path("transactionId").asText()).isEqualTo(payment);
        String ids = "{\"notificationIds\":[\"" + told.path(0).path("id").asText() + "\"]}";
        assertThat(browser.send("PATCH", "/v1/notifications", Map.of(), ids).data())
                .isEqualTo(browser.send("PATCH", "/v1/notifications", Map.of(), ids).data());
        assertThat(browser.get("/v1/notifications").data().path(0).has("readAt")).isTrue();

        assertThat(browser.post("/v1/auth/refresh", "{}").status()).isEqualTo(204);
        assertThat(browser.post("/v1/auth/logout", "{}").status()).isEqualTo(204);
        assertThat(browser.hasCookie("drop_token")).isFalse();
        assertThat(browser.get("/v1/settings").status()).isEqualTo(401);
    }

    @Test
    void anotherSitesPageCanDoNothingWithTheCookies(Drop drop) {
        Browser browser = new Browser(drop.host().url(), drop.newCustomer().person()).login();
        for (String site : List.of("cross-site", "none")) {
            Answer refused =
                    browser.send("PATCH", "/v1/settings", Map.of("Sec-Fetch-Site", site), "{}");
            assertThat(refused.error()).isEqualTo("cross_site_refused");
        }
        Answer own = preflight(browser, drop.host().url().toString());
        assertThat(own.header("Access-Control-Allow-Origin"))
                .isEqualTo(drop.host().url().toString());
        assertThat(own.header("Access-Control-Allow-Credentials")).isEqualTo("true");
        assertThat(own.header("Access-Control-Allow-Methods")).contains("PATCH");

        Answer foreign = preflight(browser, "https://evil.example");
        foreign.expect(403, "cross_site_refused");
        assertThat(foreign.header("Content-Type")).startsWith("application/problem+json");
        assertThat(foreign.header("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void aStolenRefreshTokenEndsTheSessionForThiefAndCustomer(Drop drop) {
        Customer phone = drop.newCustomer().login();
        Browser browser = new Browser(drop.host().url(), phone.person()).login();
        String stolen = browser.cookie("drop_refresh");
        assertThat(browser.post("/v1/auth/refresh", "{}").status()).isEqualTo(204);
        drop.update("UPDATE refresh_tokens SET used_at = used_at - interval '11 seconds'");

        Customer thief = drop.newCustomer();
        Answer reuse = thief.post("/v1/auth/refresh", "{\"refreshToken\":\"" + stolen + "\"}");
        assertThat(reuse.status()).isEqualTo(401);
        assertThat(browser.get("/v1/auth/me").status())
                .as("the access token in the browser ends with its session")
                .isEqualTo(401);
        assertThat(browser.post("/v1/auth/refresh", "{}").status()).isEqualTo(401);
        assertThat(phone.get("/v1/auth/me").status()).as("another session").isEqualTo(200);
        assertThat(
                        drop.query(
                                """
                                SELECT count(*) FROM audit_log
                                WHERE action = 'auth.refresh_reused' AND result = 'denied'
                                  AND created_at > now() - interval '1 minute'
                                """))
                .isNotEqualTo(List.of("0"));

        browser.login();
        assertThat(browser.get("/v1/auth/me").status()).isEqualTo(200);
    }

    @Test
    void aConsentRunsOutAndTheCustomerPaysOnAndRenewsIt(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        String account = customer.linkAccount();
        String consent = consentOf(drop, account);
        String recipient = customer.addRecipient();
        expire(drop, consent, "6 days 23 hours");
        assertThat(customer.get("/v1/accounts").data().path(0).path("consentStatus").asText())
                .isEqualTo("expiring");
        drop.host().invoke("WorkerFunction", "{\"job\":\"consents\"}");
        expire(drop, consent, "-1 second");
        drop.host().invoke("WorkerFunction", "{\"job\":\"consents\"}");
        drop.host().invoke("WorkerFunction", "{\"job\":\"consents\"}");
        assertThat(customer.get("/v1/notifications").data())
                .extracting(told -> told.path("title").asText())
                .containsExactly("Samtykket er utløpt", "Samtykket utløper snart");

        customer.get("/v1/accounts/" + account + "/balance").expect(403, "consent_expired");
        Answer paid = customer.pay(customer.prepare(recipient, account, "300"), Customer.newKey());
        assertThat(paid.status()).as("payments need no consent").isEqualTo(201);

        drop.clearLimits();
        assertThat(customer.linkAccount()).as("the same account").isEqualTo(account);
        assertThat(customer.get("/v1/accounts/" + account + "/balance").status()).isEqualTo(200);
        assertThat(
                        drop.query(
                                "SELECT revoked_at IS NOT NULL FROM consents WHERE id = '"
                                        + consent
                                        + "'"))
                .as("the renewed one is given up")
                .containsExactly("t");

        long ended = drop.host().providers().bank().calls("consent-delete");
        for (JsonNode each : customer.get("/v1/accounts").data()) {
            assertThat(
                            customer.send(
                                            "DELETE",
                                            "/v1/accounts/" + each.path("id").asText(),
                                            Map.of(),
                                            null)
                                    .status())
                    .isEqualTo(204);
        }
        assertThat(drop.host().providers().bank().calls("consent-delete")).isEqualTo(ended + 1);
        assertThat(customer.get("/v1/consents").data())
                .extracting(each -> each.path("status").asText())
                .containsExactly("withdrawn", "withdrawn");
    }

    @Test
    void theDemoUserLogsInByPasswordWhereThereIsDemoData(Drop drop) {
        Customer anyone = drop.newCustomer();
        String wrong = "{\"email\":\"demo@getdrop.no\",\"password\":\"demo12345\"}";
        assertThat(anyone.post("/v1/auth/login", wrong).error()).isEqualTo("invalid_credentials");
        String right =
                "{\"email\":\"demo@getdrop.no\",\"password\":\"demo1234\",\"platform\":\"mobile\"}";
        Answer tokens = anyone.post("/v1/auth/login", right).expect(200);
        Answer me =
                anyone.send(
                        "GET",
                        "/v1/auth/me",
                        Map.of(
                                "Authorization",
                                "Bearer " + tokens.data().path("accessToken").asText()),
                        null);
        assertThat(me.data().path("user").path("role").asText()).isEqualTo("merchant");
        assertThat(anyone.post("/v1/auth/register", "{}").status()).isEqualTo(410);
    }

    @Test
    void whatIsOffIsNotThereForAnybody(Drop drop) {
        Customer customer = drop.newCustomer();
        for (int login = 0; login < 2; login++) {
            for (String path : List.of("/v1/cards", "/v1/cards/crd_1/limits")) {
                assertThat(customer.get(path).status()).isEqualTo(404);
                assertThat(customer.get(path).error()).isEqualTo("feature_not_available");
            }
            customer.login();
        }
    }

    @Test
    void theAppsAreToldWhichOfThemAreTooOld(Drop drop) {
        Customer anyone = drop.newCustomer();
        Answer version = anyone.get("/v1/app/version");
        assertThat(version.data().path("minimumVersion").asText()).isEqualTo("1.0.0");
        assertThat(version.header("Cache-Control")).contains("public");
        for (String file : List.of("apple-app-site-association", "assetlinks.json")) {
            assertThat(anyone.get("/.well-known/" + file).error())
                    .as("no app is registered on this machine")
                    .isEqualTo("not_found");
        }
    }

    private static String link(Browser browser, String person) {
        Answer link = browser.post("/v1/accounts/link", "{\"bankId\":\"dnb\"}").expect(201);
        Answer back =
                browser.comeBack(
                        link.data().path("redirectUrl").asText(),
                        "decision=approve&person=" + person);
        assertThat(back.status()).isEqualTo(302);
        assertThat(back.location().getPath())
                .as("the bank's page brings no session along")
                .isEqualTo("/accounts/consent");
        Answer linked =
                browser.get("/v1/accounts/consent/callback?" + back.location().getRawQuery());
        assertThat(linked.location().getQuery()).isEqualTo("linked=2");
        return browser.get("/v1/accounts").data().path(0).path("id").asText();
    }

    private static String pay(Browser browser, String person, String account) {
        String recipient =
                browser.post("/v1/recipients", Customer.recipient("Ana Petrović"))
                        .data()
                        .path("id")
                        .asText();
        String quote =
                browser.post(
                                "/v1/transactions/disclosure",
                                "{\"recipientId\":\"" + recipient + "\",\"amount\":500}")
                        .data()
                        .path("quoteId")
                        .asText();
        JsonNode session =
                browser.post(
                                "/v1/payment-sessions",
                                "{\"quoteId\":\""
                                        + quote
                                        + "\",\"bankAccountId\":\""
                                        + account
                                        + "\"}")
                        .data();
        browser.comeBack(session.path("redirectUrl").asText(), "person=" + person);
        Customer.Prepared order =
                new Customer.Prepared(
                        recipient, account, quote, session.path("id").asText(), "500");
        Answer paid =
                browser.send(
                        "POST",
                        "/v1/transactions/remittance",
                        Map.of("Idempotency-Key", Customer.newKey()),
                        order.body());
        paid.expect(201);
        return paid.data().path("id").asText();
    }

    private static void settle(Drop drop) throws InterruptedException {
        Thread.sleep(2_100); // the bank's own time to settle
        drop.host().invoke("WorkerFunction", "{\"job\":\"status\"}");
    }

    private static Answer preflight(Browser browser, String origin) {
        return browser.send(
                "OPTIONS",
                "/v1/settings",
                Map.of(
                        "Origin", origin,
                        "Access-Control-Request-Method", "PATCH",
                        "Access-Control-Request-Headers", "content-type"),
                null);
    }

    private static String consentOf(Drop drop, String account) {
        String hex = account.substring("acc_".length());
        return drop.query("SELECT consent_id FROM bank_accounts WHERE id = '" + hex + "'")
                .getFirst();
    }

    private static void expire(Drop drop, String consent, String after) {
        drop.update(
                "UPDATE consents SET expires_at = now() + interval '"
                        + after
                        + "' WHERE id = '"
                        + consent
                        + "'");
    }
}
