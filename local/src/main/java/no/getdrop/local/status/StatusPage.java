package no.getdrop.local.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.local.http.Header;
import no.getdrop.local.http.HttpHandler;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;
import no.getdrop.local.lambda.EnvironmentReport;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.postgres.LocalPostgres;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// `/status` on the local host: health, schema, worker, backups, functions and the newest payments,
/// anew every two seconds, so that whoever starts Drop sees it work. Everything else goes on to the
/// gateway.
///
/// It asks `/readyz` through the gateway as an operator would; what it shows beside that it reads
/// from the database itself.
public final class StatusPage implements HttpHandler {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpHandler gateway;
    private final Map<String, LambdaFunction> functions;
    private final String operatorKey;
    private final PaymentsSeen payments;
    private final byte[] html;

    /// @param gateway answers every other request
    /// @param functions by name, those that run
    /// @param postgres where payments are, read past the pooled path
    public StatusPage(
            HttpHandler gateway,
            Map<String, LambdaFunction> functions,
            String operatorKey,
            LocalPostgres postgres) {
        this.gateway = gateway;
        this.functions = Collections.unmodifiableMap(new LinkedHashMap<>(functions));
        this.operatorKey = operatorKey;
        this.payments = new PaymentsSeen(postgres.jdbcUrl("postgres"));
        this.html = resource("status.html");
    }

    @Override
    public @Nullable HttpResponse handle(HttpRequest request) throws InterruptedException {
        if (request.method().equals("GET") && request.path().equals("/status")) {
            return new HttpResponse(
                    200, List.of(new Header("Content-Type", "text/html; charset=utf-8")), html);
        }
        if (request.method().equals("GET") && request.path().equals("/status.json")) {
            return HttpResponse.json(200, bytes(page()));
        }
        return gateway.handle(request);
    }

    private ObjectNode page() throws InterruptedException {
        ObjectNode page = JSON.createObjectNode();
        page.put("at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        addReadiness(page);
        addFunctions(page.putArray("functions"));
        payments.addTo(page);
        return page;
    }

    private void addReadiness(ObjectNode page) throws InterruptedException {
        HttpRequest ask =
                new HttpRequest(
                        "GET",
                        "/readyz",
                        "",
                        List.of(
                                new Header("Host", "localhost"),
                                new Header("Accept", "application/json"),
                                new Header("Authorization", "Bearer " + operatorKey)),
                        new byte[0],
                        "127.0.0.1");
        HttpResponse answer = Objects.requireNonNull(gateway.handle(ask));
        page.put("readinessStatus", answer.status());
        try {
            page.set("readiness", JSON.readTree(answer.body()));
        } catch (IOException e) {
            page.putObject("readiness").put("status", "not readable");
        }
    }

    private void addFunctions(ArrayNode into) {
        functions.forEach((name, function) -> {
            ObjectNode row = into.addObject();
            row.put("name", name);
            row.put("memoryMb", function.spec().memoryMb());
            ArrayNode environments = row.putArray("environments");
            for (EnvironmentReport environment : function.environments()) {
                environments.addPOJO(environment);
            }
        });
    }

    private static byte[] bytes(ObjectNode page) {
        try {
            return JSON.writeValueAsBytes(page);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] resource(String name) {
        try (InputStream stream = StatusPage.class.getResourceAsStream(name)) {
            return Objects.requireNonNull(stream, name).readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
