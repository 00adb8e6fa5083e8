package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// Crashes, outages and lost answers: nothing is lost, nothing is paid twice.
@ExtendWith(Suite.class)
final class FaultJourneyIT {
    @Test
    void theApiIsKilledAfterTheCommitAndBeforeTheAnswer(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("700");
        String key = Customer.newKey();
        drop.host()
                .function("ApiFunction")
                .killBeforeAnswer(event -> event.contains("/v1/transactions/remittance"));

        Answer lost = customer.pay(order, key);
        assertThat(lost.error()).isEqualTo("internal_error");

        Answer repeated = customer.pay(order, key).expect(201);
        assertThat(repeated.header("Idempotency-Replayed")).isEqualTo("true");
        String id = repeated.data().path("id").asText();
        RemittanceJourneyIT.awaitCompleted(drop, customer, id);
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).hasSize(1);
        assertThat(customer.get("/v1/transactions").data()).hasSize(1);
    }

    @Test
    void theBankTakesTheOrderAndItsAnswerIsLost(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("800");
        drop.host()
                .providers()
                .bank()
                .fail(Switch.on("payments").acceptingThenSilent().delayed(Duration.ofSeconds(6)));

        Answer paid = customer.pay(order, Customer.newKey());
        assertThat(paid.status()).isEqualTo(201);
        String id = paid.data().path("id").asText();
        assertThat(customer.get("/v1/transactions/" + id).data().path("stage").asText())
                .isEqualTo("instructed");
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).hasSize(1);

        drop.update("UPDATE outbox SET next_attempt_at = now() WHERE delivered_at IS NULL");
        RemittanceJourneyIT.awaitCompleted(drop, customer, id);
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).hasSize(1);
    }

    @Test
    void theBankIsAwayAndTheWorkerDeliversLater(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("900");
        drop.host().providers().bank().fail(Switch.on("payments").answering(503));

        Answer paid = customer.pay(order, Customer.newKey());
        assertThat(paid.status()).isEqualTo(201);
        String id = paid.data().path("id").asText();
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).isEmpty();

        drop.update("UPDATE outbox SET next_attempt_at = now() WHERE delivered_at IS NULL");
        RemittanceJourneyIT.awaitCompleted(drop, customer, id);
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).hasSize(1);
    }

    @Test
    void eightRequestsAtOnceWithOneKeyAreOnePayment(Drop drop) throws Exception {
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("1000");
        String key = Customer.newKey();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> answers =
                    IntStream.range(0, 8)
                            .mapToObj(i -> threads.submit(() -> customer.pay(order, key)))
                            .toList();
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isIn(201, 409, 429);
            }
        }
        assertThat(customer.get("/v1/transactions").data()).hasSize(1);
        String id = customer.get("/v1/transactions").data().path(0).path("id").asText();
        assertThat(RemittanceJourneyIT.ordersOf(drop, id)).hasSize(1);
    }

    @Test
    void postgresStopsDuringRequestsAndComesBack(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer().login();
        assertThat(customer.get("/v1/auth/me").status()).isEqualTo(200);
        List<Long> pids = pids(drop);

        drop.host().postgres().stop();
        try {
            for (String path : List.of("/v1/auth/me", "/v1/rates")) {
                long started = System.nanoTime();
                Answer answer = customer.get(path).expect(503, "service_unavailable");
                assertThat(answer.header("Retry-After")).isEqualTo("2");
                assertThat(Duration.ofNanos(System.nanoTime() - started))
                        .isLessThan(Duration.ofSeconds(10));
            }
            Answer health = customer.get("/v1/health");
            assertThat(health.status()).isEqualTo(503);
            assertThat(health.body()).startsWith("{\"status\":\"error\",\"db\":\"disconnected\"");
            assertThat(customer.get("/livez").status()).isEqualTo(200);
            assertThat(customer.get("/v1/health?quick=true").status()).isEqualTo(200);
        } finally {
            drop.host().postgres().start();
        }

        assertThat(customer.get("/v1/auth/me").status()).isEqualTo(200);
        // Health may repeat what it found up to two seconds ago.
        long deadline = System.nanoTime() + 4_000_000_000L;
        while (customer.get("/v1/health").status() != 200) {
            assertThat(System.nanoTime()).as("health does not recover").isLessThan(deadline);
            Thread.sleep(100);
        }
        assertThat(pids(drop)).as("no function was restarted").containsAll(pids);
    }

    @Test
    void aLockThatIsNotHadInTimeIsNoFaultOfDrop(Drop drop) throws Exception {
        Customer customer = drop.newCustomer().login();
        try (Connection other =
                        DriverManager.getConnection(drop.host().postgres().jdbcUrl("postgres"));
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("LOCK TABLE rate_limits");

            Answer answer = customer.get("/v1/auth/me").expect(503, "service_unavailable");
            assertThat(answer.header("Retry-After")).isEqualTo("2");
            other.rollback();
        }
        assertThat(customer.get("/v1/auth/me").status()).isEqualTo(200);
    }

    @Test
    void optionsTellsTheMethodsOfAnAddress(Drop drop) {
        Customer customer = drop.newCustomer();
        Answer answer = customer.send("OPTIONS", "/v1/recipients", Map.of(), null).expect(200);
        assertThat(answer.header("Allow").split(",")).contains("GET", "POST");
        assertThat(answer.body()).isEmpty();
    }

    @Test
    void theFirstRequestAfterARestoreWorksThoughTheDatabaseLetGo(Drop drop) throws Exception {
        LambdaFunction api = drop.host().function("ApiFunction");
        Customer customer = drop.newCustomer().login();
        api.kill();
        api.holdRestore();
        api.startInBackground();
        try {
            drop.host().postgres().stop();
            drop.host().postgres().start();
        } finally {
            api.releaseRestore();
        }
        assertThat(customer.get("/v1/auth/me").status()).isEqualTo(200);
        assertThat(api.log())
                .anyMatch(line -> line.contains("\"event\":\"snapshot\",\"hook\":\"database\""))
                .anyMatch(line -> line.contains("\"event\":\"restore\",\"hook\":\"database\""));
    }

    @Test
    void aFunctionStartsWithoutADatabaseAndServesWhenItIsThere(Drop drop) {
        LambdaFunction api = drop.host().function("ApiFunction");
        Customer customer = drop.newCustomer().login();
        api.kill();
        drop.host().postgres().stop();
        try {
            customer.get("/v1/auth/me").expect(503, "service_unavailable");
        } finally {
            drop.host().postgres().start();
        }
        List<Long> started = pids(drop);
        assertThat(customer.get("/v1/auth/me").status()).isEqualTo(200);
        assertThat(pids(drop)).containsAll(started);
    }

    @Test
    void aSignedRouteTakesNoUnsignedRequest(Drop drop) throws InterruptedException {
        Customer customer = drop.newCustomer();
        assertThat(customer.get("/v1/migrations").status()).isEqualTo(403);
        assertThat(customer.post("/v1/migrations", "{\"action\":\"migrate\"}").status())
                .isEqualTo(403);
        assertThat(drop.host().invoke("MigrateFunction", "{\"action\":\"validate\"}"))
                .isInstanceOf(Outcome.Succeeded.class);
    }

    private static List<Long> pids(Drop drop) {
        return drop.host().function("ApiFunction").environments().stream()
                .filter(environment -> environment.state().name().equals("READY"))
                .map(environment -> environment.pid())
                .toList();
    }
}
