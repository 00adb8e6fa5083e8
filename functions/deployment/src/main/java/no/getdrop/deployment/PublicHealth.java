package no.getdrop.deployment;

import no.getdrop.runtime.OutboundHttp;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/// Asks the public address for Drop's health, as monitors do: 200 and `"status":"ok"` within two
/// seconds, several times in a row.
final class PublicHealth {
    /// From one request to the next.
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(PublicHealth.class);
    private static final Duration LIMIT = Duration.ofSeconds(2);
    private static final Duration WARM_UP_LIMIT = Duration.ofSeconds(10);
    private static final int BYTES_MAX = 65_536;

    private final OutboundHttp http;
    private final Duration interval;

    PublicHealth(OutboundHttp http, Duration interval) {
        this.http = http;
        this.interval = interval;
    }

    /// Adds each pass; the first that fails is the last. One request that is not judged goes before
    /// them: the first of a cold process takes seconds that are not Drop's.
    void check(AfterTrafficSettings settings, Findings findings) throws InterruptedException {
        warmUp(settings);
        for (int pass = 1; pass <= settings.passes(); pass++) {
            long begun = System.nanoTime();
            Check check = ask(settings, pass);
            findings.add(check);
            if (!check.held()) {
                return;
            }
            if (pass < settings.passes()) {
                Duration rest = interval.minusNanos(System.nanoTime() - begun);
                Thread.sleep(rest.isNegative() ? Duration.ZERO : rest);
            }
        }
    }

    private void warmUp(AfterTrafficSettings settings) {
        try {
            http.send(request(settings, WARM_UP_LIMIT), BYTES_MAX);
        } catch (IOException e) {
            log.atInfo().setCause(e).log("the request that is not judged had no answer");
        }
    }

    private static HttpRequest request(AfterTrafficSettings settings, Duration limit) {
        return HttpRequest.newBuilder(settings.healthUrl())
                .header("Accept", "application/json")
                .header("User-Agent", "drop-deployment")
                .timeout(limit)
                .build();
    }

    private Check ask(AfterTrafficSettings settings, int pass) {
        String expected =
                "200 with status ok within 2 s, pass %d of %d".formatted(pass, settings.passes());
        HttpRequest request = request(settings, LIMIT);
        long begun = System.nanoTime();
        try {
            HttpResponse<String> answer = http.send(request, BYTES_MAX);
            boolean ok = answer.body().contains("\"status\":\"ok\"");
            long milliseconds = (System.nanoTime() - begun) / 1_000_000;
            String seen =
                    "%d %s status ok in %d ms"
                            .formatted(answer.statusCode(), ok ? "with" : "without", milliseconds);
            return new Check(
                    "public-health",
                    expected,
                    seen,
                    answer.statusCode() == 200 && ok && milliseconds <= LIMIT.toMillis());
        } catch (IOException e) {
            return new Check("public-health", expected, e.toString(), false);
        }
    }
}
