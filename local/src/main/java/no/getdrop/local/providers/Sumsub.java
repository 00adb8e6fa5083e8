package no.getdrop.local.providers;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.Hmac;
import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.http.Provider;
import no.getdrop.local.providers.http.ProviderServer;
import no.getdrop.local.providers.http.Request;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Sumsub as far as Drop asks it: applicants, access tokens for its screens, and the webhook that
/// tells a review's result. Every request must be signed
/// (https://docs.sumsub.com/reference/authentication), and say that it is JSON
/// (https://docs.sumsub.com/reference/about-sumsub-api). A field or parameter that there is not is
/// refused, which Sumsub may pass over.
///
/// Operations for switches: `applicants`, `applicant`, `access-tokens`.
public final class Sumsub extends Provider {
    private static final String BY_USER = "-;externalUserId=";

    /// As Sumsub writes the times of its messages.
    private static final DateTimeFormatter CREATED_AT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private static final Duration SKEW = Duration.ofMinutes(1);

    private static final Set<String> APPLICANT_FIELDS =
            Set.of(
                    "externalUserId",
                    "email",
                    "phone",
                    "lang",
                    "type",
                    "sourceKey",
                    "info",
                    "fixedInfo",
                    "metadata");

    private static final Set<String> TOKEN_FIELDS =
            Set.of("userId", "levelName", "ttlInSecs", "applicantIdentifiers", "externalActionId");

    private final InstantSource clock;
    private final URI webhook;
    private final String appToken = "sbx:" + UUID.randomUUID();
    private final String secretKey = UUID.randomUUID().toString();
    private final String webhookSecret = UUID.randomUUID().toString();
    private final Map<String, Applicant> applicants = new LinkedHashMap<>();

    private record Applicant(String id, String externalUserId, String levelName, String createdAt) {
        Map<String, Object> json() {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("id", id);
            json.put("externalUserId", externalUserId);
            json.put("createdAt", createdAt);
            json.put("review", Map.of("levelName", levelName, "reviewStatus", "init"));
            return json;
        }
    }

    /// What a reviewer says.
    public enum Verdict {
        GREEN,
        /// Documents may be handed in again.
        RED_RETRY,
        RED_FINAL
    }

    private Sumsub(ProviderServer server, InstantSource clock, URI publicUrl) {
        super(server);
        this.clock = clock;
        webhook = publicUrl.resolve("/v1/webhooks/sumsub");
        signed("applicants", "POST", "/resources/applicants", Set.of("levelName"), this::create);
        signed("applicant", "GET", "/resources/applicants/{selector}/one", Set.of(), this::find);
        signed("access-tokens", "POST", "/resources/accessTokens/sdk", Set.of(), this::token);
    }

    /// Starts it.
    ///
    /// @param publicUrl where Drop's api is reached, to which the webhook is sent
    public static Sumsub start(InstantSource clock, URI publicUrl) {
        return new Sumsub(ProviderServer.start("Sumsub"), clock, publicUrl);
    }

    /// The token that names the client, made in this run.
    public String appToken() {
        return appToken;
    }

    /// The key of the requests' signatures, made in this run.
    public String secretKey() {
        return secretKey;
    }

    /// The key of the webhooks' signatures, made in this run.
    public String webhookSecret() {
        return webhookSecret;
    }

