package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.EnvironmentReport.State;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// Whole requests are carried out before the snapshot of the api, and nothing remains of them.
final class PrimingJourneyIT {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ROUNDS = 2;
    private static final String TABLES =
            """
            SELECT format('%I.%I', schemaname, tablename) FROM pg_tables
            WHERE schemaname NOT IN ('pg_catalog', 'information_schema')
            """;

    private static final String WORKER = "WorkerFunction";
    private static final Path DATA = Repository.ROOT.resolve("tests/target/priming");

    /// One host of its own: the shared one's database changes while other journeys run.
    private static LocalHost host;

    private static Suite.Drop drop;

    @BeforeAll
    static void start() {
        Suite.delete(DATA);
        host =
                LocalHost.builder(Repository.ROOT)
                        .data(DATA)
                        .only("ApiFunction", WORKER)
                        .postgres(Map.of("log_connections", "on"))
                        .environment(
                                "ApiFunction",
                                Map.of(
                                        "PRIMING_ROUNDS",
                                        String.valueOf(ROUNDS),
                                        // The fake's very first answer may take seconds.
                                        "BANKID_TIMEOUT_MS",
                                        "10000"))
                        .withoutSchedules()
                        .start();
        drop = new Suite.Drop(host, DATA);
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @Test
    void theRehearsalLeavesNoTraceAndTheFirstPaymentGoesToTheRealBank() throws Exception {
        Map<String, String> before = everything();
        long askedBefore = asked();
        long tokens = host.providers().bank().calls("token");
        List<JsonNode> log = logOfRestart();
        assertThat(everything()).isEqualTo(before);
        assertThat(asked()).isEqualTo(askedBefore);
        assertPrimed(log);

        long payments = host.providers().bank().calls("payments");
        long discoveries = host.providers().bankId().calls("discovery");
        long keys = host.providers().bankId().calls("keys");
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("2000");
        Answer paid = customer.pay(order, Customer.newKey()).expect(201);
        String payment = "/v1/transactions/" + paid.data().path("id").asText();
        assertThat(customer.get(payment).data().path("stage").asText()).isEqualTo("submitted");
        // Asked for once, ahead: had the stub's token been shown, the bank would have refused it.
        assertThat(host.providers().bank().calls("payments")).isEqualTo(payments + 1);
        assertThat(host.providers().bank().calls("token")).isEqualTo(tokens + 1);
        assertThat(host.providers().bankId().calls("discovery")).isEqualTo(discoveries + 1);
        assertThat(host.providers().bankId().calls("keys")).isEqualTo(keys + 1);
    }

    /// Loading one takes longer than most statements. What is made on the fly has no archive.
    @Test
    void fromTheRestoreToTheFirstAnswerNoClassIsLoadedFromAnArchive() throws Exception {
        drop.clearLimits();
        Customer customer = drop.newCustomer().login();
        Customer.Prepared order = customer.prepare("2000");
        Path classes = DATA.resolve("classes.log");
        AtomicInteger loaded = new AtomicInteger();
        Snapshots.restored(
                host.function("ApiFunction"),
                1,
                Map.of("JDK_JAVA_OPTIONS", "-Xlog:class+load:file=" + classes),
                () -> loaded.set(Files.readAllLines(classes).size()));

        customer.pay(order, Customer.newKey()).expect(201);

        assertThat(loaded).hasValueGreaterThan(5_000);
        assertThat(Files.readAllLines(classes).stream().skip(loaded.get()))
                .noneMatch(line -> line.contains(".jar"));
    }

    @Test
    void aRestoredConnectionHasAskedWhatAnOrderIsDecidedBy() throws Exception {
        logOfRestart();

        Snapshots.await(
                "the greeting",
                () ->
                        drop
                                .query(
                                        """
                                        SELECT query FROM pg_stat_activity
                                        WHERE application_name = 'ApiFunction'
                                        """)
                                .stream()
                                .anyMatch(query -> query.contains("users.kyc_status")));
    }

    @Test
    void withoutAnExchangeRateOneIsLentAndTakenBack() throws Exception {
        drop.update("CREATE TABLE kept AS TABLE exchange_rates");
        drop.update("DELETE FROM exchange_rates");
        Map<String, String> before = everything();

        assertPrimed(logOfRestart());
        assertThat(everything()).isEqualTo(before);

        drop.update("INSERT INTO exchange_rates TABLE kept");
        drop.update("DROP TABLE kept");
    }

    @Test
    void withoutADatabaseTheSnapshotIsTakenAndTheFunctionRecovers() throws Exception {
        host.postgres().stop();
        List<JsonNode> log;
        try {
            log = logOfRestart();
            assertThat(Http.get(host.url().resolve("/v1/rates")).status()).isEqualTo(503);
        } finally {
            host.postgres().start();
        }
        assertPrimedWithoutDatabase(log);
        assertThat(Http.get(host.url().resolve("/v1/rates")).status()).isEqualTo(200);
    }

    @Test
    void withoutASchemaTheSnapshotIsTakenToo() throws Exception {
        drop.update("ALTER TABLE exchange_rates RENAME TO away");
        try {
            assertPrimedWithoutDatabase(logOfRestart());
        } finally {
            drop.update("ALTER TABLE away RENAME TO exchange_rates");
        }
        assertThat(Http.get(host.url().resolve("/v1/rates")).status()).isEqualTo(200);
    }

    @Test
    void theWorkerHasConnectedOnceBeforeItsSnapshotAndHoldsNoConnectionInIt() throws Exception {
        LambdaFunction worker = host.function(WORKER);
        worker.kill();
        long before = connectsOfTheWorker();
        worker.holdRestore();
        try {
            worker.startInBackground();
            Snapshots.await(
                    "the snapshot",
                    () -> worker.environments().getFirst().state() == State.SNAPSHOT);

            assertThat(connectsOfTheWorker()).isEqualTo(before + 1);
            assertThat(
                            drop.query(
                                    """
                                    SELECT pid::text FROM pg_stat_activity
                                    WHERE application_name = 'WorkerFunction'
                                    """))
                    .isEmpty();
        } finally {
            worker.releaseRestore();
        }
    }

    private static long connectsOfTheWorker() throws IOException {
        try (Stream<String> lines = Files.lines(DATA.resolve("postgres.log"))) {
            return lines.filter(line -> line.contains("connection authorized"))
                    .filter(line -> line.contains("application_name=" + WORKER))
                    .count();
        }
    }

    private static void assertPrimed(List<JsonNode> log) {
        assertThat(lines(log, "primed"))
                .singleElement()
                .satisfies(line -> {
                    // On a busy machine the time may be over after the first.
                    int rounds = line.path("rounds").asInt();
                    assertThat(rounds).isBetween(1, ROUNDS);
                    assertThat(line.path("requests").asInt()).isEqualTo(rounds * 23 + 3);
                });
        assertThat(log).noneMatch(line -> line.path("level").asText().matches("WARN|ERROR"));
        assertThat(lines(log, "request")).isEmpty();
        assertThat(log).noneMatch(line -> line.has("_aws"));
    }

    private static void assertPrimedWithoutDatabase(List<JsonNode> log) {
        assertThat(lines(log, "no usable database at the snapshot, primed without it"))
                .singleElement()
                .satisfies(line -> assertThat(line.path("level").asText()).isEqualTo("WARN"));
        assertThat(lines(log, "primed"))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.path("rounds").asInt()).isZero();
                    assertThat(line.path("requests").asInt()).isEqualTo(2);
                });
    }

    /// What the api logs from its start to its first invocation.
    private static List<JsonNode> logOfRestart() throws InterruptedException {
        LambdaFunction api = host.function("ApiFunction");
        int known = api.log().size();
        api.restart();
        return api.log().stream().skip(known).flatMap(PrimingJourneyIT::parsed).toList();
    }

    private static List<JsonNode> lines(List<JsonNode> log, String message) {
        return log.stream().filter(line -> line.path("message").asText().equals(message)).toList();
    }

    private static Stream<JsonNode> parsed(String line) {
        if (!line.startsWith("{")) {
            return Stream.empty();
        }
        try {
            return Stream.of(JSON.readTree(line));
        } catch (JsonProcessingException e) {
            throw new AssertionError(line, e);
        }
    }

    /// How many requests the providers have got, but for the token that a restored function asks
    /// for.
    private static long asked() {
        return Stream.of("banks", "consents", "consent-status", "accounts", "payments")
                        .mapToLong(host.providers().bank()::calls)
                        .sum()
                + Stream.of("discovery", "keys", "login", "token")
                        .mapToLong(host.providers().bankId()::calls)
                        .sum();
    }

    /// Every row of every table, and where every sequence stands.
    private static Map<String, String> everything() {
        Map<String, String> all = new TreeMap<>();
        for (String table : drop.query(TABLES)) {
            String rows = "SELECT string_agg(t::text, '|' ORDER BY t::text) FROM " + table + " t";
            all.put(table, drop.query(rows).getFirst());
        }
        assertThat(all).containsKeys("public.users", "public.rate_limits", "public.audit_log");
        all.put(
                "sequences",
                drop.query("SELECT t::text FROM pg_sequences t ORDER BY 1").toString());
        return all;
    }
}
