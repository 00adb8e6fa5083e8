package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.OutboundHttp;
import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/// An address of the attacker's choice that Drop is made to ask. Drop keeps no address that a
/// customer gives: every address that it asks is a setting.
@ExtendWith(Suite.class)
final class ServerSideRequestAttackIT {
    private static final String ADDRESS = "(?i).*(url|uri|link|href|webhook|callback|host).*";

    private final Queue<String> asked = new ConcurrentLinkedQueue<>();
    private HttpServer listener;
    private URI inside;

    @BeforeEach
    void listen() throws IOException {
        listener = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        listener.createContext(
                "/",
                exchange -> {
                    String path = exchange.getRequestURI().toString();
                    asked.add(path);
                    exchange.getResponseHeaders().add("Location", inside + "/secret");
                    exchange.sendResponseHeaders(
                            path.startsWith("/redirect/")
                                    ? Integer.parseInt(path.substring("/redirect/".length()))
                                    : 204,
                            -1);
                    exchange.close();
                });
        listener.start();
        inside = URI.create("http://127.0.0.1:" + listener.getAddress().getPort());
    }

    @AfterEach
    void stop() {
        listener.stop(0);
    }

    @Test
    void writesAnAddressIntoEveryFieldThatTakesAText(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String address = inside + "/latest/meta-data/";
        Map<String, String> bodies = new LinkedHashMap<>();
        bodies.put("/v1/accounts/link", "{'bankId':'%s'}");
        bodies.put(
                "/v1/recipients",
                "{'name':'%1$s','bankName':'%1$s','country':'RS','iban':'RS35260005601001611379'}");
        bodies.put("/v1/payment-sessions", "{'qrCode':'%s','amount':10}");
        bodies.put("/v1/user/kyc/initiate", "{'redirectUrl':'%s'}");
        bodies.put("/v1/withdrawal", "{'comment':'%s'}");
        bodies.put("/v1/complaints", "{'category':'other','description':'%s'}");
        bodies.put("/v1/consents", "{'type':'terms','webhook':'%s'}");
        bodies.put(
                "/v1/merchants/register",
                "{'businessName':'%1$s','orgNumber':'"
                        + Shop.newNumber()
                        + "','address':'%1$s','bankAccount':'60100007919'}");
        bodies.forEach((path, body) -> {
            String json = body.replace('\'', '"').formatted(address);
            assertThat(attacker.post(path, json).status()).as(path).isLessThan(500);
        });
        for (String query : List.of("state=", "state=x&code=", "iss=", "state=x&jwks_uri=")) {
            Http.get(drop.host().url().resolve("/v1/auth/bankid/callback?" + query + address));
        }
        work(drop);
        assertThat(asked).isEmpty();
    }

    @Test
    void namesTheirOwnHostInAHeader(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String host = inside.getAuthority();
        for (String header :
                List.of(
                        "X-Forwarded-Host: " + host,
                        "Host: " + host,
                        "Forwarded: host=" + host,
                        "X-Original-URL: " + inside,
                        "Referer: " + inside,
                        "X-Forwarded-For: " + host,
                        "X-Wap-Profile: " + inside)) {
            drop.clearLimits();
            for (String target :
                    List.of("/v1/auth/bankid?platform=web", "/v1/accounts", inside + "/v1/rates")) {
                Wire.get(
                        drop.host().url(),
                        target,
                        header,
                        "Authorization: Bearer " + attacker.accessToken());
            }
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void namesWhereTheKeyOfATokenIsToBeFetched(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        ForgedToken token = ForgedToken.of(attacker.accessToken());
        for (String header : List.of("jku", "x5u", "kid", "iss")) {
            String forged =
                    token.withHeader(header, inside + "/keys")
                            .withClaim("iss", inside.toString())
                            .withOldSignature();
            assertThat(
                            attacker.send(
                                            "GET",
                                            "/v1/auth/me",
                                            Map.of("Authorization", "Bearer " + forged),
                                            null)
                                    .status())
                    .isEqualTo(401);
        }
        assertThat(asked).isEmpty();
        assertThat(Http.get(inside.resolve("/control")).status()).isEqualTo(204);
        assertThat(asked).as("the listener hears").containsExactly("/control");
    }

    /// A provider that was taken over sends Drop on to what only Drop can reach.
    @Test
    void redirectsAQuestionOfDropsToAnAddressInside() throws IOException {
        for (int status : List.of(301, 302, 303, 307, 308)) {
            HttpRequest question =
                    HttpRequest.newBuilder(inside.resolve("/redirect/" + status))
                            .timeout(Duration.ofSeconds(5))
                            .build();
            HttpResponse<String> answer =
                    new OutboundHttp("attack", Duration.ofSeconds(5)).send(question);
            assertThat(answer.statusCode()).isEqualTo(status);
        }
        assertThat(asked).hasSize(5).allMatch(path -> path.startsWith("/redirect/"));
    }

    @Test
    void looksForAFieldThatTakesAnAddress() throws IOException {
        JsonNode contract =
                new ObjectMapper(new YAMLFactory())
                        .readTree(Repository.ROOT.resolve("docs/api/openapi.yaml").toFile());
        List<String> names = new ArrayList<>();
        contract.path("paths")
                .forEach(path ->
                        path.forEach(operation ->
                                collect(contract, operation.path("requestBody"), names)));
        assertThat(names).contains("bankId", "businessName", "iban").hasSizeGreaterThan(40);
        assertThat(names).noneMatch(name -> name.matches(ADDRESS));
        assertThat("redirectUrl").matches(ADDRESS);
    }

    /// The names of all fields of a schema, and `uri` for each that has that format.
    private static void collect(JsonNode contract, JsonNode schema, List<String> names) {
        if (schema.path("$ref").isTextual()) {
            collect(contract, contract.at(schema.path("$ref").asText().substring(1)), names);
        }
        if (schema.path("format").asText().startsWith("uri")) {
            names.add("uri");
        }
        schema.path("properties").properties().forEach(field -> names.add(field.getKey()));
        schema.forEach(part -> collect(contract, part, names));
    }

    /// What was kept is followed up by the worker, not by the request.
    private static void work(Drop drop) {
        try {
            drop.host().invoke("WorkerFunction", "{}");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