    /// Has a reviewer decide on an applicant, and tells Drop by webhook.
    ///
    /// @return the status that Drop answered
    public int review(String externalUserId, Verdict verdict)
            throws IOException, InterruptedException {
        Applicant applicant = find(externalUserId).orElseThrow();
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("reviewAnswer", verdict == Verdict.GREEN ? "GREEN" : "RED");
        if (verdict != Verdict.GREEN) {
            result.put("reviewRejectType", verdict == Verdict.RED_RETRY ? "RETRY" : "FINAL");
            result.put("moderationComment", "Bildet er for mørkt – prøv på nytt");
            result.put("rejectLabels", new String[] {"UNSATISFACTORY_PHOTOS"});
        }
        Map<String, Object> event = new LinkedHashMap<>();
        event.put("applicantId", applicant.id());
        event.put("inspectionId", UUID.randomUUID().toString());
        event.put("correlationId", UUID.randomUUID().toString());
        event.put("externalUserId", externalUserId);
        event.put("levelName", applicant.levelName());
        event.put("type", "applicantReviewed");
        event.put("reviewResult", result);
        event.put("reviewStatus", "completed");
        event.put("createdAtMs", CREATED_AT.format(clock.instant()));
        String body = Json.text(event);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(webhook)
                                    .timeout(Duration.ofSeconds(5))
                                    .header("Content-Type", "application/json")
                                    .header("X-Payload-Digest-Alg", "HMAC_SHA256_HEX")
                                    .header("X-Payload-Digest", Hmac.hex(webhookSecret, body))
                                    .POST(BodyPublishers.ofString(body))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private void signed(
            String operation,
            String method,
            String path,
            Set<String> parameters,
            ProviderServer.Handler handler) {
        server.on(
                operation,
                method,
                path,
                request -> {
                    Optional<Answer> refusal =
                            signatureProblem(request)
                                    .map(wrong -> error(401, wrong))
                                    .or(() -> formProblem(request, parameters));
                    return refusal.isPresent() ? refusal.get() : handler.answer(request);
                });
    }

    private static Optional<Answer> formProblem(Request request, Set<String> parameters) {
        if (!request.body().isEmpty() && !request.isOf("application/json")) {
            return Optional.of(error(415, "Content-Type must be application/json"));
        }
        if (request.accepted(List.of("application/json")).isEmpty()) {
            return Optional.of(error(406, "Accept must take application/json"));
        }
        return request.unknownQuery(parameters)
                .map(unknown -> error(400, "there is no parameter " + unknown));
    }

    /// What is wrong with the signature over time, method, path with query, and body.
    private Optional<String> signatureProblem(Request request) {
        if (!request.header("X-App-Token").equals(Optional.of(appToken))) {
            return Optional.of("X-App-Token is missing or unknown");
        }
        String seconds = request.header("X-App-Access-Ts").orElse("");
        if (!seconds.matches("[0-9]{1,11}")
                || Math.abs(clock.instant().getEpochSecond() - Long.parseLong(seconds))
                        > SKEW.toSeconds()) {
            return Optional.of("X-App-Access-Ts must be seconds, at most a minute off");
        }
        String expected =
                Hmac.hex(secretKey, seconds + request.method() + request.uri() + request.body());
        return MessageDigest.isEqual(
                        expected.getBytes(StandardCharsets.UTF_8),
                        request.header("X-App-Access-Sig")
                                .orElse("")
                                .getBytes(StandardCharsets.UTF_8))
                ? Optional.empty()
                : Optional.of("X-App-Access-Sig does not match");
    }

    private synchronized Answer create(Request request) {
        JsonNode body = request.json();
        Optional<String> unknown = Json.unknownField(body, APPLICANT_FIELDS);
        if (unknown.isPresent()) {
            return error(400, "there is no field " + unknown.get());
        }
        String externalUserId = body.path("externalUserId").asText("");
        String levelName = request.query("levelName").orElse("");
        if (externalUserId.isBlank()) {
            return error(400, "externalUserId is missing");
        }
        if (levelName.isBlank()) {
            return error(400, "levelName is missing");
        }
        if (applicants.containsKey(externalUserId)) {
            return error(409, "Applicant with external user id already exists");
        }
        Applicant created =
                new Applicant(
                        UUID.randomUUID().toString().replace("-", "").substring(0, 24),
                        externalUserId,
                        levelName,
                        clock.instant().toString());
        applicants.put(externalUserId, created);
        return Answer.json(201, created.json());
    }

    private Answer find(Request request) {
        return Optional.of(request.variable("selector"))
                .filter(selector -> selector.startsWith(BY_USER))
                .flatMap(selector -> find(selector.substring(BY_USER.length())))
                .map(applicant -> Answer.json(200, applicant.json()))
                .orElseGet(() -> error(404, "Applicant not found"));
    }

    private synchronized Optional<Applicant> find(String externalUserId) {
        return Optional.ofNullable(applicants.get(externalUserId));
    }

    private Answer token(Request request) {
        JsonNode body = request.json();
        Optional<String> unknown = Json.unknownField(body, TOKEN_FIELDS);
        if (unknown.isPresent()) {
            return error(400, "there is no field " + unknown.get());
        }
        String userId = body.path("userId").asText();
        if (userId.isBlank()
                || body.path("levelName").asText().isBlank()
                || !body.path("ttlInSecs").asText("600").matches("[1-9][0-9]{0,6}")) {
            return error(400, "want userId, levelName and ttlInSecs");
        }
        return Answer.json(200, Map.of("token", "_act-sbx-" + UUID.randomUUID(), "userId", userId));
    }

    private static Answer error(int status, String description) {
        return Answer.json(
                status,
                Map.of(
                        "code", status,
                        "correlationId", UUID.randomUUID().toString(),
                        "description", description));
    }
}
