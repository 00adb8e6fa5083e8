package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.WallClock;
import no.getdrop.local.postgres.DatabaseProxy;
import no.getdrop.tests.Repository;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// The world changes while a function lies in its snapshot: the first request after the restore
/// works, without a repeat by the client, and nothing made before the snapshot is used after it.
///
/// Each environment here is started for itself, no process is copied: what two copies of one memory
/// would share cannot show here, and is ruled out by `ArchitectureTest`.
final class RestoreJourneyIT {
    private static final String API = "ApiFunction";
    private static final String DATABASE_HOST = "database.drop.test";
    private static final Path DATA = Repository.ROOT.resolve("tests/target/restore");
    private static final Path HOSTS = DATA.resolve("hosts");
    private static final Map<String, String> VARIABLES =
            Map.of("JDK_JAVA_OPTIONS", "-Djdk.net.hosts.file=" + HOSTS, "PRIMING_ROUNDS", "1");
    private static final WallClock CLOCK = new WallClock(DATA.resolve("clock"));
    private static LocalHost host;
    private static Suite.Drop drop;
    private static int persons;

    private Customer customer;
    private Customer.Prepared order;

    @BeforeAll
    static void start() throws Exception {
        Suite.delete(DATA);
        Files.createDirectories(DATA);
        Files.writeString(
                DATA.resolve("secrets.json"), "{\"DATABASE_PASSWORD\":\"first-password\"}");
        databaseIsAt("127.0.0.1");
        host =
                LocalHost.builder(Repository.ROOT)
                        .data(DATA)
                        .only(API)
                        .databaseProxy(DATABASE_HOST)
                        .secretsManager()
                        .environment(API, VARIABLES)
                        .environmentsAtMost(API, 2)
                        .withoutSchedules()
                        .start();
        drop = new Suite.Drop(host, DATA);
        givePassword("first-password");
        Path rules = DATA.resolve("postgres/pg_hba.conf");
        Files.writeString(
                rules, "host all drop_app 127.0.0.1/32 scram-sha-256\n" + Files.readString(rules));
        drop.update("SELECT pg_reload_conf()");
        Suite.awaitBankId(host.url());
    }

    @AfterAll
    static void stop() {
        host.close();
    }

    @BeforeEach
    void prepare() throws Exception {
        drop.clearLimits();
        customer = new Customer(host.url(), "test-" + ++persons).login();
        order = customer.prepare("400");
    }

    @Test
    void theDatabaseBreaksEveryConnection(TestReporter reporter) throws Exception {
        Snapshots.restored(
                api(),
                1,
                () -> {
                    assertThat(host.databaseProxy().connections()).as("in the snapshot").isZero();
                    host.databaseProxy().cut();
                    drop.update(
                            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename ="
                                    + " 'drop_app'");
                });

        firstRequestsWork();
        reporter.publishEntry(
                "restore with hooks, ms",
                Long.toString(api().environments().getFirst().restoreMs()));
    }

    @Test
    void thePasswordOfTheDatabaseIsRotated() throws Exception {
        int refusedBefore = refusedLogins();
        Snapshots.restored(api(), 1, () -> givePassword("second-password"));

        firstRequestsWork();
        assertThat(refusedLogins())
                .as("the old password is not even tried")
                .isEqualTo(refusedBefore);
    }

    @Test
    void theKeyOfTheTokensIsRotated() throws Exception {
        String oldKey = host.secretsManager().get("JWT_SECRET");
        String newKey = "a-key-made-while-the-function-lay-in-its-snapshot";
        Snapshots.restored(
                api(),
                1,
                () -> {
                    host.secretsManager().put("JWT_SECRET_PREVIOUS", oldKey);
                    host.secretsManager().put("JWT_SECRET", newKey);
                });

        firstRequestsWork();
        customer.login();
        SignedJWT token = SignedJWT.parse(customer.accessToken());
        assertThat(token.verify(new MACVerifier(newKey.getBytes(StandardCharsets.UTF_8)))).isTrue();
    }

