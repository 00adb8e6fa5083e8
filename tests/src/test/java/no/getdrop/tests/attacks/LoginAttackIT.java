package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.bankid.Spoiled;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.URI;
import java.util.List;
import java.util.Map;

/// Between Drop and BankID: states, codes and ID tokens that belong to another trip, another client
/// or another person. States and codes that come twice are in `LoginJourneyIT` and `LoginCodeIT`.
@ExtendWith(Suite.class)
final class LoginAttackIT {
    private static final String LOGIN = "/v1/auth/bankid/callback";
    private static final String PAYMENT = "/v1/payment-sessions/callback";

    /// Each is signed by BankID's key but for the one that is not, and wrong in one place.
    @ParameterizedTest
    @EnumSource(Spoiled.class)
    void bringsAnIdTokenThatIsNotForThisLogin(Spoiled what, Drop drop) {
        Customer victim = drop.newCustomer();
        drop.host().providers().bankId().spoil(what, 1);

        URI refused = Http.get(callback(victim)).location();

        assertThat(refused.toString()).isEqualTo("drop://auth/callback?error=bankid_refused");
        assertThat(Http.get(callback(victim)).location().getQuery())
                .as("the next is right")
                .startsWith("code=");
    }

    @ParameterizedTest
    @EnumSource(Spoiled.class)
    void paysWithAnIdTokenThatIsNotForThisPayment(Spoiled what, Drop drop) {
        Customer customer = drop.newCustomer().login();
        String recipientId = customer.addRecipient();
        String accountId = customer.linkAccount();
        String quoteId = customer.quote(recipientId, "300").path("quoteId").asText();
        JsonNode session = customer.openSession(quoteId, accountId);
        drop.host().providers().bankId().spoil(what, 1);

        Answer back = customer.authenticate(session, customer.person());

        assertThat(back.location().toString()).contains("status=refused");
        Customer.Prepared order =
                new Customer.Prepared(
                        recipientId, accountId, quoteId, session.path("id").asText(), "300");
        assertThat(customer.pay(order, Customer.newKey()).error())
                .isEqualTo("payment_session_not_authorised");
    }

    @Test
    void bringsTheStateOfAPaymentToALoginAndTheOtherWayRound(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String quoteId = attacker.quote(attacker.addRecipient(), "300").path("quoteId").asText();
        JsonNode session = attacker.openSession(quoteId, attacker.linkAccount());
        URI payment = page(session.path("redirectUrl").asText(), attacker);
        URI login = callback(attacker);

        assertThat(payment.getPath()).isEqualTo(PAYMENT);
        assertThat(get(drop, LOGIN, payment).error()).isEqualTo("invalid_state");
        assertThat(get(drop, PAYMENT, login).error()).isEqualTo("invalid_state");
        assertThat(get(drop, LOGIN, login).status()).as("each where it belongs").isEqualTo(302);
    }

    /// The victim's code, caught on its way, with the state of a login that the attacker began.
    @Test
    void putsTheVictimsCodeIntoTheirOwnLogin(Drop drop) {
        URI victims = callback(drop.newCustomer());
        URI attackers = callback(drop.newCustomer());
        String crossed =
                LOGIN
                        + "?state="
                        + parameter(attackers, "state")
                        + "&code="
                        + parameter(victims, "code");

        Answer answer = Http.get(drop.host().url().resolve(crossed));

        assertThat(answer.location().toString())
                .isEqualTo("drop://auth/callback?error=bankid_refused");
    }

    @Test
    void endsAWebLoginInAnotherBrowser(Drop drop) {
        Customer attacker = drop.newCustomer();
        for (Map<String, String> cookies :
                List.of(
                        Map.<String, String>of(),
                        Map.of("Cookie", "bankid_state="),
                        Map.of("Cookie", "drop_state=x; bankid_state=x"))) {
            Answer start = attacker.get("/v1/auth/bankid?platform=web");
            URI callback = page(start.data().path("redirectUrl").asText(), attacker);
            Answer answer = Http.send("GET", callback, cookies, null);
            assertThat(answer.error()).as(cookies.toString()).isEqualTo("invalid_state");
            assertThat(answer.headerValues("Set-Cookie")).isEmpty();
        }
    }

