package no.getdrop.local.secrets;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.local.gateway.SignatureV4;
import no.getdrop.local.http.HttpListener;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;
import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.lambda.LocalCredentials;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// AWS Secrets Manager as far as the functions go: `GetSecretValue`, `BatchGetSecretValue`,
/// `DescribeSecret`, `PutSecretValue` and `UpdateSecretVersionStage`, each signed with the
/// credentials that hold at that moment.
public final class SecretsManager implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final TypeReference<Map<String, String>> FIELDS = new TypeReference<>() {};
    private static final int MAX_BODY_BYTES = 128 * 1024;
    private static final int BATCH_MAX = 20;
    private static final String PREFIX = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:";

    private final HttpListener listener = HttpListener.bind(0, MAX_BODY_BYTES);
    private final IssuedCredentials credentials;
    private final InstantSource clock;
    private final Map<String, StoredSecret> secrets = new LinkedHashMap<>();
    private int reads;

    /// One without a secret.
    public SecretsManager(IssuedCredentials credentials, InstantSource clock) {
        this.credentials = credentials;
        this.clock = clock;
        listener.serve(this::answer);
    }

    /// Adds a secret.
    ///
    /// @param name of the secret; its ARN has it, and an end that Secrets Manager chose
    /// @return its ARN
    public String add(String name, Map<String, String> fields) {
        return addAt(PREFIX + name + "-Local1", fields);
    }

    /// Adds a secret whose ARN is known already.
    public synchronized String addAt(String arn, Map<String, String> fields) {
        secrets.put(arn, new StoredSecret(arn, text(fields), clock.instant()));
        return arn;
    }

    /// What that secret holds now.
    public Map<String, String> fields(String arn) {
        return fields(arn, StoredSecret.CURRENT);
    }

    /// What that secret holds at that stage.
    public synchronized Map<String, String> fields(String arn, String stage) {
        return parsed(stored(arn).version(null, stage).text());
    }

    /// Gives a secret a new current version, as a person does.
    public synchronized void put(String arn, Map<String, String> fields) {
        stored(arn)
                .put(
                        java.util.UUID.randomUUID().toString(),
                        text(fields),
                        List.of(StoredSecret.CURRENT),
                        clock.instant());
    }

    /// Switches rotation of a secret on or off.
    public synchronized void rotates(String arn, boolean on) {
        stored(arn).rotates(on);
    }

    /// Begins a rotation as `RotateSecret` does, whose function the caller then calls.
    ///
    /// @return the token, which is the id of the pending version
    /// @throws IllegalStateException when an earlier one has not ended
    public synchronized String beginRotation(String arn) {
        try {
            return stored(arn).beginRotation(clock.instant());
        } catch (RefusedCallException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    /// How often secrets were read, one at a time or several at once.
    public synchronized int reads() {
        return reads;
    }

    /// Where it is reached: `AWS_ENDPOINT_URL_SECRETS_MANAGER`.
    public URI url() {
        return URI.create("http://" + listener.authority());
    }

    @Override
    public void close() {
        listener.close();
    }

    private HttpResponse answer(HttpRequest request) {
        LocalCredentials holding = credentials.current();
        Optional<String> refusal =
                new SignatureV4(holding, "secretsmanager", InstantSource.system()).refusal(request);
        if (refusal.isPresent()
                || !request.header("X-Amz-Security-Token")
                        .equals(Optional.of(holding.sessionToken()))) {
            return error("ExpiredTokenException", refusal.orElse("another session"));
        }
        try {
            JsonNode asked = JSON.readTree(request.body());
            return HttpResponse.json(
                    200, called(request.header("X-Amz-Target").orElse(""), asked).toString());
        } catch (RefusedCallException e) {
            return error(e.code(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private synchronized JsonNode called(String target, JsonNode asked) {
        return switch (target.substring(target.indexOf('.') + 1)) {
            case "GetSecretValue" -> {
                reads++;
                yield value(asked.path("SecretId").asText(), asked);
            }
            case "BatchGetSecretValue" -> {
                reads++;
                yield values(asked.path("SecretIdList"));
            }
            case "DescribeSecret" -> description(stored(asked.path("SecretId").asText()));
            case "PutSecretValue" -> put(asked);
            case "UpdateSecretVersionStage" -> {
                StoredSecret secret = stored(asked.path("SecretId").asText());
                secret.moveStage(
                        asked.path("VersionStage").asText(),
                        optional(asked, "RemoveFromVersionId"),
                        optional(asked, "MoveToVersionId"));
                yield JSON.createObjectNode().put("ARN", secret.arn());
            }
            default ->
                    throw new RefusedCallException(
                            "UnknownOperationException", target + " is not known here");
        };
    }

    private ObjectNode value(String arn, JsonNode asked) {
        StoredSecret.Version version =
                stored(arn).version(optional(asked, "VersionId"), optional(asked, "VersionStage"));
        ObjectNode value =
                JSON.createObjectNode()
                        .put("ARN", arn)
                        .put("Name", name(arn))
                        .put("VersionId", version.id())
                        .put("SecretString", version.text())
                        .put("CreatedDate", version.createdAt().getEpochSecond());
        version.stages().forEach(value.putArray("VersionStages")::add);
        return value;
    }

    private JsonNode values(JsonNode arns) {
        if (arns.isEmpty() || arns.size() > BATCH_MAX) {
            throw RefusedCallException.wrongParameter("SecretIdList must have 1 to 20 members.");
        }
        ObjectNode answer = JSON.createObjectNode();
        ArrayNode values = answer.putArray("SecretValues");
        ArrayNode errors = answer.putArray("Errors");
        for (JsonNode arn : arns) {
            try {
                values.add(value(arn.asText(), JSON.createObjectNode()));
            } catch (RefusedCallException e) {
                errors.addObject()
                        .put("SecretId", arn.asText())
                        .put("ErrorCode", e.code())
                        .put("Message", e.getMessage());
            }
        }
        return answer;
    }

    private static JsonNode description(StoredSecret secret) {
        ObjectNode answer =
                JSON.createObjectNode().put("ARN", secret.arn()).put("Name", name(secret.arn()));
        if (secret.rotates()) {
            answer.put("RotationEnabled", true);
        }
        ObjectNode versions = answer.putObject("VersionIdsToStages");
        secret.versions().values().stream()
                .filter(version -> !version.stages().isEmpty())
                .forEach(version ->
                        version.stages().forEach(versions.withArray("/" + version.id())::add));
        return answer;
    }

    private JsonNode put(JsonNode asked) {
        StoredSecret secret = stored(asked.path("SecretId").asText());
        List<String> stages = new ArrayList<>();
        asked.path("VersionStages").forEach(stage -> stages.add(stage.asText()));
        String token = asked.path("ClientRequestToken").asText();
        secret.put(
                token,
                asked.path("SecretString").asText(),
                stages.isEmpty() ? List.of(StoredSecret.CURRENT) : stages,
                clock.instant());
        return JSON.createObjectNode().put("ARN", secret.arn()).put("VersionId", token);
    }

    private StoredSecret stored(String arn) {
        StoredSecret secret = secrets.get(arn);
        if (secret == null) {
            throw RefusedCallException.notFound("the specified secret.");
        }
        return secret;
    }

    private static @Nullable String optional(JsonNode asked, String name) {
        JsonNode value = asked.path(name);
        return value.isTextual() ? value.asText() : null;
    }

    private static String name(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1, arn.lastIndexOf('-'));
    }

    private static String text(Map<String, String> fields) {
        try {
            return JSON.writeValueAsString(new TreeMap<>(fields));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, String> parsed(@Nullable String text) {
        try {
            return JSON.readValue(text, FIELDS);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse error(String type, String message) {
        return HttpResponse.json(
                400,
                JSON.createObjectNode().put("__type", type).put("message", message).toString());
    }
}