    @Test
    void theKeysOfRowsAreReplaced() throws Exception {
        JsonNode before = customer.get("/v1/auth/me").expect(200).data();
        Snapshots.restored(
                api(),
                1,
                () -> {
                    for (String key : List.of("ENCRYPTION_KEY", "NATIONAL_ID_KEY")) {
                        String earlier = key.replace("_KEY", "_KEYS_PREVIOUS");
                        String oldKey = host.secretsManager().get(key);
                        host.secretsManager().put(earlier, "1:" + oldKey);
                        host.secretsManager().put(key, "7e".repeat(32));
                        host.secretsManager().put(key + "_ID", "2");
                    }
                });

        firstRequestsWork();
        customer.login();
        assertThat(customer.get("/v1/auth/me").expect(200).data()).isEqualTo(before);
        String newest = " ORDER BY id DESC LIMIT 1";
        assertThat(drop.query("SELECT national_id_hmac_key_id FROM users" + newest))
                .as("who was found under the earlier key")
                .containsExactly("2");
        customer.addRecipient();
        assertThat(
                        drop.query(
                                "SELECT encode(substring(account_encrypted FROM 1 FOR 2), 'hex')"
                                        + " FROM recipients"
                                        + newest))
                .containsExactly("8102");
    }

    @Test
    void theDatabaseMovesToAnotherAddress() throws Exception {
        DatabaseProxy before = host.databaseProxy();
        try (DatabaseProxy after =
                DatabaseProxy.at(
                        new InetSocketAddress("127.0.0.2", before.port()),
                        host.postgres().port())) {
            Snapshots.restored(
                    api(),
                    1,
                    () -> {
                        databaseIsAt("127.0.0.2");
                        before.refuse(true);
                        before.cut();
                    });

            firstRequestsWork();
            assertThat(after.count().logins()).isEqualTo(1);
        } finally {
            databaseIsAt("127.0.0.1");
            before.refuse(false);
            api().kill();
        }
    }

    @Test
    void theCredentialsOfTheFunctionExpire() throws Exception {
        int reads = host.secretsManager().reads();
        Snapshots.restored(api(), 1, () -> host.issuedCredentials().expire());

        firstRequestsWork();
        assertThat(host.secretsManager().reads()).as("read with new ones").isGreaterThan(reads);
    }

    @Test
    void theClockJumpsAnHour() throws Exception {
        if (!CLOCK.isAvailable()) {
            System.err.println(WallClock.MISSING);
            assertThat(System.getenv("CI")).as(WallClock.MISSING).isNotEqualTo("true");
            return;
        }
        CLOCK.set(Duration.ofHours(-1));
        List<String> since =
                Snapshots.restored(
                        api(),
                        1,
                        CLOCK.variables(),
                        () -> {
                            CLOCK.set(Duration.ZERO);
                            drop.clearLimits();
                        });
        List<String> log = api().log();
        assertThat(log.subList(0, log.size() - since.size()))
                .filteredOn(line -> line.contains("\"event\":\"snapshot\""))
                .last()
                .satisfies(line -> assertThat(timeOf(line)).isBefore(minutesAgo(50)));

        Answer read = customer.get("/v1/auth/me").expect(200);
        Answer paid = firstRequestsWork();
        customer.login();
        SignedJWT token = SignedJWT.parse(customer.accessToken());
        assertThat(
                        List.of(
                                madeAt(read.header("X-Request-Id")),
                                madeAt(paid.header("X-Request-Id")),
                                madeAt(RemittanceJourneyIT.uuid(paid.data().path("id").asText())),
                                token.getJWTClaimsSet().getIssueTime().toInstant(),
                                windowStart("min"),
                                windowStart("max")))
                .allSatisfy(time -> assertThat(time).isBetween(minutesAgo(10), Instant.now()));
    }

