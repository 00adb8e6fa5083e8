package no.getdrop.worker.simulation;

import com.fasterxml.jackson.core.JsonProcessingException;

import no.getdrop.runtime.Json;
import no.getdrop.testing.CannedClient;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The way of one [Machine] to the bank, in this process: it loses requests and answers, delays
/// them beyond the time that is waited for them, and lets the machine die before a request leaves,
/// while it is away, and after its answer has come.
final class BankClient {
    private static final Pattern ORDER = Pattern.compile("/v1/payments/([a-z-]+)");
    private static final Pattern STATUS =
            Pattern.compile("/v1/payments/[a-z-]+/([a-z0-9-]+)/status");

    private final Machine machine;
    private final Timeline timeline;
    private final Chance chance;
    private final ModelBank bank;
    private final Weather weather;

    /// What the bank does and answers when a request arrives.
    private interface Asked {
        ModelBank.Answer arrives();
    }

    BankClient(Machine machine, Timeline timeline, Chance chance, ModelBank bank, Weather weather) {
        this.machine = machine;
        this.timeline = timeline;
        this.chance = chance;
        this.bank = bank;
        this.weather = weather;
    }

    /// What the machine's calls to the bank go through.
    HttpClient client() {
        return new CannedClient(this::answer);
    }

    private CannedClient.Answer answer(HttpRequest request) throws IOException {
        machine.reached("before a request", true);
        try {
            ModelBank.Answer answer = carry(request);
            machine.reached("after an answer", true);
            return new CannedClient.Answer(answer.status(), "application/json", answer.body());
        } catch (IOException e) {
            machine.reached("after a failure", true);
            throw e;
        }
    }

    private ModelBank.Answer carry(HttpRequest request) throws IOException {
        Duration timeout = request.timeout().orElseThrow();
        if (weather.isBankAway()) {
            timeline.pass(timeout.dividedBy(2));
            timeline.count("unreached");
            throw new HttpConnectTimeoutException("the bank is away");
        }
        Asked asked = asked(request);
        int dice = chance.isCalm() ? 100 : chance.below(100);
        return switch (dice) {
            case 0 -> throw lost(timeout);
            case 1 -> {
                asked.arrives();
                if (chance.percent(50)) {
                    // It went away when it had done what it was asked.
                    weather.squall();
                }
                throw lost(timeout);
            }
            case 2 -> {
                // It arrives when nobody waits for it any more.
                timeline.in(chance.milliseconds(1_100, 9_000), "late arrival", asked::arrives);
                throw lost(timeout);
            }
            case 3 -> {
                asked.arrives();
                yield new ModelBank.Answer(502, "<html>Bad Gateway</html>");
            }
            case 4 -> new ModelBank.Answer(503, "");
            case 5 -> ModelBank.refusal(409, "REQUEST_IN_PROGRESS");
            case 6 -> {
                asked.arrives();
                yield new ModelBank.Answer(200, "<html>Welcome</html>");
            }
            default -> {
                timeline.pass(chance.milliseconds(10, 400));
                machine.reached("on the way", true);
                ModelBank.Answer answer = asked.arrives();
                machine.reached("on the way back", true);
                yield answer;
            }
        };
    }

    private HttpTimeoutException lost(Duration timeout) {
        timeline.pass(timeout);
        timeline.count("timeouts");
        return new HttpTimeoutException("no whole answer in time");
    }

    private Asked asked(HttpRequest request) throws IOException {
        String path = path(request);
        URI uri = request.uri();
        if (path.equals("/oauth2/token")) {
            return () ->
                    new ModelBank.Answer(200, "{\"access_token\":\"token\",\"expires_in\":300}");
        }
        if (path.equals("/v1/payments")) {
            Map<String, String> query = Exchanges.query(uri);
            LocalDate day = LocalDate.parse(query.getOrDefault("dateFrom", ""));
            int offset = Integer.parseInt(query.getOrDefault("offset", "0"));
            return () -> bank.list(day, offset);
        }
        Matcher status = STATUS.matcher(path);
        if (status.matches()) {
            return () -> bank.status(status.group(1));
        }
        if (request.method().equals("GET")) {
            UUID id = UUID.fromString(Exchanges.query(uri).getOrDefault("requestId", ""));
            return () -> bank.find(id);
        }
        Matcher order = ORDER.matcher(path);
        if (!order.matches()) {
            throw new IllegalStateException("nobody asks " + uri);
        }
        String body = Exchanges.sent(request);
        return () -> {
            try {
                return bank.order(requestId(request), order.group(1), Json.mapper().readTree(body));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("no JSON is sent", e);
            }
        };
    }

    private static UUID requestId(HttpRequest request) {
        return UUID.fromString(request.headers().firstValue("X-Request-ID").orElseThrow());
    }

    private static String path(HttpRequest request) {
        return request.uri().getPath();
    }
}
