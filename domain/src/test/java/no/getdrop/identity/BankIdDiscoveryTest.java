package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.HandClock;

import org.jspecify.annotations.Nullable;
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
import java.util.Map;
import java.util.Optional;

/// BankID's description of itself is believed only when it is of the issuer that was asked.
class BankIdDiscoveryTest {
    private final HandClock clock = new HandClock();
    private HttpServer server;
    private URI issuer;
    private String described = "";
    private @Nullable String pages;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/bankid");
        server.createContext(
                "/bankid/.well-known/openid-configuration",
                exchange -> {
                    byte[] body = description().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void theIssuersOwnDescriptionIsTaken() {
        described = issuer.toString();

        assertThat(page()).isPresent();
        assertThat(page().orElseThrow().toString()).startsWith(issuer + "/authorize?");
    }

    @Test
    void anothersDescriptionIsRefused() {
        for (String other :
                new String[] {
                    "https://evil.example",
                    issuer + "/",
                    issuer.toString().replace("127.0.0.1", "localhost"),
                    issuer.toString().replace("/bankid", "/BankID")
                }) {
            described = other;
            assertThat(bankId().isReady()).as(other).isFalse();
            assertThat(page()).as(other).isEmpty();
        }
    }

    /// The customer's browser goes there.
    @ParameterizedTest
    @ValueSource(
            strings = {"javascript:alert(1)//", "http://evil.example", "file://", "urn:bankid", ""})
    void aPageThatNoBrowserMayBeSentToIsRefused(String elsewhere) {
        described = issuer.toString();
        pages = elsewhere;

        assertThat(bankId().isReady()).isFalse();
        assertThat(page()).isEmpty();
    }

    private Optional<URI> page() {
        return bankId().loginPage("state", "nonce", "a-verifier-of-forty-three-characters-or-more");
    }

    private BankId bankId() {
        return new BankId(
                new BankIdSettings(issuer, "drop", issuer, issuer, "urn:bankid:bid;LOA=4", 2_000),
                new Secrets(
                        Environment.of(Map.of()),
                        () -> Map.of("BANKID_CLIENT_SECRET", "a secret"),
                        clock),
                clock);
    }

    private String description() {
        return """
        {"issuer":"%1$s","authorization_endpoint":"%3$s/authorize","token_endpoint":"%2$s/token",\
        "jwks_uri":"%2$s/keys","subject_types_supported":["public"],\
        "response_types_supported":["code"],"id_token_signing_alg_values_supported":["RS256"]}\
        """
                .formatted(described, issuer, pages == null ? issuer : pages);
    }
}
