package no.getdrop.local.demo;

import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Request;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/// Somebody with the app in hand.
final class Person {
    private final DropClient drop;
    private final Transcript transcript;
    private final TestPerson person;

    Person(DropClient drop, Transcript transcript, TestPerson person) {
        this.drop = drop;
        this.transcript = transcript;
        this.person = person;
    }

    /// The app.
    DropClient drop() {
        return drop;
    }

    /// Logs in with BankID, as the app does.
    void login() throws IOException, InterruptedException, UnmetException {
        transcript.part("Log in with BankID, as the app does");
        Reply start = drop.get("/v1/auth/bankid?platform=mobile").expect(200);
        URI back = bankId(start.text("/redirectUrl"));
        URI app = drop.follow(back).location();
        String code = Request.pairs(query(app)).getOrDefault("code", "");
        if (!app.toString().startsWith("drop://auth/callback") || code.isEmpty()) {
            throw new UnmetException("a return to drop://auth/callback with a code", "" + app);
        }
        drop.authorise(
                drop.post("/v1/auth/token", Map.of("code", code)).expect(200).text("/accessToken"));
        drop.get("/v1/auth/me").expect(200);
        transcript.note("logged in as " + person.name());
    }

    /// Links an account at DNB; its id.
    String linkAccount() throws IOException, InterruptedException, UnmetException {
        transcript.part("Link a bank account");
        URI page =
                URI.create(
                        drop.post("/v1/accounts/link", Map.of("bankId", "dnb"))
                                .expect(201)
                                .text("/redirectUrl"));
        drop.follow(page).expect(200);
        URI back =
                drop.form(page, Map.of("decision", "approve", "person", person.key())).location();
        URI app = drop.follow(back).location();
        if (!app.toString().startsWith("drop://accounts/callback?state=")) {
            throw new UnmetException(
                    "a return to drop://accounts/callback with the state", "" + app);
        }
        URI linked = drop.get(back.getPath() + "?" + query(app)).expect(302).location();
        if (!Request.pairs(query(linked)).containsKey("linked")) {
            throw new UnmetException("the app to be told that accounts are linked", "" + linked);
        }
        Reply accounts = drop.get("/v1/accounts").expect(200);
        transcript.note(
                accounts.text("/0/bankName") + " account " + accounts.text("/0/maskedIban"));
        return accounts.text("/0/id");
    }

    /// Logs in on BankID's page; where it leads back to.
    URI bankId(String page) throws IOException, InterruptedException, UnmetException {
        URI address = URI.create(page);
        drop.follow(address).expect(200);
        return drop.form(address, Map.of("person", person.key())).location();
    }

    private static String query(URI address) {
        String query = address.getRawQuery();
        return query == null ? "" : query;
    }
}
