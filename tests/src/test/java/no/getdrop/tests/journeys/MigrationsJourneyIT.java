package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import software.amazon.awssdk.http.ContentStreamProvider;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;

/// The migrate function as its callers reach it: signed over HTTP, and by name.
@ExtendWith(Suite.class)
final class MigrationsJourneyIT {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void whoSignsSeesTheStateAndMigrates(Drop drop) throws Exception {
        LocalCredentials key = drop.host().credentials();
        HttpResponse<String> state = send(drop, key, SdkHttpMethod.GET, "");
        assertThat(state.statusCode()).as(state.body()).isEqualTo(200);
        JsonNode data = JSON.readTree(state.body()).required("data");
        assertThat(data.required("applied").size()).isGreaterThan(5);
        assertThat(data.required("pending").size()).isZero();
        assertThat(data.required("fingerprint").textValue()).matches("[0-9a-f]{64}");

        HttpResponse<String> migrated =
                send(drop, key, SdkHttpMethod.POST, "{\"action\":\"migrate\",\"by\":\"a test\"}");
        assertThat(migrated.statusCode()).as(migrated.body()).isEqualTo(200);
        assertThat(JSON.readTree(migrated.body()).at("/data/fingerprint"))
                .isEqualTo(data.required("fingerprint"));

        HttpResponse<String> unknown =
                send(drop, key, SdkHttpMethod.POST, "{\"action\":\"clean\"}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.headers().firstValue("Content-Type"))
                .hasValue("application/problem+json");
    }

    @Test
    void whoSignsWithAnotherKeyIsRefused(Drop drop) throws Exception {
        LocalCredentials key = drop.host().credentials();
        LocalCredentials other =
                new LocalCredentials(key.accessKeyId(), "another", key.sessionToken());
        assertThat(send(drop, other, SdkHttpMethod.POST, "{}").statusCode()).isEqualTo(403);
    }

    /// But for the rehearsal on a copy, which would cut off the journeys' connections: that one is
    /// in the function's own tests.
    @Test
    void eachEventOfTheFolderIsAnswered(Drop drop) throws Exception {
        for (String name : Repository.names(Repository.ROOT.resolve("events/migrate"))) {
            if (name.equals("rehearse.json")) {
                continue;
            }
            String event = Repository.text(Repository.ROOT.resolve("events/migrate").resolve(name));
            Outcome outcome = drop.host().invoke("MigrateFunction", event);
            if (name.equals("rehearse-clone.json")) {
                assertThat(outcome)
                        .isInstanceOfSatisfying(
                                Outcome.Failed.class,
                                failed ->
                                        assertThat(failed.text())
                                                .contains("a clone beside the database"));
            } else {
                assertThat(outcome).as(name).isInstanceOf(Outcome.Succeeded.class);
            }
        }
    }

    private static HttpResponse<String> send(
            Drop drop, LocalCredentials key, SdkHttpMethod method, String body)
            throws IOException, InterruptedException {
        URI address = drop.host().url().resolve("/v1/migrations");
        SdkHttpRequest signed =
                AwsV4HttpSigner.create()
                        .sign(sign ->
                                sign.identity(
                                                AwsSessionCredentialsIdentity.create(
                                                        key.accessKeyId(),
                                                        key.secretAccessKey(),
                                                        key.sessionToken()))
                                        .request(
                                                SdkHttpRequest.builder()
                                                        .method(method)
                                                        .uri(address)
                                                        .build())
                                        .payload(ContentStreamProvider.fromUtf8String(body))
                                        .putProperty(
                                                AwsV4HttpSigner.SERVICE_SIGNING_NAME, "execute-api")
                                        .putProperty(AwsV4HttpSigner.REGION_NAME, "eu-west-1"))
                        .request();
        HttpRequest.Builder request =
                HttpRequest.newBuilder(address)
                        .method(
                                method.name(),
                                BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        signed.forEachHeader((name, values) -> {
            if (!name.equalsIgnoreCase("Host") && !name.equalsIgnoreCase("Content-Length")) {
                values.forEach(value -> request.header(name, value));
            }
        });
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request.build(), BodyHandlers.ofString(StandardCharsets.UTF_8));
        }
    }
}