    @Test
    void twoEnvironmentsOfOnePackageShareNothing() throws Exception {
        // The logins here are nearly as many as one address may begin in a minute.
        Snapshots.restored(api(), 2, () -> drop.clearLimits());

        List<Answer> starts = atOnce(8, i -> customer.get("/v1/auth/bankid?platform=mobile"));
        List<Answer> recipients =
                atOnce(8, i -> customer.post("/v1/recipients", Customer.recipient("Ana " + i)));
        assertThat(starts).allSatisfy(start -> assertThat(start.status()).isEqualTo(200));
        List<String> values =
                java.util.stream.Stream.of(
                                starts.stream().map(answer -> parameter(answer, "state")),
                                starts.stream().map(answer -> parameter(answer, "nonce")),
                                starts.stream().map(answer -> parameter(answer, "code_challenge")),
                                starts.stream().map(answer -> answer.header("X-Request-Id")),
                                recipients.stream().map(answer -> answer.header("X-Request-Id")),
                                recipients.stream()
                                        .map(answer -> answer.data().path("id").asText()))
                        .flatMap(stream -> stream)
                        .toList();
        assertThat(values).hasSize(48).doesNotContain("").doesNotHaveDuplicates();
        assertThat(api().environments())
                .hasSize(2)
                .allSatisfy(environment -> assertThat(environment.invocations()).isPositive());
    }

    /// A payment as the first request, then a read.
    private Answer firstRequestsWork() {
        Answer paid = customer.pay(order, Customer.newKey()).expect(201);
        String id = paid.data().path("id").asText();
        Answer read = customer.get("/v1/transactions/" + id);
        assertThat(read.data().path("stage").asText()).as(read.body()).isEqualTo("submitted");
        assertThat(api().environments()).hasSize(1);
        return paid;
    }

    private static LambdaFunction api() {
        return host.function(API);
    }

    private static void databaseIsAt(String address) throws Exception {
        Files.writeString(HOSTS, "127.0.0.1 localhost\n%s %s\n".formatted(address, DATABASE_HOST));
    }

    private static void givePassword(String password) {
        drop.update("ALTER ROLE drop_app PASSWORD '" + password + "'");
        host.secretsManager().put("DATABASE_PASSWORD", password);
    }

    private static int refusedLogins() throws Exception {
        try (var lines = Files.lines(DATA.resolve("postgres.log"))) {
            return (int)
                    lines.filter(line -> line.contains("password authentication failed")).count();
        }
    }

    private static Instant windowStart(String which) {
        List<String> seconds =
                drop.query(
                        "SELECT extract(epoch FROM "
                                + which
                                + "(window_start))::bigint FROM rate_limits");
        return Instant.ofEpochSecond(Long.parseLong(seconds.getFirst()));
    }

    private static Instant minutesAgo(int minutes) {
        return Instant.now().minus(Duration.ofMinutes(minutes));
    }

    private static Instant timeOf(String line) {
        int at = line.indexOf("\"timestamp\":\"") + "\"timestamp\":\"".length();
        return Instant.parse(line.substring(at, line.indexOf('"', at)));
    }

    private static Instant madeAt(String uuid) {
        return madeAt(UUID.fromString(uuid));
    }

    /// The time in a UUID of version 7 (RFC 9562).
    private static Instant madeAt(UUID uuid) {
        return Instant.ofEpochMilli(uuid.getMostSignificantBits() >>> 16);
    }

    private static String parameter(Answer start, String name) {
        String query = java.net.URI.create(start.data().path("redirectUrl").asText()).getQuery();
        return java.util.Arrays.stream(query.split("&", -1))
                .filter(pair -> pair.startsWith(name + "="))
                .map(pair -> pair.substring(name.length() + 1))
                .findFirst()
                .orElse("");
    }

    private static List<Answer> atOnce(int count, java.util.function.IntFunction<Answer> request)
            throws Exception {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> open =
                    IntStream.range(0, count)
                            .mapToObj(i -> threads.submit(() -> request.apply(i)))
                            .toList();
            List<Answer> answers = new java.util.ArrayList<>();
            for (Future<Answer> answer : open) {
                answers.add(answer.get());
            }
            return answers;
        }
    }
}
