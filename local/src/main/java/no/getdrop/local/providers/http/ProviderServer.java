package no.getdrop.local.providers.http;

import no.getdrop.local.http.HttpListener;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;

/// A provider's HTTP server on the loopback address, on a port that the system chose.
///
/// Every route has an operation name, by which switches make it slow or fail: in Java through
/// [#switches()], over HTTP through `POST /_switch` (see [Switch#fromJson]), `DELETE /_switch`.
public final class ProviderServer implements AutoCloseable {
    private static final Duration SILENCE = Duration.ofSeconds(60);
    private static final int BODY_BYTES_MAX = 16 * 1024 * 1024;

    private final String name;
    private final HttpListener listener = HttpListener.bind(0, BODY_BYTES_MAX);
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

    private ProviderServer(String name, CallJournal journal) {
        this.name = name;
        this.journal = journal;
        listener.serve(this::serve);
    }

    /// Starts a server without routes.
    ///
    /// @param name of the provider, for messages
    public static ProviderServer start(String name) {
        return start(name, new CallJournal());
    }

    /// Starts a server without routes that writes its calls into a journal shared with others.
    public static ProviderServer start(String name, CallJournal journal) {
        return new ProviderServer(name, journal);
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
        return URI.create("http://" + listener.authority());
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
        listener.close();
    }

    private @Nullable HttpResponse serve(HttpRequest sent) throws InterruptedException {
        Answer answer = answer(sent);
        return answer == null ? null : answer.response();
    }

    /// The answer; null to close the connection without one.
    private @Nullable Answer answer(HttpRequest sent) throws InterruptedException {
        String query = sent.rawQuery().isEmpty() ? "" : "?" + sent.rawQuery();
        URI uri = URI.create(sent.path() + query);
        List<String> path = Request.split(uri.getPath(), '/');
        if (path.equals(List.of("_switch"))) {
            return control(sent.method(), sent.text());
        }
        Route action =
                path.isEmpty() && !actions.isEmpty()
                        ? actions.get(Request.pairs(sent.text()).getOrDefault("Action", ""))
                        : null;
        if (action != null) {
            return called(action, sent, uri, Map.of());
        }
        for (Route route : routes) {
            Optional<Map<String, String>> variables = route.match(sent.method(), path);
            if (variables.isPresent()) {
                return called(route, sent, uri, variables.get());
            }
        }
        return nothing(sent.method() + " " + uri.getPath(), path);
    }

    /// The answer where no route is: 405 when there is one by another method (RFC 9110 §15.5.6).
    private Answer nothing(String asked, List<String> path) {
        String allowed =
                routes.stream()
                        .filter(route -> route.match(route.method(), path).isPresent())
                        .map(Route::method)
                        .distinct()
                        .collect(Collectors.joining(", "));
        return allowed.isEmpty()
                ? Answer.text(404, name + " has nothing at " + asked)
                : Answer.text(405, name + " takes no " + asked).with("Allow", allowed);
    }

    private @Nullable Answer called(
            Route route, HttpRequest sent, URI uri, Map<String, String> variables)
            throws InterruptedException {
        calls.computeIfAbsent(route.operation(), any -> new LongAdder()).increment();
        int number = journal.arrived(name, route.operation(), sent.text());
        if (journal.interrupted(number, CallJournal.Moment.BEFORE)) {
            return null;
        }
        Switch set = switches.take(route.operation()).orElseGet(() -> Switch.on(route.operation()));
        if (!set.acceptThenTimeout()) {
            Thread.sleep(set.delay());
        }
        if (set.dropConnection()) {
            return null;
        }
        if (set.status().isPresent() && !set.acceptThenTimeout()) {
            return failed(set.status().getAsInt());
        }
        Request request =
                new Request(
                        sent.method(), uri, variables, sent.headers(), sent.text(), set.effect());
        Answer answer = handled(route, request);
        if (journal.interrupted(number, CallJournal.Moment.AFTER)) {
            return null;
        }
        if (!set.acceptThenTimeout()) {
            return answer;
        }
        boolean silent = set.status().isEmpty();
        Thread.sleep(silent && set.delay().isZero() ? SILENCE : set.delay());
        return silent ? null : failed(set.status().getAsInt());
    }

    private static Answer failed(int status) {
        return Answer.json(status, Map.of("error", "switched_to_fail"));
    }

    private Answer handled(Route route, Request request) {
        try {
            return route.handler().answer(request);
        } catch (IOException | RuntimeException | LinkageError bug) {
            System.err.println(name + ": " + route.operation() + " failed");
            bug.printStackTrace(System.err);
            return Answer.text(500, name + ": " + route.operation() + " failed: " + bug);
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
}
