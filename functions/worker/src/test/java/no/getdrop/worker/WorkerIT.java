package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.payments.Payment;
import no.getdrop.payments.PaymentId;
import no.getdrop.payments.Payments;
import no.getdrop.rates.Rates;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Json;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.FakeBank.Call;
import no.getdrop.testing.FakeBank.Fault;
import no.getdrop.testing.FakeNorgesBank;
import no.getdrop.testing.FakePublishers;
import no.getdrop.testing.Rotated;
import no.getdrop.testing.WithBank;
import no.getdrop.testing.World;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class WorkerIT extends WithBank {
    private FakeNorgesBank norgesBank;

    @BeforeEach
    void start() throws IOException {
        norgesBank = FakeNorgesBank.start();
    }

    @AfterEach
    void stop() {
        norgesBank.close();
    }

    @Test
    void aScheduledInvocationDoesAllJobsAndSaysWhatEachDid() throws IOException {
        world.payment(customer, 200_00);
        world.payment(customer, 300_00);
        bank.fail(Call.ORDER, Fault.UNAVAILABLE);
        theRatesAreOld();

        JsonNode answer = invoke(scheduled());

        assertThat(answer.at("/failed")).isEmpty();
        assertThat(answer.at("/done/outbox/delivered").asInt()).isEqualTo(1);
        assertThat(answer.at("/done/outbox/postponed").asInt()).isEqualTo(1);
        assertThat(answer.at("/done/outbox/due").asInt()).isZero();
        assertThat(answer.at("/done/status/asked").asInt()).isEqualTo(1);
        assertThat(answer.at("/done/rates/asked").asBoolean()).isTrue();
        assertThat(answer.at("/done/rates/stored").asInt()).isEqualTo(3);
        assertThat(answer.at("/done/sweep/rows/rateLimits").asInt()).isZero();
        assertThat(answer.at("/done/reconciliation/days").asInt()).isEqualTo(4);
        assertThat(answer.at("/done/reconciliation/open").asInt()).isZero();
        assertThat(answer.at("/done/chain/blocks").asInt()).isEqualTo(1);
        assertThat(answer.at("/done/chain/broken").isMissingNode()).isTrue();
        assertThat(answer.at("/done/heartbeat/version").asText()).isEqualTo("build-7");
    }

    @Test
    void aPaymentGoesAllTheWay() {
        PaymentId id = world.payment(customer, 200_00);
        invoke("{}");
        assertThat(stage(id)).isEqualTo(Payment.Stage.SUBMITTED);

        bank.moveAll("ACSC", "");
        execute("UPDATE transactions SET status_checked_at = NULL");
        JsonNode answer = invoke("{\"job\":\"status\"}");

        assertThat(stage(id)).isEqualTo(Payment.Stage.SETTLED);
        assertThat(answer.at("/done/status/completed").asInt()).isEqualTo(1);
        assertThat(answer.at("/done")).hasSize(1);
    }

    @Test
    void aJobThatIsNamedRunsAlone() {
        PaymentId id = world.payment(customer, 200_00);

        JsonNode answer = invoke("{\"job\":\"heartbeat\"}");

        assertThat(answer.at("/done").fieldNames()).toIterable().containsExactly("heartbeat");
        assertThat(stage(id)).isEqualTo(Payment.Stage.INSTRUCTED);
        assertThat(norgesBank.calls()).isZero();
    }

    @Test
    void anUnknownJobIsAnError() {
        assertThatThrownBy(() -> invoke("{\"job\":\"backup\"}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("job is 'backup', expected one of: outbox, status");
        assertThat(heartbeats()).isZero();
    }

    @Test
    void freshRatesAreNotAskedForAgain() {
        JsonNode first = invoke("{\"job\":\"rates\"}");
        clock.advance(Duration.ofMinutes(59));
        JsonNode second = invoke("{\"job\":\"rates\"}");
        clock.advance(Duration.ofMinutes(1));
        JsonNode third = invoke("{\"job\":\"rates\"}");

        assertThat(first.at("/done/rates/stored").asInt()).isEqualTo(3);
        assertThat(second.at("/done/rates/asked").asBoolean()).isFalse();
        assertThat(third.at("/done/rates/asked").asBoolean()).isTrue();
        assertThat(norgesBank.calls()).isEqualTo(2);
        assertThat(new Rates(DATABASE.app()).all())
                .allMatch(rate -> rate.confirmedAt().equals(clock.instant()))
                .extracting(rate -> rate.currency().getCurrencyCode())
                .containsExactly("PKR", "PLN", "TRY");
    }

    @Test
    void aSourceOfRatesThatIsAwayStopsNothingElse() {
        PaymentId id = world.payment(customer, 200_00);
        theRatesAreOld();
        norgesBank.answer(503, "");

        JsonNode answer = invoke("{}");

        assertThat(answer.at("/failed/rates").asText()).isEqualTo("Norges Bank answered 503");
        assertThat(answer.at("/done").fieldNames())
                .toIterable()
                .containsExactly(
                        "outbox",
                        "status",
                        "webhooks",
                        "consents",
                        "lists",
                        "rescreen",
                        "reconciliation",
                        "chain",
                        "sweep",
                        "reseal",
                        "heartbeat");
        assertThat(stage(id)).isEqualTo(Payment.Stage.SUBMITTED);
        assertThat(new Rates(DATABASE.app()).all()).as("the known rate stays").hasSize(1);
    }

    @Test
    void aJobThatBreaksStopsNothingElseAndTheHeartbeatTells() throws IOException {
        world.payment(customer, 200_00);
        execute("ALTER TABLE exchange_rates RENAME TO exchange_rates_elsewhere");
        JsonNode answer;
        try {
            answer = invoke("{}");
        } finally {
            execute("ALTER TABLE exchange_rates_elsewhere RENAME TO exchange_rates");
        }

        assertThat(answer.at("/failed/rates").asText())
                .isEqualTo("failed with UnableToExecuteStatementException");
        assertThat(answer.at("/done/outbox/delivered").asInt()).isEqualTo(1);
        JsonNode details = Json.mapper().readTree(heartbeatDetails());
        assertThat(details.path("failed")).isEqualTo(answer.path("failed"));
        assertThat(details.at("/done/outbox")).isEqualTo(answer.at("/done/outbox"));
        assertThat(details.at("/done").has("heartbeat")).isFalse();
    }

    @Test
    void theHeartbeatIsOneRowWithTheTimeOfTheDatabase() {
        invoke("{\"job\":\"heartbeat\"}");
        execute("UPDATE worker_heartbeats SET beat_at = '2020-01-01', version = 'old'");
        invoke("{}");

        assertThat(heartbeats()).isEqualTo(1);
        assertThat(
                        number(
                                """
                                SELECT count(*) FROM worker_heartbeats
                                WHERE name = 'worker' AND version = 'build-7'
                                  AND beat_at BETWEEN now() - interval '1 minute' AND now()
                                """))
                .isEqualTo(1);
    }

    @Test
    void rowsThatHaveServedAreSweptInBoundedNumbers() {
        execute(
                """
                INSERT INTO rate_limits (bucket, window_start, hits, expires_at)
                SELECT 'over:' || n, now() - interval '2 minutes', 1, now() - interval '1 minute'
                FROM generate_series(1, 5) AS n
                """,
                """
                INSERT INTO rate_limits (bucket, window_start, hits, expires_at)
                VALUES ('live', now(), 1, now() + interval '1 minute')
                """);
        for (String age : List.of("25 hours", "23 hours")) {
            execute(
                    """
                    INSERT INTO authentication_requests (id, state_sha256, purpose, platform,
                        nonce, code_verifier, expires_at)
                    SELECT gen_random_uuid(), sha256(random()::text::bytea), 'login', 'web',
                        'nonce', '\\x00', now() - interval '%s'
                    FROM generate_series(1, 2)
                    """
                            .replace("%s", age),
                    """
                    INSERT INTO login_codes (code_sha256, user_id, expires_at)
                    SELECT sha256(random()::text::bytea), id, now() - interval '%s' FROM users
                    """
                            .replace("%s", age));
        }

        JsonNode first = invoke("{\"job\":\"sweep\"}", Map.of("WORKER_SWEEP_LIMIT", "3"));
        JsonNode second = invoke("{\"job\":\"sweep\"}", Map.of("WORKER_SWEEP_LIMIT", "3"));

        assertThat(first.at("/done/sweep/rows").toString())
                .startsWith("{\"rateLimits\":3,\"authenticationRequests\":2,\"loginCodes\":1,");
        assertThat(second.at("/done/sweep/rows").toString())
                .startsWith("{\"rateLimits\":2,\"authenticationRequests\":0,\"loginCodes\":0,");
        assertThat(number("SELECT count(*) FROM rate_limits")).isEqualTo(1);
        assertThat(number("SELECT count(*) FROM authentication_requests")).isEqualTo(2);
        assertThat(number("SELECT count(*) FROM login_codes")).isEqualTo(1);
    }

    @Test
    void afterARotationTheJobTellsWhatIsStillUnderEarlierKeys() {
        Map<String, String> rotated = new HashMap<>(Rotated.variables(bank.url()));
        rotated.put("WORKER_RESEAL_LIMIT", "1");
        JsonNode first = invoke("{\"job\":\"reseal\"}", rotated);
        JsonNode second = invoke("{\"job\":\"reseal\"}", rotated);

        assertThat(first.at("/done/reseal").toString())
                .isEqualTo("{\"resealed\":1,\"unreadable\":0,\"left\":1}");
        assertThat(second.at("/done/reseal").toString())
                .isEqualTo("{\"resealed\":1,\"unreadable\":0,\"left\":0}");
    }

    @Test
    void withoutADatabaseTheAnswerNamesItForEachJobAndComesInTime() throws IOException {
        int closedPort;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closedPort = socket.getLocalPort();
        }
        Instant started = Instant.now();

        JsonNode answer =
                invoke(
                        "{}",
                        Map.of(
                                "DATABASE_URL",
                                "postgresql://drop_app@127.0.0.1:" + closedPort + "/drop",
                                "DB_BORROW_TIMEOUT_MS",
                                "250"));

        assertThat(answer.at("/done")).isEmpty();
        assertThat(answer.at("/failed").properties())
                .hasSize(Job.values().length)
                .allMatch(
                        each -> each.getValue().asText().equals("the database cannot be reached"));
        assertThat(Duration.between(started, Instant.now())).isLessThan(Duration.ofSeconds(20));
        assertThat(bank.calls(Call.ORDER)).isZero();
    }

    @Test
    void aHandlerStartsWithoutAnythingToConnectTo() {
        Map<String, String> variables = variables();
        variables.put("DATABASE_URL", "postgresql://drop_app@127.0.0.1:1/drop");
        variables.put("OPEN_BANKING_URL", "http://127.0.0.1:1");
        variables.put("EXCHANGE_RATE_API_URL", "http://127.0.0.1:1");

        assertThat(new WorkerHandler(Environment.of(variables), clock)).isNotNull();
    }

    @Test
    void twoWorkersAtOnceDoEachThingOnce() throws Exception {
        for (int i = 0; i < 10; i++) {
            world.payment(customer, 200_00 + i);
        }
        List<WorkerHandler> handlers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            handlers.add(new WorkerHandler(Environment.of(variables()), clock));
        }

        List<JsonNode> answers =
                AtOnce.run(2, thread -> Invocation.of(handlers.get(thread), "{}", 60_000));

        assertThat(answers).allMatch(answer -> answer.path("failed").isEmpty());
        assertThat(
                        answers.stream()
                                .mapToInt(answer -> answer.at("/done/outbox/delivered").asInt())
                                .sum())
                .isEqualTo(10);
        assertThat(bank.calls(Call.ORDER)).isEqualTo(10);
        assertThat(heartbeats()).isEqualTo(1);
    }

    @Test
    void anInvocationWithoutTimeStillBeats() {
        PaymentId id = world.payment(customer, 200_00);

        JsonNode answer =
                Invocation.of(new WorkerHandler(Environment.of(variables()), clock), "{}", 0);

        assertThat(answer.at("/done/outbox/delivered").asInt()).isZero();
        assertThat(answer.at("/done/outbox/due").asInt()).isEqualTo(1);
        assertThat(answer.at("/done/heartbeat").isMissingNode()).isFalse();
        assertThat(stage(id)).isEqualTo(Payment.Stage.INSTRUCTED);
    }

    @Test
    void aPublishedListIsLoadedAndEverybodyIsScreenedAgainstIt() throws IOException {
        try (FakePublishers publishers = FakePublishers.start()) {
            publishers.publish(
                    "/eu",
                    """
                    <export xmlns="http://eu.europa.ec/fpi/fsd/export"
                            generationDate="2026-01-01T00:00:00Z">
                    <sanctionEntity logicalId="7">
                    <nameAlias wholeName="Milica Petrovic" strong="true"/>
                    </sanctionEntity></export>
                    """);
            publishers.fail("/un", 503);
            Map<String, String> more =
                    Map.of(
                            "EU_SANCTIONS_URL", publishers.address("/eu").toString(),
                            "UN_SANCTIONS_URL", publishers.address("/un").toString());

            JsonNode answer = invoke("{}", more);

            assertThat(answer.at("/failed")).isEmpty();
            assertThat(answer.at("/done/lists/loaded/eu/added").asInt()).isOne();
            assertThat(answer.at("/done/lists/failed/un").asText())
                    .isEqualTo("its publisher answered 503");
            assertThat(answer.at("/done/rescreen/screened").asInt()).isOne();
            assertThat(answer.at("/done/rescreen/alerts").asInt()).isOne();
            assertThat(invoke("{}", more).at("/done/lists/loaded")).isEmpty();
        }
        assertThat(number("SELECT count(*) FROM aml_alerts WHERE transaction_id IS NULL")).isOne();
    }

    private JsonNode invoke(String payload) {
        return invoke(payload, Map.of());
    }

    private JsonNode invoke(String payload, Map<String, String> more) {
        Map<String, String> variables = variables();
        variables.putAll(more);
        return Invocation.of(new WorkerHandler(Environment.of(variables), clock), payload, 60_000);
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(World.variables(bank.url()));
        variables.put("DATABASE_URL", DATABASE.url());
        variables.put("EXCHANGE_RATE_API_URL", norgesBank.url().toString());
        variables.put("BUILD_ID", "build-7");
        return variables;
    }

    private static String scheduled() throws IOException {
        return Files.readString(Path.of("../../events/worker/scheduled.json"));
    }

    private Payment.Stage stage(PaymentId id) {
        return DATABASE.app().read(Payments.find(customer.id(), id)).orElseThrow().stage();
    }

    private static void theRatesAreOld() {
        execute("UPDATE exchange_rates SET updated_at = updated_at - interval '2 hours'");
    }

    private static long heartbeats() {
        return number("SELECT count(*) FROM worker_heartbeats");
    }

    private static String heartbeatDetails() {
        return DATABASE.owner()
                .withHandle(handle ->
                        handle.createQuery("SELECT details::text FROM worker_heartbeats")
                                .mapTo(String.class)
                                .one());
    }

    private static void execute(String... statements) {
        DATABASE.owner().useHandle(handle -> List.of(statements).forEach(handle::execute));
    }

    private static long number(String sql) {
        return DATABASE.owner()
                .withHandle(handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
