package no.getdrop.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import no.getdrop.runtime.Json;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/// A bank over HTTP that takes each order once, knows it by its request id, accepts nothing that is
/// not as it must be, and fails on demand.
public final class FakeBank implements AutoCloseable {
    private static final String PAYMENTS =
            "/v1/payments/(cross-border|instant-norwegian-domestic)-credit-transfers";
    private static final Set<String> FIELDS =
            Set.of(
                    "endToEndIdentification",
                    "instructedAmount",
                    "debtorAccount",
                    "creditorName",
                    "creditorAccount",
                    "creditorAddress",
                    "requestedCurrency",
                    "remittanceInformationUnstructured");

    private final HttpServer server;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<UUID, Order> orders = new LinkedHashMap<>();
    private final Map<Call, Deque<Fault>> faults = new LinkedHashMap<>();
    private final List<Call> calls = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();
    private final Set<String> tokens = new HashSet<>();
    private Runnable afterNextOrder = () -> {};
    private String firstStatus = "RCVD";
    private String balance = "0.00";
    private int unattendedReads;
    private final BankList list = new BankList();

    /// What can be asked of it.
    public enum Call {
        TOKEN,
        ORDER,
        SEARCH,
        STATUS,
        LIST,
        BALANCE,
        CONSENT_END
    }

    /// How it fails to answer as it should.
    public enum Fault {
        /// Does what it is asked, and never says so.
        SILENT_AFTERWARDS,
        /// Does what it is asked, and says 502.
        BAD_GATEWAY_AFTERWARDS,
        /// Does nothing, and says nothing.
        SILENT,
        /// Does nothing, and says 503.
        UNAVAILABLE,
        /// Does nothing, and says 409.
        CONFLICT,
        /// Does nothing, and says 400.
        REFUSED,
        /// Does nothing, and says 403.
        FORBIDDEN,
        /// Does nothing, and says 401.
        TURNED_AWAY,
        /// Does nothing, and says 401 of the consent.
        CONSENT_INVALID
    }

    /// An order that it took.
    ///
    /// @param path of its payment product
    public record Order(
            UUID requestId,
            String path,
            String paymentId,
            JsonNode body,
            String status,
            String reason) {
        Order with(String nextStatus, String nextReason) {
            return new Order(requestId, path, paymentId, body, nextStatus, nextReason);
        }
    }

    private record Answer(int status, String body) {}

    private FakeBank(HttpServer server) {
        this.server = server;
    }

    /// Starts it on a loopback port that the system chose.
    public static FakeBank start() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        FakeBank bank = new FakeBank(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", bank::serve);
        server.start();
        return bank;
    }

    /// Where it is.
    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /// The orders that it took, oldest first.
    public synchronized List<Order> orders() {
        return List.copyOf(orders.values());
    }

    /// How often it was asked that.
    public synchronized long calls(Call call) {
        return calls.stream().filter(call::equals).count();
    }

    /// What was wrong with requests that it got; refusals by [Fault] are not among it.
    public synchronized List<String> problems() {
        return List.copyOf(problems);
    }

    /// Fails the next calls of that kind, one by one.
    public synchronized void fail(Call call, Fault... next) {
        faults.computeIfAbsent(call, key -> new ArrayDeque<>()).addAll(List.of(next));
    }

    /// Runs once when the next order is taken, before it is answered.
    public synchronized void afterNextOrder(Runnable action) {
        afterNextOrder = action;
    }

    /// The ISO 20022 status that new orders get; RCVD unless set.
    public synchronized void firstStatus(String status) {
        firstStatus = status;
    }

    /// What every account holds from now on.
    public synchronized void balance(String amount) {
        balance = amount;
    }

    /// How many balances were read without a customer's address.
    public synchronized int unattendedReads() {
        return unattendedReads;
    }

    /// Moves every order on.
    public synchronized void moveAll(String status, String reason) {
        orders.replaceAll((id, order) -> order.with(status, reason));
    }

    /// Gives the orders that it has another id.
    public synchronized void rename(String paymentId) {
        orders.replaceAll((id, order) ->
                new Order(
                        id, order.path(), paymentId, order.body(), order.status(), order.reason()));
    }

    /// What it tells when it is asked for all orders of a day.
    public BankList list() {
        return list;
    }

    /// Makes every access token unknown.
    public synchronized void forgetTokens() {
        tokens.clear();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Call call = call(exchange);
            Fault fault = note(call);
            Answer answer =
                    switch (fault) {
                        case null -> answer(call, exchange);
                        case SILENT_AFTERWARDS -> {
                            answer(call, exchange);
                            yield silent();
                        }
                        case BAD_GATEWAY_AFTERWARDS -> {
                            answer(call, exchange);
                            yield new Answer(502, "<html>Bad Gateway</html>");
                        }
                        case SILENT -> silent();
                        case UNAVAILABLE -> new Answer(503, "");
                        case CONFLICT -> refusal(409, "REQUEST_ID_REUSED");
                        case REFUSED -> refusal(400, "FORMAT_ERROR");
                        case FORBIDDEN -> refusal(403, "SERVICE_BLOCKED");
                        case TURNED_AWAY -> refusal(401, "TOKEN_INVALID");
                        case CONSENT_INVALID -> refusal(401, "CONSENT_INVALID");
                    };
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static Call call(HttpExchange exchange) {
        String path = exchange.getRequestURI().getPath();
        String asked = exchange.getRequestMethod() + " " + path;
        if (asked.equals("POST /oauth2/token")) {
            return Call.TOKEN;
        }
        if (asked.matches("POST " + PAYMENTS)) {
            return Call.ORDER;
        }
        if (asked.startsWith("DELETE /v1/consents/")) {
            return Call.CONSENT_END;
        }
        if (asked.equals("GET /v1/payments")) {
            return Call.LIST;
        }
        if (path.endsWith("/balances")) {
            return Call.BALANCE;
        }
        return asked.matches("GET " + PAYMENTS) ? Call.SEARCH : Call.STATUS;
    }

    private synchronized @Nullable Fault note(Call call) {
        calls.add(call);
        Deque<Fault> waiting = faults.get(call);
        return waiting == null ? null : waiting.poll();
    }

    private Answer silent() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new Answer(503, "");
    }

