package no.getdrop.worker.simulation;

import static no.getdrop.worker.simulation.Violation.Rule.CONSISTENT_ROWS;
import static no.getdrop.worker.simulation.Violation.Rule.NONE_FORGOTTEN;
import static no.getdrop.worker.simulation.Violation.Rule.SAME_SUMS;

import no.getdrop.database.Database;
import no.getdrop.payments.PaymentId;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.OutboundHttp;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.HandClock;
import no.getdrop.testing.Invariants;
import no.getdrop.testing.Shops;
import no.getdrop.testing.World;
import no.getdrop.worker.WorkerProcess;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// So many payments from the order to their end, with the real api's and worker's code on a real
/// database, while clients, processes, the network, the bank and its notices fail at random; after
/// every step the rules of [Violation.Rule] are looked at, and at the end all is well and every
/// payment has to come to its end.
///
/// One thread does everything, and all that is random comes from the seed, so that a seed that
/// finds something finds it again.
final class PaymentSimulation {
    private static final Instant START = Instant.parse("2026-03-02T06:00:00Z");
    private static final URI BANK = URI.create("http://bank.invalid");
    private static final int APIS = 2;
    private static final int WORKERS = 2;
    private static final int PAYMENTS_PER_CUSTOMER = 10;
    private static final int PAYMENTS_PER_STORM = 800;
    private static final int PAYMENTS_PER_LOOK = 2_500;

    private final int payments;
    private final long seed;
    private final HandClock clock;
    private final Timeline timeline;
    private final Chance chance;
    private final Weather weather;
    private final SimulatedDatabase database;
    private final Books books;
    private final ModelBank bank;
    private final Mutant mutant;
    private final Environment environment;
    private final Secrets secrets;
    private final List<Api> apis = new ArrayList<>();
    private final List<WorkerMachine> workers = new ArrayList<>();
    private final List<Database> pools = new ArrayList<>();
    private final List<Payer> payers = new ArrayList<>();
    private final World world;
    private final Shops shops;
    private final List<Shops.Shop> open = new ArrayList<>();
    private World.@Nullable Customer customer;
    private Duration workerEvery = Duration.ofMinutes(1);
    private int ordered;

    /// What a run came to.
    ///
    /// @param payments that were accepted
    /// @param trace a number that another run of the same seed has too
    record Summary(int payments, Duration simulated, long trace, Map<String, Long> counts) {}

    /// @param database whose time is that of `clock`
    PaymentSimulation(
            SimulatedDatabase database, HandClock clock, long seed, int payments, Mutant mutant) {
        this.database = database;
        this.clock = clock;
        this.seed = seed;
        this.payments = payments;
        this.mutant = mutant;
        Map<String, String> variables = new HashMap<>(World.variables(BANK));
        variables.put("OPEN_BANKING_WEBHOOK_SECRET", BankMessages.KEY);
        // One thread does everything.
        variables.put("WORKER_LANES", "1");
        if (mutant == Mutant.BELIEVES_STRANGERS) {
            variables.put("OPEN_BANKING_WEBHOOK_SECRET_PREVIOUS", BankMessages.OTHER_KEY);
        }
        this.environment = Environment.of(variables);
        this.secrets = Secrets.from(environment, clock);
        this.timeline = new Timeline(clock);
        this.chance = new Chance(seed);
        this.weather = new Weather(timeline, chance);
        this.books = new Books(database.owner());
        this.bank = new ModelBank(timeline, chance, books);
        this.world = world(new Machine(timeline, chance));
        this.shops = new Shops(world);
    }

    /// Runs it to its end.
    ///
    /// @throws Violation when a rule does not hold
    Summary run() {
        try {
            prepare();
            while (ordered < payments) {
                step();
            }
            calm();
            close();
            return new Summary(
                    books.payments(),
                    Duration.between(START, clock.instant()),
                    timeline.trace(),
                    timeline.counts());
        } finally {
            pools.forEach(Database::close);
        }
    }

    private void prepare() {
        clock.set(START);
        database.clear(seed);
        database.tellTime();
        for (int i = 0; i < APIS; i++) {
            Machine machine = new Machine(timeline, chance);
            Database pool = pool(machine);
            HttpClient client = client(machine);
            apis.add(new Api(machine, pool, clock, secrets, () -> worldOf(pool, client)));
        }
        for (int i = 0; i < WORKERS; i++) {
            Machine machine = new Machine(timeline, chance);
            Database pool = pool(machine);
            HttpClient client = client(machine);
            workers.add(
                    new WorkerMachine(
                            machine,
                            timeline,
                            () ->
                                    new WorkerProcess(
                                            environment,
                                            secrets,
                                            pool,
                                            worldOf(pool, client).openBanking(),
                                            clock)));
        }
        bank.notifies(new BankMessages(timeline, chance, this::freeApi)::of);
        for (int i = 0; i < 3; i++) {
            open.add(shops.open());
        }
        timeline.in(Duration.ZERO, "wish", this::wish);
        timeline.in(Duration.ofSeconds(30), "worker", this::invokeWorker);
        timeline.in(chance.seconds(600, 3_600), "storm", weather::storm);
        timeline.in(chance.seconds(600, 3_600), "worker away", weather::stopWorker);
    }

