package no.getdrop.kyc;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Hmac;
import no.getdrop.runtime.Json;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Optional;

/// Sumsub's API as far as Drop needs it. Each request is signed with its time, method, address and
/// body (Sumsub, "Authentication").
public final class Sumsub {
    private final SumsubSettings settings;
    private final Secrets secrets;
    private final InstantSource clock;
    private final OutboundHttp http;

    /// Sumsub behind `settings`.
    public Sumsub(SumsubSettings settings, Secrets secrets, InstantSource clock) {
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
        this.http = new OutboundHttp("sumsub", Duration.ofMillis(settings.timeoutMs()));
    }

    /// Makes the customer known to Sumsub, where that is not so yet.
    ///
    /// @param externalUserId our id of the customer
    /// @throws SumsubUnavailableException when it cannot be told whether that worked
    void createApplicant(String externalUserId, @Nullable String email)
            throws SumsubUnavailableException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("externalUserId", externalUserId);
        if (email != null) {
            body.put("email", email);
        }
        String level = URLEncoder.encode(settings.level(), StandardCharsets.UTF_8);
        HttpResponse<String> answer = post("/resources/applicants?levelName=" + level, body);
        // 409: it is known already.
        if (answer.statusCode() != 409) {
            read(answer);
        }
    }

    /// A token with which the customer's device opens Sumsub's screens.
    String accessToken(String externalUserId, Duration lifetime) throws SumsubUnavailableException {
        ObjectNode body = Json.mapper().createObjectNode();
        body.put("userId", externalUserId);
        body.put("levelName", settings.level());
        body.put("ttlInSecs", lifetime.toSeconds());
        String token = read(post("/resources/accessTokens/sdk", body)).path("token").asText();
        if (token.isBlank()) {
            throw new SumsubUnavailableException("the answer lacks a token");
        }
        return token;
    }

    private HttpResponse<String> post(String path, ObjectNode body)
            throws SumsubUnavailableException {
        Optional<Secret> token = secrets.find("SUMSUB_APP_TOKEN");
        Optional<Secret> key = secrets.find("SUMSUB_SECRET_KEY");
        if (token.isEmpty() || key.isEmpty()) {
            throw new SumsubUnavailableException(
                    "SUMSUB_APP_TOKEN and SUMSUB_SECRET_KEY are not among the secrets");
        }
        String text = body.toString();
        String seconds = Long.toString(clock.instant().getEpochSecond());
        HttpRequest request =
                HttpRequest.newBuilder(address(path))
                        .timeout(Duration.ofMillis(settings.timeoutMs()))
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .header("X-App-Token", token.get().reveal())
                        .header("X-App-Access-Ts", seconds)
                        .header("X-App-Access-Sig", sign(key.get(), seconds + "POST" + path + text))
                        .POST(HttpRequest.BodyPublishers.ofString(text))
                        .build();
        try {
            return http.send(request);
        } catch (IOException e) {
            throw new SumsubUnavailableException("no answer", e);
        }
    }

    private static JsonNode read(HttpResponse<String> answer) throws SumsubUnavailableException {
        if (answer.statusCode() >= 300) {
            throw new SumsubUnavailableException("the answer has status " + answer.statusCode());
        }
        try {
            return Json.mapper().readTree(answer.body());
        } catch (IOException e) {
            throw new SumsubUnavailableException("the answer is not JSON", e);
        }
    }

    private URI address(String path) {
        return URI.create(settings.address().toString().replaceAll("/$", "") + path);
    }

    private static String sign(Secret key, String content) {
        byte[] signature =
                Hmac.sha256(
                        key.reveal().getBytes(StandardCharsets.UTF_8),
                        content.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(signature);
    }
}