    @Test
    void asksForAnotherChallengeThanS256(Drop drop) {
        Customer attacker = drop.newCustomer();
        for (String challenge : List.of("", "short", "x".repeat(44), "x".repeat(42) + "%3D")) {
            Answer answer =
                    attacker.get("/v1/auth/bankid?platform=mobile&code_challenge=" + challenge);
            assertThat(answer.details())
                    .as(challenge)
                    .containsExactly("code_challenge:code_challenge");
        }
        String plain =
                attacker.get("/v1/auth/bankid?platform=mobile&code_challenge_method=plain")
                        .data()
                        .path("redirectUrl")
                        .asText();
        assertThat(plain).contains("code_challenge_method=S256");
    }

    /// RFC 9700 §2.1.1: a verifier is taken only for a code that has a challenge. Whoever took the
    /// challenge out of the login on its way would otherwise not be noticed.
    @Test
    void takesThePkceOutOfALogin(Drop drop) {
        Customer victim = drop.newCustomer();
        String code = parameter(Http.get(callback(victim)).location(), "code");
        String verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
        Answer tokens =
                victim.post(
                        "/v1/auth/token",
                        "{\"code\":\"%s\",\"codeVerifier\":\"%s\"}".formatted(code, verifier));
        assertThat(tokens.error()).isEqualTo("invalid_code");
    }

    /// RFC 6749 §4.1.2, RFC 9700 §4.5: the second use of a code ends what the first one opened, for
    /// nobody can tell which of the two was the thief's.
    @Test
    void usesACodeThatWasCopiedOnItsWay(Drop drop) {
        Customer victim = drop.newCustomer();
        Customer other = victim.onAnotherDevice().login();
        String code =
                "{\"code\":\"%s\"}"
                        .formatted(parameter(Http.get(callback(victim)).location(), "code"));
        Answer first = victim.post("/v1/auth/token", code);
        String token = first.data().path("accessToken").asText();
        assertThat(me(victim, token).status()).isEqualTo(200);

        assertThat(drop.newCustomer().post("/v1/auth/token", code).error())
                .isEqualTo("invalid_code");

        assertThat(me(victim, token).status()).isEqualTo(401);
        assertThat(
                        victim.post(
                                        "/v1/auth/refresh",
                                        "{\"refreshToken\":\"%s\"}"
                                                .formatted(
                                                        first.data().path("refreshToken").asText()))
                                .status())
                .isEqualTo(401);
        assertThat(other.get("/v1/auth/me").status()).as("another session").isEqualTo(200);
        String user = other.id().substring("usr_".length());
        assertThat(
                        drop.query(
                                """
                                SELECT result FROM audit_log
                                WHERE action = 'auth.code_reused'
                                  AND user_id = CAST('%s' AS uuid)
                                """
                                        .formatted(user)))
                .containsExactly("denied");
    }

    private static Answer me(Customer customer, String token) {
        return customer.send(
                "GET", "/v1/auth/me", Map.of("Authorization", "Bearer " + token), null);
    }

    private static URI callback(Customer person) {
        Answer start = person.get("/v1/auth/bankid?platform=mobile");
        assertThat(start.status()).as(start.body()).isEqualTo(200);
        return page(start.data().path("redirectUrl").asText(), person);
    }

    private static URI page(String address, Customer person) {
        return Http.form(URI.create(address), "person=" + person.person()).location();
    }

    private static Answer get(Drop drop, String path, URI callback) {
        return Http.get(drop.host().url().resolve(path + "?" + callback.getRawQuery()));
    }

    private static String parameter(URI address, String name) {
        return List.of(address.getRawQuery().split("&", -1)).stream()
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }
}