    private Answer answer(Call call, HttpExchange exchange) throws IOException {
        JsonNode body = body(exchange);
        Runnable after;
        Answer answer;
        synchronized (this) {
            if (call == Call.TOKEN) {
                String token = UUID.randomUUID().toString();
                tokens.add(token);
                return new Answer(200, "{\"access_token\":\"" + token + "\",\"expires_in\":300}");
            }
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (authorization == null || !tokens.contains(authorization.replace("Bearer ", ""))) {
                return refusal(401, "TOKEN_UNKNOWN");
            }
            if (call == Call.LIST) {
                return new Answer(200, list.page(exchange.getRequestURI(), orders.values()));
            }
            if (!"dnb".equals(exchange.getRequestHeaders().getFirst("X-Bank-Id"))) {
                return problem("X-Bank-Id");
            }
            UUID requestId = UUID.fromString(exchange.getRequestHeaders().getFirst("X-Request-ID"));
            answer =
                    switch (call) {
                        case TOKEN, LIST -> throw new IllegalStateException("answered above");
                        case ORDER -> order(requestId, exchange.getRequestURI().getPath(), body);
                        case SEARCH -> search(exchange.getRequestURI());
                        case STATUS -> status(exchange.getRequestURI().getPath());
                        case BALANCE -> balance(exchange);
                        case CONSENT_END -> new Answer(204, "");
                    };
            after = call == Call.ORDER ? afterNextOrder : () -> {};
            if (call == Call.ORDER) {
                afterNextOrder = () -> {};
            }
        }
        after.run();
        return answer;
    }

    private static JsonNode body(HttpExchange exchange) throws IOException {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        String type = exchange.getRequestHeaders().getFirst("Content-Type");
        return "application/json".equals(type)
                ? Json.mapper().readTree(bytes)
                : Json.mapper().createObjectNode();
    }

    private Answer order(UUID requestId, String path, JsonNode body) {
        Set<String> fields = new HashSet<>();
        body.fieldNames().forEachRemaining(fields::add);
        if (!fields.equals(FIELDS)) {
            return problem("fields " + fields);
        }
        String endToEnd = body.path("endToEndIdentification").asText();
        if (!endToEnd.equals(requestId.toString().replace("-", ""))) {
            return problem("endToEndIdentification " + endToEnd);
        }
        if (!body.at("/instructedAmount/amount").asText().matches("[1-9][0-9]*\\.[0-9]{2}")
                || !body.at("/instructedAmount/currency").asText().equals("NOK")) {
            return problem("instructedAmount " + body.path("instructedAmount"));
        }
        if (!Ibans.isValid(body.at("/debtorAccount/iban").asText())
                || !Ibans.isValid(body.at("/creditorAccount/iban").asText())) {
            return problem("an IBAN");
        }
        String name = body.path("creditorName").asText();
        if (name.isBlank() || name.length() > 70) {
            return problem("creditorName of " + name.length());
        }
        Order known = orders.get(requestId);
        if (known != null && !(known.path().equals(path) && known.body().equals(body))) {
            return refusal(409, "REQUEST_ID_REUSED");
        }
        String paymentId = UUID.randomUUID().toString();
        Order order =
                known != null
                        ? known
                        : new Order(requestId, path, paymentId, body, firstStatus, "");
        orders.put(requestId, order);
        return new Answer(201, json(order));
    }

    private Answer search(URI asked) {
        Order order = orders.get(UUID.fromString(asked.getQuery().replace("requestId=", "")));
        return order == null || !order.path().equals(asked.getPath())
                ? refusal(404, "RESOURCE_UNKNOWN")
                : new Answer(200, json(order));
    }

    private Answer status(String path) {
        return orders.values().stream()
                .filter(order -> path.equals(order.path() + "/" + order.paymentId() + "/status"))
                .findFirst()
                .map(order -> new Answer(200, json(order)))
                .orElseGet(() -> refusal(404, "RESOURCE_UNKNOWN"));
    }

    private Answer balance(HttpExchange exchange) {
        if (exchange.getRequestHeaders().getFirst("Consent-ID") == null) {
            return problem("Consent-ID");
        }
        if (exchange.getRequestHeaders().getFirst("PSU-IP-Address") == null) {
            unattendedReads++;
        }
        return new Answer(
                200,
                "{\"balances\":[{\"balanceType\":\"closingBooked\",\"balanceAmount\":{"
                        + "\"currency\":\"NOK\",\"amount\":\"0.01\"}},"
                        + "{\"balanceType\":\"interimAvailable\",\"balanceAmount\":{"
                        + "\"currency\":\"NOK\",\"amount\":\""
                        + balance
                        + "\"}}]}");
    }

    private Answer problem(String what) {
        problems.add(what);
        return refusal(400, "FORMAT_ERROR");
    }

    private static Answer refusal(int status, String code) {
        return new Answer(status, "{\"tppMessages\":[{\"code\":\"" + code + "\"}]}");
    }

    private static String json(Order order) {
        ObjectNode json = Json.mapper().createObjectNode();
        json.put("transactionStatus", order.status()).put("paymentId", order.paymentId());
        if (!order.reason().isEmpty()) {
            json.put("reasonCode", order.reason());
        }
        try {
            return Json.mapper().writeValueAsString(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
