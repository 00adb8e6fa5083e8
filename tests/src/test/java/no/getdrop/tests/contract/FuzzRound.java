package no.getdrop.tests.contract;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Http;
import no.getdrop.tests.journeys.Suite.Drop;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/// So many requests by several clients at once, judged as they are answered.
final class FuzzRound {
    private static final int CLIENTS = 4;
    private static final int FAULTS_TOLD = 20;

    /// Waits for nobody and keeps nobody waiting.
    private static final String FORGET_LIMITS =
            """
            DELETE FROM rate_limits WHERE bucket IN
                (SELECT bucket FROM rate_limits FOR UPDATE SKIP LOCKED)
            """;

    /// What a request must not do to those who send the others, such as ending their session.
    private static final List<Caller> CALLERS =
            List.of(
                    Caller.OWNER,
                    Caller.OWNER,
                    Caller.OTHER_USER,
                    Caller.MERCHANT,
                    Caller.ADMIN,
                    Caller.NOBODY,
                    Caller.EXPIRED_TOKEN);

    private final Drop drop;
    private final Cast cast;
    private final FuzzValues values;
    private final FuzzFigures figures;
    private final ConcurrentLinkedQueue<String> faults = new ConcurrentLinkedQueue<>();

    FuzzRound(Drop drop, Cast cast, FuzzValues values, FuzzFigures figures) {
        this.drop = drop;
        this.cast = cast;
        this.values = values;
        this.figures = figures;
    }

    /// Sends them.
    ///
    /// @return what was wrong with the answers, at most twenty
    List<String> run(List<Operation> operations, int requests, long seed)
            throws InterruptedException, ExecutionException {
        AtomicInteger left = new AtomicInteger(requests);
        try (ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                Random random = new Random(seed * CLIENTS + client);
                FuzzRequests made = new FuzzRequests(operations, values, random);
                running.add(
                        clients.submit(() -> {
                            while (left.getAndDecrement() > 0 && faults.size() < FAULTS_TOLD) {
                                Caller caller = CALLERS.get(random.nextInt(CALLERS.size()));
                                send(made.next(cast.headers(caller)));
                            }
                        }));
            }
            for (Future<?> each : running) {
                each.get();
            }
        }
        return List.copyOf(faults);
    }

    private void send(FuzzRequest request) {
        if (figures.requests() % 20 == 0) {
            // All come from one address; what a limit answers has its own tests.
            drop.update(FORGET_LIMITS);
        }
        long begun = System.nanoTime();
        Answer answer;
        try {
            answer =
                    Http.send(
                            request.method(),
                            drop.host().url().resolve(request.target()),
                            request.headers(),
                            request.body());
        } catch (AssertionError e) {
            faults.add(request + " → no answer: " + e.getMessage());
            return;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        figures.add(answer.status(), took);
        values.learn(answer.body());
        List<String> found = FuzzJudge.faults(request, answer, took);
        if (!found.isEmpty()) {
            faults.add(request + " → " + answer.status() + " " + found);
        }
    }

    /// The operations that no session and no person is the other afterwards.
    static List<Operation> harmless() {
        return Contract.DROP.operations().stream()
                .filter(operation -> !operation.endsSession() && !operation.altersCustomer())
                .toList();
    }

    /// The others.
    static List<Operation> harmful() {
        return Contract.DROP.operations().stream()
                .filter(operation -> operation.endsSession() || operation.altersCustomer())
                .toList();
    }

    /// What each fixture gave, of those that can be had at once.
    static FuzzValues values(Drop drop, Cast cast) {
        FuzzValues values = new FuzzValues();
        for (String name : Scene.names()) {
            values.fixture(name, new Scene(drop, cast).value(name));
        }
        Scene scene = new Scene(drop, cast);
        Map<String, String> owner = cast.headers(Caller.OWNER);
        for (Operation operation : harmless()) {
            if (operation.method().equals("GET") && operation.parametersIn("path").isEmpty()) {
                values.learn(Request.right(operation, scene).send(drop, owner).body());
            }
        }
        return values;
    }
}
