package no.getdrop.openbanking;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;

import no.getdrop.runtime.Json;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.RestoreHooks;
import no.getdrop.runtime.Secrets;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.regex.Pattern;

/// One HTTP exchange with the aggregator, with its OAuth 2 token; nothing is repeated here but a
/// request that was refused for an expired token, which the bank did not act on.
final class OpenBankingHttp {
    private static final Duration TOKEN_MARGIN = Duration.ofSeconds(30);

    /// A token that promises more than a day is asked for anew all the same.
    private static final long TOKEN_SECONDS_MAX = 86_400;

    /// A token as it can stand in a header (RFC 6749 §A.12).
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7E]{1,16000}");

    /// Some ten thousand orders of a list.
    private static final int ANSWER_BYTES_MAX = 4_000_000;

    /// Too late, at work on the same order or holding another version of it, too early, too often:
    /// none of them says that the bank will not do what was asked, or has not done it.
    private static final Set<Integer> AS_IF_UNANSWERED = Set.of(408, 409, 425, 429);

    /// Names the bank that the aggregator shall ask.
    static final String BANK = "X-Bank-Id";

    private final OpenBankingSettings settings;
    private final Secrets secrets;
    private final InstantSource clock;
    private final OutboundHttp http;
    private @Nullable Token token;

    /// The token that was asked for at the restore.
    private @Nullable CompletableFuture<Token> ahead;

    private record Token(String value, Instant expiresAt) {}

    /// A request to be sent.
    ///
    /// @param path with its query, from the base address
    /// @param body JSON; `null` for none
    record Exchange(
            String method, String path, Map<String, String> headers, @Nullable JsonNode body) {
        Exchange {
            Objects.requireNonNull(method, "method");
            Objects.requireNonNull(path, "path");
            headers = Map.copyOf(headers);
        }
    }

    OpenBankingHttp(OpenBankingSettings settings, Secrets secrets, InstantSource clock) {
        this(
                settings,
                secrets,
                clock,
                new OutboundHttp("openbanking", Duration.ofMillis(settings.timeoutMs())));
    }

    OpenBankingHttp(
            OpenBankingSettings settings, Secrets secrets, InstantSource clock, OutboundHttp http) {
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
        this.http = http;
        RestoreHooks.beforeSnapshot("openbanking-token", this::forget);
        RestoreHooks.afterRestore("openbanking-token", this::askAhead);
    }

    /// Asks for a token beside whatever the function does first, so that its first payment need not
    /// wait for one. When there is none, that payment asks by itself and says so.
    void askAhead() {
        CompletableFuture<Token> asked = new CompletableFuture<>();
        synchronized (this) {
            ahead = asked;
        }
        Thread.ofVirtual()
                .name("openbanking-token")
                .start(() -> {
                    try {
                        asked.complete(newToken());
                    } catch (BankUnavailableException | RuntimeException e) {
                        asked.completeExceptionally(e);
                    }
                });
    }

    /// Sends a request and gives the JSON of a 2xx answer.
    JsonNode send(Exchange exchange) throws BankRefusedException, BankUnavailableException {
        String bank = exchange.headers().getOrDefault(BANK, "");
        HttpResponse<String> response = transmit(bank, authorised(exchange));
        if (response.statusCode() == 401) {
            forget();
            response = transmit(bank, authorised(exchange));
        }
        return judge(response);
    }

    private HttpRequest authorised(Exchange exchange) throws BankUnavailableException {
        JsonNode body = exchange.body();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address(exchange.path()))
                        .timeout(Duration.ofMillis(settings.timeoutMs()))
                        .header("Authorization", "Bearer " + token())
                        .header("Accept", "application/json")
                        .method(
                                exchange.method(),
                                body == null
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body.toString()));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        exchange.headers().forEach(request::header);
        return request.build();
    }

    private String token() throws BankUnavailableException {
        try {
            return knownOrNewToken().value();
        } catch (BankUnavailableException e) {
            // Without a token nothing was asked yet.
            throw e.beforeAsking();
        }
    }

    private Token knownOrNewToken() throws BankUnavailableException {
        CompletableFuture<Token> asked;
        synchronized (this) {
            if (token != null && clock.instant().isBefore(token.expiresAt())) {
                return token;
            }
            // A token is known before its answer is done, so one that is done has nothing to give.
            asked = ahead == null || ahead.isDone() ? null : ahead;
        }
        return asked == null ? newToken() : answer(asked);
    }

    private static Token answer(CompletableFuture<Token> asked) throws BankUnavailableException {
        try {
            return asked.join();
        } catch (CompletionException e) {
            throw new BankUnavailableException("the bank gave no token", e);
        }
    }

    private Token newToken() throws BankUnavailableException {
        Instant now = clock.instant();
        String secret =
                secrets.get(
                                "OPEN_BANKING_CLIENT_SECRET",
                                "the secret that the aggregator gave Drop")
                        .reveal();
        String basic =
                Base64.getEncoder()
                        .encodeToString(
                                (encode(settings.clientId()) + ":" + encode(secret))
                                        .getBytes(StandardCharsets.UTF_8));
        HttpResponse<String> response =
                transmit(
                        "",
                        HttpRequest.newBuilder(address("/oauth2/token"))
                                .timeout(Duration.ofMillis(settings.timeoutMs()))
                                .header("Authorization", "Basic " + basic)
                                .header("Content-Type", "application/x-www-form-urlencoded")
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                "grant_type=client_credentials"))
                                .build());
        JsonNode answer = parse(response.body());
        String value = answer.path("access_token").asText();
        if (response.statusCode() != 200 || !TOKEN.matcher(value).matches()) {
            // Drop itself was turned away; that is no answer to what it wanted to ask.
            throw new BankUnavailableException(
                    "the bank gave no token, with status " + response.statusCode());
        }
        long seconds = Math.clamp(answer.path("expires_in").asLong(60), 0, TOKEN_SECONDS_MAX);
        Token fresh = new Token(value, now.plusSeconds(seconds).minus(TOKEN_MARGIN));
        synchronized (this) {
            token = fresh;
        }
        return fresh;
    }

    /// @param bank whom the aggregator shall ask; empty for itself
    private HttpResponse<String> transmit(String bank, HttpRequest request)
            throws BankUnavailableException {
        try {
            return http.send(bank, request, ANSWER_BYTES_MAX);
        } catch (ConnectException | HttpConnectTimeoutException e) {
            throw new BankUnavailableException("the bank was not reached", e).withoutEffect();
        } catch (IOException e) {
            throw new BankUnavailableException("the bank did not answer", e);
        }
    }

    private static JsonNode judge(HttpResponse<String> response)
            throws BankRefusedException, BankUnavailableException {
        int status = response.statusCode();
        if (status >= 500 || AS_IF_UNANSWERED.contains(status)) {
            throw new BankUnavailableException("the bank answered " + status);
        }
        JsonNode body = parse(response.body());
        if (status < 400) {
            return body;
        }
        String code = code(body);
        if (status == 401 && !code.startsWith("CONSENT_")) {
            throw new BankUnavailableException("the bank turned Drop away with " + code);
        }
        throw new BankRefusedException(status, code);
    }

    /// The code of a refusal in either of Berlin Group's forms: a list of messages, or a problem
    /// (RFC 7807) with the code beside its title.
    private static String code(JsonNode body) {
        JsonNode told = body.path("tppMessages").path(0).path("code");
        String code = BankAnswer.code(told.isMissingNode() ? body.path("code") : told);
        return code == null ? "UNKNOWN" : code;
    }

    private static JsonNode parse(String text) throws BankUnavailableException {
        try {
            return text.isBlank() ? MissingNode.getInstance() : Json.mapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw BankUnavailableException.unreadable("the bank's answer is not JSON", e);
        }
    }

    private URI address(String path) {
        return URI.create(settings.address().toString().replaceAll("/$", "") + path);
    }

    /// Lets go of the token: it may not enter a snapshot.
    private synchronized void forget() {
        token = null;
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
