package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.lambda.LocalCredentials;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Suite.Drop;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.net.URI;

/// The migrate function as its callers reach it: signed over HTTP, and by name.
@ExtendWith(Suite.class)
final class MigrationsJourneyIT {
    @Test
    void whoSignsSeesTheStateAndMigrates(Drop drop) throws Exception {
        LocalCredentials key = drop.host().credentials();
        Answer state = send(drop, key, "GET", null).expect(200);
        JsonNode data = state.json().required("data");
        assertThat(data.required("applied").size()).isGreaterThan(5);
        assertThat(data.required("pending").size()).isZero();
        assertThat(data.required("fingerprint").textValue()).matches("[0-9a-f]{64}");

        Answer migrated = send(drop, key, "POST", "{\"action\":\"migrate\",\"by\":\"a test\"}");
        migrated.expect(200);
        assertThat(migrated.json().at("/data/fingerprint")).isEqualTo(data.required("fingerprint"));

        Answer unknown = send(drop, key, "POST", "{\"action\":\"clean\"}");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void whoSignsWithAnotherKeyIsRefused(Drop drop) throws Exception {
        LocalCredentials key = drop.host().credentials();
        LocalCredentials other =
                new LocalCredentials(key.accessKeyId(), "another", key.sessionToken());
        assertThat(send(drop, other, "POST", "{}").status()).isEqualTo(403);
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

    private static Answer send(
            Drop drop, LocalCredentials key, String method, @Nullable String body) {
        URI address = drop.host().url().resolve("/v1/migrations");
        return Http.send(method, address, Http.signed(method, address, body, key), body);
    }
}