    private void step() {
        if (!timeline.step()) {
            throw new IllegalStateException("nothing is left to happen");
        }
        books.check(bank);
    }

    /// Somebody wants to pay, and after a while somebody else does.
    private void wish() {
        if (ordered >= payments) {
            return;
        }
        if (ordered % PAYMENTS_PER_CUSTOMER == 0) {
            customer = world.customer();
        }
        ordered++;
        if (ordered % PAYMENTS_PER_STORM == 0) {
            timeline.in(chance.seconds(0, 20_000), "storm", weather::storm);
            timeline.in(chance.seconds(0, 20_000), "worker away", weather::stopWorker);
        }
        if (ordered % PAYMENTS_PER_LOOK == 0) {
            look();
        }
        World.Customer who = Objects.requireNonNull(customer);
        Payer payer =
                new Payer(
                        chance.percent(60)
                                ? world.order(who, 100_00 + chance.below(200_00))
                                : shops.order(
                                        who,
                                        open.get(chance.below(open.size())),
                                        1_00 + chance.below(300_00)),
                        timeline,
                        chance,
                        this::freeApi);
        payers.add(payer);
        timeline.in(chance.milliseconds(0, 5_000), "request", payer::order);
        timeline.in(chance.milliseconds(0, 80_000), "wish", this::wish);
    }

    private void invokeWorker() {
        timeline.in(workerEvery, "worker", this::invokeWorker);
        if (weather.isWorkerAway()) {
            return;
        }
        workers.stream()
                .filter(worker -> !worker.isBusy())
                .findFirst()
                .ifPresent(WorkerMachine::invoke);
        if (chance.trouble(30)) {
            timeline.in(chance.seconds(1, 20), "second worker", this::invokeOther);
        }
    }

    private void invokeOther() {
        workers.reversed().stream()
                .filter(worker -> !worker.isBusy())
                .findFirst()
                .ifPresent(WorkerMachine::invoke);
    }

    private @Nullable Api freeApi() {
        return apis.stream().filter(api -> !api.isBusy()).findFirst().orElse(null);
    }

    /// Nothing goes wrong any more, whoever waits goes on, and a person puts back what was set
    /// aside; until all have come to their end, and the banks' lists of those days are compared.
    private void calm() {
        chance.calm();
        workerEvery = Duration.ofMinutes(5);
        Instant latest = timeline.now().plus(Duration.ofDays(3));
        passUntil(timeline.now().plus(Duration.ofMinutes(30)));
        workers.getFirst().replay();
        passUntil(timeline.now().plus(Duration.ofHours(1)));
        workerEvery = Duration.ofMinutes(30);
        while (!books.unfinished().isEmpty() && timeline.now().isBefore(latest)) {
            passUntil(timeline.now().plus(Duration.ofHours(1)));
        }
        passUntil(timeline.now().plus(Duration.ofHours(30)));
    }

    private void passUntil(Instant end) {
        while (timeline.now().isBefore(end)) {
            step();
        }
    }

    private void close() {
        books.close(bank);
        look();
        for (Payer payer : payers) {
            String paid = payer.paid();
            if (paid != null && !books.isKnown(PaymentId.parse(paid).orElseThrow().value())) {
                throw new Violation(NONE_FORGOTTEN, paid + " was answered, and is not here");
            }
        }
        long differences =
                database.owner()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT count(*) FROM discrepancies
                                                WHERE resolved_at IS NULL
                                                """)
                                        .mapTo(Long.class)
                                        .one());
        long compared =
                database.owner()
                        .withHandle(handle ->
                                handle.createQuery(
                                                """
                                                SELECT count(*) FROM reconciliations
                                                WHERE finished_at IS NOT NULL
                                                """)
                                        .mapTo(Long.class)
                                        .one());
        if (differences > 0 || compared == 0) {
            throw new Violation(
                    SAME_SUMS, differences + " differences on " + compared + " days compared");
        }
    }

    private void look() {
        try {
            database.owner().useHandle(Invariants::check);
            database.owner().useHandle(handle -> handle.execute("VACUUM (ANALYZE)"));
        } catch (AssertionError e) {
            throw new Violation(CONSISTENT_ROWS, String.valueOf(e.getMessage()));
        }
    }

    private World world(Machine machine) {
        Database pool = pool(machine);
        return worldOf(pool, client(machine));
    }

    private World worldOf(Database pool, HttpClient client) {
        return new World(pool, clock, BANK, () -> OutboundHttp.through("openbanking", client));
    }

    private HttpClient client(Machine machine) {
        return new BankClient(machine, timeline, chance, bank, weather).client();
    }

    private Database pool(Machine machine) {
        FaultyConnections faults = new FaultyConnections(machine, database::tellTime, mutant::of);
        Database pool = database.app(faults::around);
        pools.add(pool);
        return pool;
    }
}
