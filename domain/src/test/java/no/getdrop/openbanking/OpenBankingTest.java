package no.getdrop.openbanking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/// A bank whose consent page stands at an address of the test's choice.
class OpenBankingTest {
    private static final LocalDate UNTIL = LocalDate.of(2027, 2, 24);

    private HttpServer server;
    private OpenBanking bank;
    private long tokenSeconds = 300;
    private UnaryOperator<String> page = back -> "https://bank.example/sca/c-1";

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        Map<String, String> variables =
                new HashMap<>(
                        World.variables(
                                URI.create("http://127.0.0.1:" + server.getAddress().getPort())));
        variables.put("BANKID_CALLBACK_URL", "https://api.example/v1/auth/bankid/callback");
        Environment environment = Environment.of(variables);
        InstantSource clock = InstantSource.system();
        bank =
                new OpenBanking(
                        OpenBankingSettings.from(environment),
                        Secrets.from(environment, clock),
                        clock);
    }

    @AfterEach
    void end() {
        server.stop(0);
    }

    @Test
    void theAddressOfTheConsentPageIsHandedOn() throws Exception {
        assertThat(bank.startConsent("dnb", "s3cr3t", UNTIL, "192.0.2.1"))
                .isEqualTo(
                        new OpenBanking.ConsentStarted(
                                "c-1", URI.create("https://bank.example/sca/c-1")));
    }

    /// Whoever asks for the consent would know what only the one who gives it may bring back.
    @Test
    void aPageWhoseAddressShowsTheStateIsNotUsed() {
        page = back -> "https://bank.example/sca?redirect_uri=" + back.replace("?", "%3F");
        assertThatThrownBy(() -> bank.startConsent("dnb", "s3cr3t", UNTIL, "192.0.2.1"))
                .isInstanceOf(BankUnavailableException.class)
                .hasMessageContaining("shows the state");
    }

    /// The customer's browser goes there.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "javascript:alert(1)",
                "file:///etc/passwd",
                "http://bank.example/sca",
                "https://dnb.no@evil.example/sca",
                "https://bank example",
                "/sca"
            })
    void aPageWithoutAnAddressThatIsFitIsNotUsed(String address) {
        page = back -> address;
        assertThatThrownBy(() -> bank.startConsent("dnb", "s3cr3t", UNTIL, "192.0.2.1"))
                .isInstanceOfSatisfying(
                        BankUnavailableException.class,
                        away -> assertThat(away.isUnreadable()).isTrue());
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Long.MIN_VALUE, 0})
    void howeverLongATokenIsSaidToLastItServes(long seconds) throws Exception {
        tokenSeconds = seconds;
        assertThat(bank.startConsent("dnb", "s3cr3t", UNTIL, "192.0.2.1").consentId())
                .isEqualTo("c-1");
    }

    @Test
    void anAnswerWithoutEndIsNone() {
        page = back -> "https://bank.example/" + "a".repeat(4_000_000);
        assertThatThrownBy(() -> bank.startConsent("dnb", "s3cr3t", UNTIL, "192.0.2.1"))
                .isInstanceOf(BankUnavailableException.class)
                .hasMessage("the bank did not answer");
    }

    private void answer(HttpExchange exchange) throws IOException {
        String back = String.valueOf(exchange.getRequestHeaders().getFirst("TPP-Redirect-URI"));
        String body =
                exchange.getRequestURI().getPath().endsWith("/token")
                        ? "{\"access_token\":\"t\",\"expires_in\":" + tokenSeconds + "}"
                        : "{\"consentId\":\"c-1\",\"_links\":{\"scaRedirect\":{\"href\":\"%s\"}}}"
                                .formatted(page.apply(back));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
