package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.health.HealthFunction.Answer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How the database is asked: seldom, briefly, and in two ways.
@Timeout(60)
final class ProbesIT {
    private static final String KEY = "0123456789abcdef0123456789abcdef";
    private static final List<String> PATHS =
            List.of("/health", "/v1/health", "/api/health", "/readyz");

    private final TestDatabase database = new TestDatabase();
    private Relay relay;
    private FakeDataApi dataApi;
    private HealthFunction health;

    @BeforeEach
    void aProxyBeforeTheDatabase() throws IOException {
        relay = new Relay(TestDatabase.port());
        dataApi = new FakeDataApi();
        health =
                HealthFunction.at(
                        relay.port(),
                        database.name(),
                        "OPERATOR_KEY",
                        KEY,
                        "DATABASE_CLUSTER_ARN",
                        FakeDataApi.CLUSTER,
                        "DATABASE_SECRET_ARN",
                        FakeDataApi.SECRET);
    }

    @AfterEach
    void hangUp() throws IOException {
        relay.close();
        dataApi.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/health", "/readyz"})
    void fiftyAtOnceAreOneQueryInOneRoundTrip(String path) throws Exception {
        assertThat(health.get(path).status()).isEqualTo(200);
        // Longer than the pool trusts an idle connection by itself.
        Thread.sleep(600);
        health.handler().restart();
        int before = relay.roundTrips();
        CountDownLatch everybodyIsHere = new CountDownLatch(50);
        List<Future<Answer>> answers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                answers.add(
                        threads.submit(() -> {
                            everybodyIsHere.countDown();
                            everybodyIsHere.await();
                            return health.get(path);
                        }));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        }
        assertThat(relay.roundTrips() - before).isEqualTo(1);
        assertThat(relay.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/v1/health", "/readyz"})
    void aConnectionThatWasClosedBetweenProbesIsNoOutage(String path) throws IOException {
        assertThat(health.get(path).status()).isEqualTo(200);
        database.disconnectAll();
        health.handler().restart();
        assertThat(health.get(path).status()).as("ended by PostgreSQL").isEqualTo(200);
        relay.hangUp();
        health.handler().restart();
        assertThat(health.get(path).status()).as("ended by the proxy").isEqualTo(200);
        assertThat(relay.connections()).isEqualTo(3);
    }

    @Test
    void aDatabaseThatFallsSilentIsGivenUpInTwoSecondsOnEveryPath() throws IOException {
        assertThat(asOperator().status()).isEqualTo(200);
        relay.fallSilent();
        for (String path : PATHS) {
            health.handler().restart();
            long started = System.nanoTime();
            assertThat(health.get(path).status()).as(path).isEqualTo(503);
            assertThat(Duration.ofNanos(System.nanoTime() - started))
                    .as(path)
                    .isLessThan(Duration.ofSeconds(2));
        }
    }

    @Test
    void aQuickQuestionAsksNoDatabaseOnAnyPath() throws IOException {
        for (String path : PATHS) {
            for (String accept : List.of("application/json", "application/health+json")) {
                Answer answer =
                        health.get(
                                path + "?quick=true",
                                "Accept",
                                accept,
                                "Authorization",
                                "Bearer " + KEY);
                assertThat(answer.status()).as(path).isEqualTo(200);
            }
        }
        assertThat(health.get("/livez").status()).isEqualTo(200);
        assertThat(relay.connections()).isZero();
        assertThat(dataApi.requests()).isEmpty();
    }

    @Test
    void theDataApiIsAskedOnlyByAnOperatorAndOnlyWhenThePathFails() throws IOException {
        assertThat(dataApiCheck(asOperator())).isEqualTo("not asked");
        assertThat(dataApi.requests()).isEmpty();
        relay.close();
        health.handler().restart();
        for (String path : PATHS) {
            assertThat(health.get(path).status()).isEqualTo(503);
        }
        assertThat(dataApi.requests()).isEmpty();

        primeDataApi();
        assertThat(dataApiCheck(asOperator()))
                .isEqualTo(
                        "path down: the database answers by the Data API, not through the proxy");
        assertThat(asOperator().status()).isEqualTo(503);
        assertThat(dataApi.requests())
                .hasSize(1)
                .first()
                .asString()
                .contains("\"database\":\"" + database.name() + "\"", FakeDataApi.CLUSTER);
    }

    /// Loads the client's classes, as the priming does before the snapshot.
    private void primeDataApi() {
        health.handler().probes().dataApi();
        health.handler().probes().settle();
        health.handler().restart();
        dataApi.requests().clear();
    }

    private Answer asOperator() throws IOException {
        return health.get("/readyz", "Authorization", "Bearer " + KEY);
    }

    private static String dataApiCheck(Answer answer) {
        return answer.body()
                .required("checks")
                .required("database:dataApi")
                .required(0)
                .required("output")
                .textValue();
    }
}
