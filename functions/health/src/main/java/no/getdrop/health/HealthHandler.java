package no.getdrop.health;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonFactory;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.RestoreHooks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/// The health function: `/v1/health`, `/api/health`, `/health`, `/livez` and `/readyz`.
///
/// It starts without a database and says 503 until there is one. What it learns of the database it
/// keeps for two seconds.
public final class HealthHandler implements RequestStreamHandler {
    private static final Duration PROBE_LIFETIME = Duration.ofSeconds(2);
    private static final long HEARTBEAT_AGE_MAX_SECONDS = 300;

    private final Cached<DatabaseProbe.Ping> ping;
    private final Cached<DatabaseProbe.State> state;
    private long startedAt = System.nanoTime();

    /// What only an answer needs, made for the first one: a start loads half as much without it.
    private static final class Late {
        static final JsonFactory JSON = new JsonFactory();
        static final Build BUILD = Build.read();
        static final Bodies BODIES = new Bodies(JSON, BUILD);
    }

    /// A handler with the settings of this process.
    ///
    /// @throws no.getdrop.runtime.SettingException when one is missing or wrong
    public HealthHandler() {
        this(Environment.system());
    }

    HealthHandler(Environment environment) {
        HealthSettings settings = HealthSettings.from(environment);
        DatabaseProbe probe = new DatabaseProbe(settings.database(), environment);
        this.ping = new Cached<>(PROBE_LIFETIME, probe::ping);
        this.state = new Cached<>(PROBE_LIFETIME, probe::state);
        if (settings.snapshot()) {
            // The pool first: its connections go after the priming and come back before our hook.
            probe.open();
            RestoreHooks.beforeSnapshot("health", new Priming(this)::run);
            RestoreHooks.afterRestore("health", this::restart);
        }
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context)
            throws IOException {
        handle(input, output);
    }

    void handle(InputStream input, OutputStream output) throws IOException {
        Request request = Request.read(Late.JSON, input);
        answer(request).write(Late.JSON, request, output);
    }

    /// Whether the last question to the database was answered.
    boolean isConnected() {
        return ping.get().connected();
    }

    /// Forgets what was true before: uptime counts from a restore, and no probe is older.
    void restart() {
        startedAt = System.nanoTime();
        ping.forget();
        state.forget();
    }

    private Answer answer(Request request) throws IOException {
        return switch (request.path()) {
            case "/v1/health", "/api/health", "/health", "/livez", "/readyz" ->
                    switch (request.method()) {
                        case "GET", "HEAD" -> health(request);
                        default ->
                                Answer.problem(
                                        405,
                                        "GET, HEAD",
                                        Late.BODIES.problem(
                                                405,
                                                "method_not_allowed",
                                                "Method Not Allowed",
                                                request.english()
                                                        ? "Only GET and HEAD are allowed here."
                                                        : "Bare GET og HEAD er tillatt her.",
                                                request));
                    };
            default ->
                    Answer.problem(
                            404,
                            "",
                            Late.BODIES.problem(
                                    404,
                                    "not_found",
                                    "Not Found",
                                    request.english()
                                            ? "There is no such resource."
                                            : "Ressursen finnes ikke.",
                                    request));
        };
    }

    private Answer health(Request request) throws IOException {
        return switch (request.path()) {
            case "/livez" -> minimal(200, "ok");
            case "/readyz" -> readiness();
            case "/health" -> {
                boolean up = request.quick() || ping.get().connected();
                yield minimal(up ? 200 : 503, up ? "ok" : "error");
            }
            default -> full(request);
        };
    }

    private Answer full(Request request) throws IOException {
        if (request.quick()) {
            return Answer.json(200, Late.BODIES.running(uptimeSeconds()));
        }
        DatabaseProbe.Ping current = ping.get();
        return current.connected()
                ? Answer.json(200, Late.BODIES.connected(uptimeSeconds(), current.latencyMs()))
                : Answer.json(503, Late.BODIES.disconnected());
    }

    /// A worker that was never seen is a warning: it may not have run yet.
    private Answer readiness() {
        DatabaseProbe.State current = state.get();
        if (!current.connected()
                || current.schemaVersion() < Late.BUILD.schemaVersion()
                || current.heartbeatAgeSeconds() > HEARTBEAT_AGE_MAX_SECONDS) {
            return minimal(503, "error");
        }
        return minimal(200, current.heartbeatAgeSeconds() < 0 ? "warn" : "ok");
    }

    private static Answer minimal(int status, String word) {
        return Answer.json(status, "{\"status\":\"" + word + "\"}");
    }

    private long uptimeSeconds() {
        return (System.nanoTime() - startedAt) / 1_000_000_000;
    }
}
