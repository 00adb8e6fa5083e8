package no.getdrop.api.priming;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;

import no.getdrop.identity.BankId;
import no.getdrop.identity.BankIdSettings;
import no.getdrop.openbanking.BankUnavailableException;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.openbanking.OpenBankingSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.Tokens;
import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// What is learned from the stubs is gone with the snapshot: their key opens no login, and their
/// token is shown to no bank.
final class RehearsalProvidersTest {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final HttpServer real;
    private final Environment environment;
    private final BankId bankId;
    private final OpenBanking banks;

    RehearsalProvidersTest() throws IOException {
        real = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        String address = "http://127.0.0.1:" + real.getAddress().getPort();
        environment =
                Environment.of(
                        Map.of(
                                "DROP_ENVIRONMENT", "development",
                                "BANKID_ISSUER", address + "/realms/no",
                                "BANKID_CLIENT_ID", "drop",
                                "BANKID_CLIENT_SECRET", "secret",
                                "BANKID_CALLBACK_URL", address + "/v1/auth/bankid/callback",
                                "OPEN_BANKING_URL", address + "/psd2",
                                "OPEN_BANKING_CLIENT_ID", "drop",
                                "OPEN_BANKING_CLIENT_SECRET", "secret"));
        Secrets secrets = Secrets.from(environment, InstantSource.system());
        bankId = new BankId(BankIdSettings.from(environment), secrets, InstantSource.system());
        banks =
                new OpenBanking(
                        OpenBankingSettings.from(environment), secrets, InstantSource.system());
    }

    @BeforeEach
    void start() {
        real.createContext(
                "/",
                exchange -> {
                    asked.add(exchange.getRequestURI().getPath());
                    exchange.sendResponseHeaders(503, -1);
                    exchange.close();
                });
        real.start();
    }

    @AfterEach
    void stop() {
        real.stop(0);
    }

    @Test
    void nothingOfARehearsalOutlivesTheSnapshot() throws Exception {
        String nonce = Tokens.next();
        BankId.Trip trip =
                new BankId.Trip(bankId.loginCallback(), nonce, Tokens.next(), Instant.now());
        try (RehearsalProviders providers =
                RehearsalProviders.start(BankIdSettings.from(environment))) {
            OutboundHttp.rehearse(
                    providers.address(),
                    () -> {
                        URI page =
                                bankId.loginPage("state", nonce, trip.codeVerifier()).orElseThrow();
                        assertThat(Query.parameter(page, "nonce")).isEqualTo(nonce);
                        assertThat(bankId.person(nonce, trip))
                                .isInstanceOfSatisfying(
                                        BankId.Answer.Person.class,
                                        known ->
                                                assertThat(known.person().nationalId())
                                                        .startsWith("00"));
                        assertThat(bankNames()).containsExactly("Rehearsal");
                    });
        }
        assertThat(asked).isEmpty();

        Snapshot.before();
        Snapshot.after();

        assertThat(bankId.person(nonce, trip)).isInstanceOf(BankId.Answer.Unavailable.class);
        assertThatThrownBy(banks::banks).isInstanceOf(BankUnavailableException.class);
        // The token is asked for at the restore too, beside what comes first.
        assertThat(asked)
                .containsOnly("/realms/no/.well-known/openid-configuration", "/psd2/oauth2/token");
        assertThatThrownBy(() -> OutboundHttp.rehearse(URI.create("http://127.0.0.1:1"), () -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    private List<String> bankNames() {
        try {
            return banks.banks().stream().map(OpenBanking.Bank::name).toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
