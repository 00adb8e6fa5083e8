package no.getdrop.accounts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.identity.Caller;
import no.getdrop.identity.Platform;
import no.getdrop.identity.SessionId;
import no.getdrop.identity.User;
import no.getdrop.identity.UserId;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OpenBankingSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Ids;
import no.getdrop.runtime.KeyedHash;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Rotated;
import no.getdrop.testing.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// One account at a bank is one account here, while the key of its hash is replaced. The bank of
/// this test gives every consent and has one account.
class LinkingIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private HttpServer server;
    private URI bank;
    private World world;
    private UserId owner;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", LinkingIT::answer);
        server.start();
        bank = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        world = new World(DATABASE.app(), clock, bank);
        owner = world.user();
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void anAccountThatIsLinkedAgainIsTheSameUnderAnotherKey() {
        link(accounts(Rotated.secrets(World.variables(bank), clock)));
        assertThat(hashes()).containsExactly(1);
        link(accounts(Rotated.secrets(Rotated.variables(bank), clock)));

        assertThat(hashes()).containsExactly(2);
        link(accounts(Rotated.secrets(Rotated.alone(bank), clock)));
        assertThat(hashes()).containsExactly(2);
    }

    @Test
    void aFunctionThatHasNotReadTheNewKeyYetLinksNoAccountTwice() {
        link(accounts(Rotated.secrets(Rotated.variables(bank), clock)));
        Secrets behind = Rotated.behind(World.variables(bank), Rotated.variables(bank), clock);

        link(accounts(behind));

        assertThat(hashes()).containsExactly(2);
        assertThatExceptionOfType(SettingException.class)
                .isThrownBy(() -> link(accounts(Rotated.secrets(World.variables(bank), clock))))
                .withMessageContaining("the key with id 2");
        assertThat(hashes()).containsExactly(2);
    }

    @Test
    void twoThatLinkTheSameAccountAtOnceUnderDifferentKeysLinkItOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            owner = world.user();
            List<Accounts> functions =
                    List.of(
                            accounts(
                                    Rotated.behind(
                                            World.variables(bank), Rotated.variables(bank), clock)),
                            accounts(Rotated.secrets(Rotated.variables(bank), clock)));
            assertThat(AtOnce.run(2, function -> link(functions.get(function))))
                    .containsOnly(new Accounts.ConsentOutcome.Linked(1));
            assertThat(hashes()).as("customer %d", i).hasSize(1);
        }
    }

    private Accounts.ConsentOutcome link(Accounts accounts) {
        Caller caller =
                new Caller(
                        owner,
                        new SessionId(Ids.next()),
                        Platform.WEB,
                        User.Role.USER,
                        Duration.ZERO);
        if (accounts.ask("dnb", World.ORIGIN) instanceof Accounts.LinkOutcome.Started started) {
            DATABASE.app().transaction(handle -> accounts.save(handle, caller, started));
            return accounts.complete(started.state(), owner, World.ORIGIN);
        }
        throw new AssertionError("the bank was not asked");
    }

    /// The numbers of the keys of the customer's accounts.
    private List<Integer> hashes() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery(
                                        """
                                        SELECT iban_hmac_key_id FROM bank_accounts
                                        WHERE user_id = :userId
                                        """)
                                .bind("userId", owner.value())
                                .mapTo(Integer.class)
                                .list());
    }

    private Accounts accounts(Secrets secrets) {
        Map<String, String> variables = new HashMap<>(World.variables(bank));
        variables.put("BANKID_CALLBACK_URL", "https://api.example/v1/auth/bankid/callback");
        OpenBanking openBanking =
                new OpenBanking(
                        OpenBankingSettings.from(Environment.of(variables)), secrets, clock);
        return new Accounts(
                DATABASE.app(),
                openBanking,
                FieldCipher.from(secrets),
                KeyedHash.from(secrets),
                clock);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String body;
        if (path.endsWith("/token")) {
            body = "{\"access_token\":\"t\",\"expires_in\":300}";
        } else if (path.equals("/v1/banks")) {
            body = "{\"banks\":[{\"bankId\":\"dnb\",\"name\":\"DNB\"}]}";
        } else if (path.endsWith("/status")) {
            body = "{\"consentStatus\":\"valid\"}";
        } else if (path.equals("/v1/accounts")) {
            body =
                    "{\"accounts\":[{\"resourceId\":\"r-1\",\"iban\":\"%s\",\"currency\":\"NOK\"}]}"
                            .formatted(World.NORWEGIAN_IBAN);
        } else {
            body =
                    "{\"consentId\":\"%s\",\"_links\":{\"scaRedirect\":{\"href\":\"%s\"}}}"
                            .formatted(Ids.next(), "https://bank.example/sca/c-1");
        }
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
