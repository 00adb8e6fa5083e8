package no.getdrop.health;

import com.fasterxml.jackson.core.JsonFactory;

import no.getdrop.runtime.Build;
import no.getdrop.runtime.Stage;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Answers the requests. Only an operator learns more than a word or the health document of the
/// contract, and nobody learns a name, an address or an exception's text.
final class HealthAnswers {
    private final JsonFactory json = new JsonFactory();
    private final Build build = Build.read();
    private final Bodies bodies = new Bodies(json, build);
    private final Readiness readiness;
    private final Probes probes;
    private final String buildId;
    private final LongSupplier uptimeSeconds;

    HealthAnswers(Probes probes, String buildId, Stage stage, LongSupplier uptimeSeconds) {
        this.probes = probes;
        this.buildId = buildId;
        this.readiness = new Readiness(build.schemaVersion(), stage);
        this.uptimeSeconds = uptimeSeconds;
    }

    void handle(InputStream input, OutputStream output) throws IOException {
        Request request = Request.read(json, input);
        answer(request).write(json, request, output);
    }

    private Answer answer(Request request) throws IOException {
        return switch (request.path()) {
            case "/v1/health", "/api/health", "/health", "/livez", "/readyz" ->
                    switch (request.method()) {
                        case "GET", "HEAD" -> health(request);
                        default -> notAllowed(request);
                    };
            default -> notFound(request);
        };
    }

    private Answer health(Request request) throws IOException {
        return switch (request.path()) {
            case "/livez" -> minimal(request, Status.PASS);
            case "/health" ->
                    minimal(request, request.quick() ? Status.PASS : probes.ping().status());
            case "/readyz" -> readiness(request);
            default -> request.form() == Form.DRAFT ? draft(request) : document(request);
        };
    }

    private Answer minimal(Request request, Status status) throws IOException {
        return Answer.health(request, status, "Accept", bodies.word(request.form(), status));
    }

    /// The document of the contract.
    private Answer document(Request request) throws IOException {
        long uptime = uptimeSeconds.getAsLong();
        if (request.quick()) {
            return Answer.health(request, Status.PASS, "Accept", bodies.running(uptime));
        }
        DatabaseProbe.Ping ping = probes.ping();
        String body =
                ping.connected()
                        ? bodies.connected(uptime, ping.latencyMs())
                        : bodies.disconnected();
        return Answer.health(request, ping.status(), "Accept", body);
    }

    /// What that document says, in the draft's form.
    private Answer draft(Request request) throws IOException {
        List<Check> checks = new ArrayList<>();
        if (!request.quick()) {
            checks.add(Readiness.response(probes.ping()));
        }
        checks.add(Readiness.uptime(uptimeSeconds.getAsLong(), Instant.now()));
        Status status = Readiness.overall(checks);
        return Answer.health(request, status, "Accept", bodies.report(request.form(), "", checks));
    }

    private Answer readiness(Request request) throws IOException {
        boolean operator = probes.operators().include(request.bearer());
        List<Check> checks = new ArrayList<>();
        if (!request.quick()) {
            DatabaseProbe.State state = probes.state();
            checks.addAll(readiness.database(state));
            checks.add(
                    Readiness.secrets(
                            probes.secretsAge(), probes.secretsLifetime(), Instant.now()));
            if (operator) {
                checks.add(dataApi(state.ping()));
            }
        }
        checks.add(Readiness.uptime(uptimeSeconds.getAsLong(), Instant.now()));
        Status status = Readiness.overall(checks);
        String body =
                operator
                        ? bodies.report(request.form(), buildId, checks)
                        : bodies.wordNow(request.form(), status);
        return Answer.health(request, status, "Accept, Authorization", body);
    }

    /// Asks beside the pooled path only when that failed.
    private Check dataApi(DatabaseProbe.Ping ping) {
        boolean asks = !ping.connected() || !probes.hasDataApi();
        return Readiness.dataApi(asks ? Optional.of(probes.dataApi()) : Optional.empty());
    }

    private Answer notAllowed(Request request) throws IOException {
        String message =
                request.english()
                        ? "Only GET and HEAD are allowed here."
                        : "Bare GET og HEAD er tillatt her.";
        return Answer.problem(
                405,
                "GET, HEAD",
                bodies.problem(405, "method_not_allowed", "Method Not Allowed", message, request));
    }

    private Answer notFound(Request request) throws IOException {
        String message =
                request.english() ? "There is no such resource." : "Ressursen finnes ikke.";
        return Answer.problem(
                404, "", bodies.problem(404, "not_found", "Not Found", message, request));
    }
}
