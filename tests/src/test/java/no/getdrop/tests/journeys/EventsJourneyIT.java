package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.lambda.Outcome;
import no.getdrop.runtime.Json;
import no.getdrop.tests.Repository;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What the api answers to the requests of its folder of events, as API Gateway sends them.
@ExtendWith(Suite.class)
final class EventsJourneyIT {
    private static final Path EVENTS = Repository.ROOT.resolve("events/api");

    private static final Map<String, Expected> EXPECTED =
            Map.of(
                    "rates.json",
                    new Expected(200, "/data/0/base", "NOK"),
                    "rate.json",
                    new Expected(200, "/data/currency", "RSD"),
                    "me-without-session.json",
                    new Expected(401, "/error", "unauthenticated"),
                    "me-with-forged-token.json",
                    new Expected(401, "/error", "unauthenticated"));

    private record Expected(int status, String pointer, String text) {}

    @TestFactory
    List<DynamicTest> eachEventIsAnswered(Drop drop) throws Exception {
        return Repository.names(EVENTS).stream()
                .map(name -> DynamicTest.dynamicTest(name, () -> check(drop, name)))
                .toList();
    }

    private static void check(Drop drop, String name) throws Exception {
        Outcome outcome = drop.host().invoke("ApiFunction", Repository.text(EVENTS.resolve(name)));
        assertThat(outcome).isInstanceOf(Outcome.Succeeded.class);
        JsonNode answer = Json.mapper().readTree(((Outcome.Succeeded) outcome).payload());
        JsonNode body = Json.mapper().readTree(answer.path("body").asText());
        Expected expected = Objects.requireNonNull(EXPECTED.get(name), name + " is not expected");
        assertThat(answer.path("statusCode").asInt()).isEqualTo(expected.status());
        assertThat(body.at(expected.pointer()).asText()).isEqualTo(expected.text());
    }
}
