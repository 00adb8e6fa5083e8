package no.getdrop.local.providers.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// A provider's HTTP server on the loopback address, on a port that the system chose.
///
/// Every route has an operation name, by which switches make it slow or fail: in Java through
/// [#switches()], over HTTP through `POST /_switch` (see [Switch#fromJson]), `DELETE /_switch`.
public final class ProviderServer implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(60);

    static {
        // Without it each answer waits for the caller's delayed acknowledgement, about 40 ms.
        if (System.getProperty("sun.net.httpserver.nodelay") == null) {
            System.setProperty("sun.net.httpserver.nodelay", "true");
        }
    }

    private final String name;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<Route> routes = new CopyOnWriteArrayList<>();
    private final Switches switches = new Switches();
    private final Map<String, Route> actions = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> calls = new ConcurrentHashMap<>();
    private final CallJournal journal;

    /// Answers the requests of one route.
    @FunctionalInterface
    public interface Handler {
        Answer answer(Request request) throws IOException;
    }

    private record Route(String operation, String method, List<String> segments, Handler handler) {
        Optional<Map<String, String>> match(String requested, List<String> path) {
            if (!method.equals(requested) || segments.size() != path.size()) {
                return Optional.empty();
            }
            Map<String, String> variables = new LinkedHashMap<>();
            for (int i = 0; i < path.size(); i++) {
                String segment = segments.get(i);
                if (segment.startsWith("{")) {
                    variables.put(segment.substring(1, segment.length() - 1), path.get(i));
                } else if (!segment.equals(path.get(i))) {
                    return Optional.empty();
                }
            }
            return Optional.of(variables);
        }
    }

    private ProviderServer(String name, HttpServer server, CallJournal journal) {
        this.name = name;
        this.server = server;
        this.journal = journal;
        server.setExecutor(threads);
        server.createContext("/", this::serve);
    }

    /// Starts a server without routes.
    ///
    /// @param name of the provider, for messages
    public static ProviderServer start(String name) throws IOException {
        return start(name, new CallJournal());
    }

    /// Starts a server without routes that writes its calls into a journal shared with others.
    public static ProviderServer start(String name, CallJournal journal) throws IOException {
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 0),
                        0);
        ProviderServer started = new ProviderServer(name, server, journal);
        server.start();
        return started;
    }

    /// Adds a route.
    ///
    /// @param operation the name that switches use
    /// @param path as `/v1/payments/{product}`
    public void on(String operation, String method, String path, Handler handler) {
        switches.declare(operation);
        routes.add(new Route(operation, method, Request.split(path, '/'), handler));
    }

    /// Adds an action of AWS's Query protocol: `POST /` with a form that names it.
    ///
    /// @param action its name, which switches use too
    public void onAction(String action, Handler handler) {
        switches.declare(action);
        actions.put(action, new Route(action, "POST", List.of(), handler));
    }

    /// Where the server is reached, without a slash at the end.
    public URI url() {
        return URI.create("http://127.0.0.1:" + port());
    }

    /// The port that the system chose.
    public int port() {
        return server.getAddress().getPort();
    }

    /// The switches of this provider.
    public Switches switches() {
        return switches;
    }

    /// How many calls of an operation arrived, those that a switch broke included.
    public long calls(String operation) {
        LongAdder count = calls.get(operation);
        return count == null ? 0 : count.sum();
    }

    /// Stops listening; calls that are waiting end at once.
    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body =
                    new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            List<String> path = Request.split(exchange.getRequestURI().getPath(), '/');
            if (path.equals(List.of("_switch"))) {
                send(exchange, control(exchange.getRequestMethod(), body));
                return;
            }
            Route action =
                    path.isEmpty() && !actions.isEmpty()
                            ? actions.get(Request.pairs(body).getOrDefault("Action", ""))
                            : null;
            if (action != null) {
                serve(exchange, action, Map.of(), body);
                return;
            }
            for (Route route : routes) {
                Optional<Map<String, String>> variables =
                        route.match(exchange.getRequestMethod(), path);
                if (variables.isPresent()) {
                    serve(exchange, route, variables.get(), body);
                    return;
                }
            }
            send(exchange, nothing(exchange, path));
        }
    }

    /// The answer where no route is: 405 when there is one by another method (RFC 9110 §15.5.6).
    private Answer nothing(HttpExchange exchange, List<String> path) {
        String allowed =
                routes.stream()
                        .filter(route -> route.match(route.method(), path).isPresent())
                        .map(Route::method)
                        .distinct()
                        .collect(Collectors.joining(", "));
        String asked = exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        return allowed.isEmpty()
                ? Answer.text(404, name + " has nothing at " + asked)
                : Answer.text(405, name + " takes no " + asked).with("Allow", allowed);
    }

    private void serve(
            HttpExchange exchange, Route route, Map<String, String> variables, String body)
            throws IOException {
        calls.computeIfAbsent(route.operation(), any -> new LongAdder()).increment();
        int number = journal.arrived(name, route.operation(), body);
        if (journal.interrupted(number, CallJournal.Moment.BEFORE)) {
            return;
        }
        Switch set = switches.take(route.operation()).orElseGet(() -> Switch.on(route.operation()));
        if (!set.acceptThenTimeout() && waited(set.delay())) {
            return;
        }
        if (set.dropConnection()) {
            return;
        }
        if (set.status().isPresent() && !set.acceptThenTimeout()) {
            send(exchange, failed(set.status().getAsInt()));
            return;
        }
        Request request =
                new Request(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        variables,
                        exchange.getRequestHeaders(),
                        body,
                        set.effect());
        Answer answer = answer(route, request);
        if (journal.interrupted(number, CallJournal.Moment.AFTER)) {
            return;
        }
        if (set.acceptThenTimeout()) {
            boolean silent = set.status().isEmpty();
            if (!waited(silent && set.delay().isZero() ? SILENCE : set.delay()) && !silent) {
                send(exchange, failed(set.status().getAsInt()));
            }
            return;
        }
        send(exchange, answer);
    }

    private static Answer failed(int status) {
        return Answer.json(status, Map.of("error", "switched_to_fail"));
    }

    private Answer answer(Route route, Request request) {
        try {
            return route.handler().answer(request);
        } catch (IOException | RuntimeException | LinkageError bug) {
            System.err.println(name + ": " + route.operation() + " failed");
            bug.printStackTrace(System.err);
            return Answer.text(500, name + ": " + route.operation() + " failed: " + bug);
        }
    }

    /// Waits; true when the server closes meanwhile.
    private boolean waited(Duration delay) {
        if (delay.isZero()) {
            return false;
        }
        try {
            return closing.await(delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private Answer control(String method, String body) {
        return switch (method) {
            case "GET" ->
                    Answer.json(200, switches.pending().stream().map(Switch::toString).toList());
            case "DELETE" -> {
                switches.clear();
                yield Answer.empty(204);
            }
            case "POST" -> {
                try {
                    switches.add(Switch.fromJson(Json.tree(body)));
                    yield Answer.empty(204);
                } catch (IllegalArgumentException wrong) {
                    yield Answer.text(400, wrong.getMessage() + "\n");
                }
            }
            default -> Answer.text(405, "want GET, POST or DELETE\n");
        };
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }
}
