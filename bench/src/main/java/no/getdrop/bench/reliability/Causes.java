package no.getdrop.bench.reliability;

import no.getdrop.bench.Drop;
import no.getdrop.local.lambda.EnvironmentReport;
import no.getdrop.local.lambda.WallClock;
import no.getdrop.local.providers.http.Switch;

import java.time.Duration;
import java.util.List;

/// What goes wrong, one after another.
final class Causes {
    private static final Duration AHEAD = Duration.ofMinutes(10);
    private static final int CALLS = 1_000_000;

    private Causes() {}

    static List<Cause> of(Drop drop, SmallDisk disk, WallClock clock) {
        return List.of(
                cause(
                        "PostgreSQL is killed and starts again",
                        () -> drop.host().postgres().kill(),
                        () -> drop.host().postgres().start()),
                cause(
                        "the proxy before the database is cut and refuses",
                        () -> {
                            drop.host().databaseProxy().refuse(true);
                            drop.host().databaseProxy().cut();
                        },
                        () -> drop.host().databaseProxy().refuse(false)),
                cause(
                        "the proxy takes everything and passes nothing on",
                        () -> drop.host().databaseProxy().hold(true),
                        () -> {
                            drop.host().databaseProxy().hold(false);
                            drop.host().databaseProxy().cut();
                        }),
                disk.full(drop),
                cause(
                        "the functions' clock jumps ten minutes ahead, and back",
                        () -> clock.set(AHEAD),
                        () -> clock.set(Duration.ZERO)),
                cause(
                        "the bank takes orders and does not answer",
                        () ->
                                drop.host()
                                        .providers()
                                        .bank()
                                        .fail(
                                                Switch.on("payments")
                                                        .acceptingThenSilent()
                                                        .delayed(Duration.ofSeconds(30))
                                                        .times(CALLS)),
                        () -> drop.host().providers().bank().switches().clear()),
                new Kills(drop));
    }

    private interface Step {
        void run() throws Exception;
    }

    private static Cause cause(String name, Step begin, Step end) {
        return new Cause() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void begin() throws Exception {
                begin.run();
            }

            @Override
            public void end() throws Exception {
                end.run();
            }
        };
    }

    /// SIGKILL every five seconds for the process of the api that has lived longest, whatever it is
    /// at.
    private static final class Kills implements Cause {
        private static final int EVERY_MS = 5_000;

        private final Drop drop;
        private Thread killing = new Thread(() -> {});

        Kills(Drop drop) {
            this.drop = drop;
        }

        @Override
        public String name() {
            return "a process of the api is killed, and five seconds later another";
        }

        @Override
        public void begin() {
            killing = Thread.startVirtualThread(this::kill);
        }

        @Override
        public void end() throws InterruptedException {
            killing.interrupt();
            killing.join();
        }

        private void kill() {
            try {
                while (true) {
                    drop.api().environments().stream()
                            .filter(each -> each.state() == EnvironmentReport.State.READY)
                            .findFirst()
                            .flatMap(oldest -> ProcessHandle.of(oldest.pid()))
                            .ifPresent(ProcessHandle::destroyForcibly);
                    Thread.sleep(EVERY_MS);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
