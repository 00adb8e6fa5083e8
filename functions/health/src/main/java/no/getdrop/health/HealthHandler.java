package no.getdrop.health;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.RestoreHooks;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/// The health function: `/v1/health`, `/api/health`, `/health`, `/livez` and `/readyz`.
///
/// It starts without a database and says 503 until there is one. What only an answer needs is made
/// for the first one: a start loads half as much without it.
public final class HealthHandler implements RequestStreamHandler {
    private final Lazy<Probes> probes;
    private final Lazy<HealthAnswers> answers;
    private long startedAt = System.nanoTime();

    /// A handler with the settings of this process.
    ///
    /// @throws no.getdrop.runtime.SettingException when one is missing or wrong
    public HealthHandler() {
        this(Environment.system());
    }

    HealthHandler(Environment environment) {
        HealthSettings settings = HealthSettings.from(environment);
        this.probes = new Lazy<>(() -> new Probes(settings, environment));
        this.answers = new Lazy<>(() -> answers(settings));
        if (settings.snapshot()) {
            // The pool first: its connections go after the priming and come back before our hook.
            probes().open();
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
        answers.get().handle(input, output);
    }

    /// What is asked for an answer.
    Probes probes() {
        return probes.get();
    }

    /// Forgets what was true before: uptime counts from a restore, and no probe is older.
    void restart() {
        startedAt = System.nanoTime();
        probes().forget();
    }

    private HealthAnswers answers(HealthSettings settings) {
        return new HealthAnswers(probes(), settings.buildId(), settings.stage(), this::uptime);
    }

    private long uptime() {
        return (System.nanoTime() - startedAt) / 1_000_000_000;
    }
}
