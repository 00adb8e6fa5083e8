package no.getdrop.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.gateway.SignatureV4;
import no.getdrop.local.http.HttpListener;
import no.getdrop.local.http.HttpRequest;
import no.getdrop.local.http.HttpResponse;
import no.getdrop.local.lambda.IssuedCredentials;
import no.getdrop.local.lambda.LocalCredentials;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

/// AWS Secrets Manager as far as the functions' secret goes: `GetSecretValue`, signed with the
/// credentials that hold at that moment.
public final class SecretsManager implements AutoCloseable {
    /// What `AWS_SECRET_ARN` is.
    static final String ARN = "arn:aws:secretsmanager:eu-west-1:000000000000:secret:drop-local";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_BODY_BYTES = 64 * 1024;

    private final HttpListener listener = HttpListener.bind(0, MAX_BODY_BYTES);
    private final IssuedCredentials credentials;
    private final Map<String, String> fields;
    private final AtomicInteger reads = new AtomicInteger();

    SecretsManager(IssuedCredentials credentials, Map<String, String> fields) {
        this.credentials = credentials;
        this.fields = new TreeMap<>(fields);
        listener.serve(this::answer);
    }

    /// Gives a field of the secret a new value, as a rotation does.
    public void put(String field, String value) {
        synchronized (fields) {
            fields.put(field, value);
        }
    }

    /// The value of a field.
    ///
    /// @throws IllegalArgumentException when the secret has no such field
    public String get(String field) {
        synchronized (fields) {
            return Optional.ofNullable(fields.get(field))
                    .orElseThrow(() -> new IllegalArgumentException("no field " + field));
        }
    }

    /// How often the secret was read.
    public int reads() {
        return reads.get();
    }

    /// What a function needs to read it.
    Map<String, String> variables() {
        return Map.of(
                "AWS_SECRET_ARN",
                ARN,
                "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                "http://" + listener.authority());
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
        if (!request.header("X-Amz-Target").equals(Optional.of("secretsmanager.GetSecretValue"))) {
            return error("UnknownOperationException", "only GetSecretValue is known here");
        }
        try {
            JsonNode asked = JSON.readTree(request.body()).path("SecretId");
            if (!asked.asText().equals(ARN)) {
                return error("ResourceNotFoundException", "no secret " + asked);
            }
            reads.incrementAndGet();
            synchronized (fields) {
                return HttpResponse.json(
                        200,
                        JSON.createObjectNode()
                                .put("ARN", ARN)
                                .put("SecretString", JSON.writeValueAsString(fields))
                                .toString());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static HttpResponse error(String type, String message) {
        return HttpResponse.json(
                400,
                JSON.createObjectNode().put("__type", type).put("message", message).toString());
    }
}
