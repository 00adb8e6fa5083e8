package no.getdrop.local.providers.bankid;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Page;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.http.Switch;
import no.nav.security.mock.oauth2.MockOAuth2Server;
import no.nav.security.mock.oauth2.OAuth2Config;
import no.nav.security.mock.oauth2.token.OAuth2TokenProvider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/// BankID's OpenID Connect issuer: authorisation code with PKCE, on a page where the person of
/// one's choice logs in.
///
/// Discovery, keys and signatures are mock-oauth2-server's; what it leaves open is closed here:
/// client secret, registered redirect addresses, single use of codes, PKCE and nonce as duties,
/// parameters that stand there once. Operations for switches: `discovery`, `keys`, `login`,
/// `token`; effects of `token`: [Spoiled].
public final class BankIdIssuer extends Provider {
    private static final String ID = "bankid";
    private static final String CLIENT_ID = "drop-local";

    private final LibraryServer front;
    private final MockOAuth2Server library;
    private final IdTokens tokens;
    private final String clientSecret = UUID.randomUUID().toString();
    private final Set<URI> redirectUris = new LinkedHashSet<>();
    private final Map<String, Login> logins = new ConcurrentHashMap<>();

    private BankIdIssuer(ProviderServer server) {
        super(server);
        OAuth2TokenProvider signer = IdTokens.signer();
        front = new LibraryServer(server.url());
        library =
                new MockOAuth2Server(
                        new OAuth2Config(true, null, null, false, signer, Set.of(), front));
        tokens = new IdTokens(issuer().toString(), ID, CLIENT_ID, signer);
        library.start();
        String root = "/" + ID;
        server.on("discovery", "GET", root + "/.well-known/openid-configuration", front::answer);
        server.on("keys", "GET", root + "/jwks", front::answer);
        server.on("userinfo", "GET", root + "/userinfo", front::answer);
        server.on("logout", "GET", root + "/endsession", front::answer);
        server.on("login", "GET", root + "/authorize", this::loginPage);
        server.on("login", "POST", root + "/authorize", this::login);
        server.on("token", "POST", root + "/token", this::token);
    }

    /// Starts the issuer for one client.
    ///
    /// @param publicUrl where Drop's api is reached; its callback addresses are registered
    public static BankIdIssuer start(URI publicUrl) {
        BankIdIssuer issuer = new BankIdIssuer(ProviderServer.start("BankID"));
        issuer.register(callback(publicUrl));
        issuer.register(publicUrl.resolve("/v1/payment-sessions/callback"));
        Thread.ofVirtual().name("bankid-warm").start(issuer::warm);
        return issuer;
    }

    /// The library takes longer over its first answers than Drop waits for a provider: they are
    /// given to nobody, before somebody logs in.
    private void warm() {
        for (String path : List.of("/.well-known/openid-configuration", "/jwks")) {
            front.answer(
                    new Request(
                            "GET",
                            URI.create("/" + ID + path),
                            Map.of(),
                            List.of(),
                            "",
                            Optional.empty()));
        }
        Instant now = Instant.now();
        tokens.idToken(
                new Login(TestPerson.KARI, callback(issuer()), "", "", "openid", now),
                Optional.empty());
    }

    /// Where Drop's login comes back to.
    public static URI callback(URI publicUrl) {
        return publicUrl.resolve("/v1/auth/bankid/callback");
    }

    /// The issuer's identifier, under which discovery is found.
    public URI issuer() {
        return server.url().resolve("/" + ID);
    }

    /// The client that is registered.
    public String clientId() {
        return CLIENT_ID;
    }

    /// The registered client's secret, made in this run.
    public String clientSecret() {
        return clientSecret;
    }

    /// Allows one more redirect address.
    private synchronized void register(URI redirectUri) {
        redirectUris.add(redirectUri);
    }

    /// Spoils the next ID tokens.
    public void spoil(Spoiled what, int times) {
        switches().add(Switch.on("token").causing(what.effect()).times(times));
    }

    @Override
    public void close() {
        library.shutdown();
        server.close();
    }

    private synchronized AuthorizationRequest authorization(Request request) {
        return AuthorizationRequest.of(
                Optional.ofNullable(request.uri().getRawQuery()).orElse(""),
                CLIENT_ID,
                redirectUris);
    }

    private Answer loginPage(Request request) {
        return switch (authorization(request)) {
            case AuthorizationRequest.Untrusted untrusted -> untrusted(untrusted);
            case AuthorizationRequest.Refused refused -> Answer.redirect(refused.location());
            case AuthorizationRequest.Valid valid -> Answer.html(200, page(valid));
        };
    }

    private Answer login(Request request) {
        return switch (authorization(request)) {
            case AuthorizationRequest.Untrusted untrusted -> untrusted(untrusted);
            case AuthorizationRequest.Refused refused -> Answer.redirect(refused.location());
            case AuthorizationRequest.Valid valid -> login(valid, request.form("person"));
        };
    }

    private Answer login(AuthorizationRequest.Valid valid, Optional<String> chosen) {
        if (chosen.filter("cancel"::equals).isPresent()) {
            return Answer.redirect(valid.failure("access_denied", "cancelled by the person"));
        }
        Optional<TestPerson> person = chosen.flatMap(TestPerson::find);
        if (person.isEmpty()) {
            return Answer.text(
                    400,
                    "person is missing or unknown, want one of "
                            + TestPerson.named().stream().map(TestPerson::key).toList()
                            + ", test-1, test-2, ..., or cancel\n");
        }
        Instant now = Instant.now();
        logins.values().removeIf(old -> old.expired(now));
        String code = UUID.randomUUID().toString();
        logins.put(
                code,
                new Login(
                        person.get(),
                        valid.redirectUri(),
                        valid.nonce(),
                        valid.challenge(),
                        valid.scope(),
                        now));
        return Answer.redirect(valid.success(code));
    }

    private Answer token(Request request) {
        boolean isBasic = request.header("Authorization").isPresent();
        if (!request.isOf("application/x-www-form-urlencoded")
                || Request.repeated(request.body()).isPresent()
                || (isBasic && request.form("client_secret").isPresent())) {
            // RFC 6749 §3.2 and §2.3: a form, each parameter once, and one way to authenticate.
            return error(400, "invalid_request", "want a form, each once, one authentication");
        }
        if (!authenticated(request)) {
            return error(401, "invalid_client", "client id or secret is wrong")
                    .with("WWW-Authenticate", "Basic realm=\"BankID\"");
        }
        if (!request.form("grant_type").equals(Optional.of("authorization_code"))) {
            return error(400, "unsupported_grant_type", "want authorization_code");
        }
        // Whatever comes next, the code is used up (RFC 6749 §4.1.2).
        Login login = request.form("code").map(logins::remove).orElse(null);
        if (login == null || login.expired(Instant.now())) {
            return error(400, "invalid_grant", "code is unknown, expired or used");
        }
        if (!request.form("redirect_uri").equals(Optional.of(login.redirectUri().toString()))) {
            return error(400, "invalid_grant", "redirect_uri is not that of the authorisation");
        }
        if (!login.verifiedBy(request.form("code_verifier").orElse(""))) {
            return error(400, "invalid_grant", "code_verifier does not match code_challenge");
        }
        Map<String, Object> granted = new LinkedHashMap<>();
        granted.put("access_token", tokens.accessToken(login));
        granted.put("token_type", "Bearer");
        granted.put("expires_in", IdTokens.LIFE.toSeconds());
        granted.put("scope", login.scope());
        granted.put("id_token", tokens.idToken(login, request.effect().flatMap(Spoiled::of)));
        return Answer.json(200, granted).with("Cache-Control", "no-store");
    }

    private boolean authenticated(Request request) {
        Optional<String> basic =
                request.header("Authorization").filter(value -> value.startsWith("Basic "));
        String given =
                basic.map(value -> value.substring("Basic ".length()))
                        .orElseGet(() ->
                                encode(
                                        request.form("client_id").orElse("")
                                                + ":"
                                                + request.form("client_secret").orElse("")));
        return MessageDigest.isEqual(
                given.getBytes(StandardCharsets.UTF_8),
                encode(CLIENT_ID + ":" + clientSecret).getBytes(StandardCharsets.UTF_8));
    }

    private static Answer error(int status, String error, String description) {
        return Answer.json(status, Map.of("error", error, "error_description", description));
    }

    private static Answer untrusted(AuthorizationRequest.Untrusted untrusted) {
        return Answer.html(
                400, Page.of("BankID (test)", "<p>" + Page.escape(untrusted.why()) + "</p>"));
    }

    private static String page(AuthorizationRequest.Valid valid) {
        StringBuilder body = new StringBuilder();
        body.append(
                valid.stepUp()
                        ? "<p>Bekreft betalingen med BankID. / Confirm the payment.</p>"
                        : "<p>Hvem logger inn? / Who is logging in?</p>");
        body.append("<form method=\"post\">");
        for (TestPerson person : TestPerson.named()) {
            body.append(
                    "<button name=\"person\" value=\"%s\">%s, f. %s</button>"
                            .formatted(
                                    person.key(), Page.escape(person.name()), person.birthDate()));
        }
        body.append("<button name=\"person\" value=\"cancel\">Avbryt / Cancel</button></form>");
        body.append("<p class=\"note\">Testpersoner. Ingen av dem finnes.</p>");
        return Page.of("BankID (test)", body.toString());
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
