package no.getdrop.backup.plan;

import no.getdrop.backup.run.CloudException;
import no.getdrop.backup.run.Fences;
import no.getdrop.backup.run.Proofs;
import no.getdrop.backup.run.Reconciler;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;

/// One stack's backups over many days in which everything that can go wrong does, and an auditor
/// that looks after every tick.
final class Simulation {
    /// How a database may be that is there.
    private static final List<Source.Status> THERE =
            List.of(Source.Status.READY, Source.Status.BUSY, Source.Status.STOPPED);

    private static final String OWNER = "drop-production";
    private static final List<String> DATABASES = List.of("drop-production", "drop-reports");
    private static final Instant START = Instant.parse("2026-02-25T11:17:00Z");

    private static final Policy POLICY =
            new Policy(
                    OWNER, new Policy.Keep(7, 4, 3, 2, 10, 5, 3), Policy.Limits.standard(), true);

    private final long seed;
    private final Random random;
    private final SimulatedCloud cloud;
    private final Reconciler reconciler;
    private final Set<String> tampered = new HashSet<>();
    private final Map<String, Map<String, String>> foreign = new HashMap<>();
    private final Set<String> held = new HashSet<>();
    private final Map<String, Integer> overdueTicks = new HashMap<>();
    private Instant now = START;
    private Duration clockError = Duration.ZERO;
    private boolean databaseDown;
    private boolean calm;
    private int ticks;

    Simulation(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
        this.cloud = new SimulatedCloud(random, now, 200);
        this.reconciler =
                new Reconciler(cloud, new Memory(), this::prove, POLICY, this::functionTime);
    }

    /// Runs that many days, then three calm ones in which all must come right.
    ///
    /// @return the number of ticks
    int run(int days) {
        Instant end = START.plus(Duration.ofDays(days));
        while (now.isBefore(end)) {
            // Sparse while nothing is under way: that is what lost ticks look like.
            int pauseMax = cloud.clones.isEmpty() ? 180 : 15;
            now = now.plus(Duration.ofMinutes(5 + random.nextInt(pauseMax)));
            disturb();
            tick();
        }
        calm = true;
        databaseDown = false;
        clockError = Duration.ZERO;
        cloud.calmDown();
        Instant calmEnd = now.plus(Duration.ofDays(3));
        while (now.isBefore(calmEnd)) {
            now = now.plus(Duration.ofMinutes(5));
            tick();
        }
        auditEnd();
        return ticks;
    }

    private void disturb() {
        clockError =
                chance(0.01)
                        ? Duration.ofHours(random.nextInt(2_000) - 1_000L)
                        : Duration.ofSeconds(random.nextInt(60));
        databaseDown = chance(0.03);
        if (chance(0.05)) {
            cloud.setSource(THERE.get(random.nextInt(THERE.size())));
        } else if (chance(0.5)) {
            cloud.setSource(Source.Status.READY);
        }
        if (chance(0.005)) {
            addForeign();
        }
        if (chance(0.002)) {
            hold();
        }
    }

    /// People's snapshots: of their own, copies of ours with all tags, and some in our way.
    private void addForeign() {
        List<SimulatedCloud.Stored> ours =
                cloud.snapshots.values().stream().filter(this::isOurs).toList();
        String database = DATABASES.get(random.nextInt(DATABASES.size()));
        String id = "people-" + foreign.size();
        Map<String, String> tags = new HashMap<>(Map.of("team", "finance"));
        int form = random.nextInt(3);
        if (form == 0 && !ours.isEmpty()) {
            tags.putAll(ours.get(random.nextInt(ours.size())).tags());
        } else if (form == 1) {
            id = Names.nightly(database, Slot.before(now.plus(Duration.ofDays(1))));
        }
        if (cloud.snapshots.containsKey(id)) {
            return;
        }
        SimulatedCloud.Stored stored =
                new SimulatedCloud.Stored(id, database, now, now, now, false);
        stored.tag(tags);
        cloud.snapshots.put(id, stored);
        foreign.put(id, Map.copyOf(tags));
    }

    private void hold() {
        List<SimulatedCloud.Stored> ours =
                cloud.snapshots.values().stream().filter(this::isOurs).toList();
        if (!ours.isEmpty() && held.size() < 6) {
            SimulatedCloud.Stored chosen = ours.get(random.nextInt(ours.size()));
            chosen.tag(Map.of(Tags.HOLD, "case 17"));
            held.add(chosen.id);
        }
    }

    private void tick() {
        ticks++;
        Audit before = new Audit();
        cloud.setNow(now);
        cloud.beginTick();
        Instant scheduled = calm || !chance(0.02) ? now : now.minusSeconds(random.nextInt(200_000));
        try {
            if (!calm && chance(0.03)) {
                // Two at once: both decide on what both saw.
                Map<String, State> seen = cloud.read(DATABASES);
                reconcile(seen, scheduled);
                cloud.writes.clear();
                reconcile(seen, scheduled);
                cloud.disturb();
            } else {
                reconcile(cloud.read(DATABASES), scheduled);
            }
        } catch (CloudException | SimulatedCloud.KilledException e) {
            cloud.disturb();
        }
        before.compare();
    }

    private void reconcile(Map<String, State> states, Instant scheduled) {
        for (String database : DATABASES) {
            State state = Objects.requireNonNull(states.get(database));
            Planner.decide(state, POLICY, Slot.before(scheduled), functionTime())
                    .actions()
                    .forEach(reconciler::run);
        }
    }

    private Instant functionTime() {
        return now.plus(clockError);
    }

    private Proofs.Proof prove(Snapshot snapshot, Clone clone) {
        if (!calm && chance(0.1)) {
            cloud.disturb();
            throw new Proofs.UnansweredException("no answer", new IllegalStateException("down"));
        }
        if (!calm && chance(0.02)) {
            tampered.add(snapshot.id());
        }
        boolean whole = !tampered.contains(snapshot.id()) && snapshot.fencedAt().isPresent();
        return new Proofs.Proof(
                List.of(new Proofs.Check("fence", whole, whole ? "" : "a row is missing")),
                Optional.of(snapshot.createdAt()));
    }

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private boolean isOurs(SimulatedCloud.Stored stored) {
        return OWNER.equals(stored.tags().get(Tags.OWNER))
                && stored.id.equals(stored.tags().get(Tags.ID));
    }

    private List<Snapshot> verified(Map<String, SimulatedCloud.Stored> all, String database) {
        return all.values().stream()
                .filter(this::isOurs)
                .filter(each -> each.database.equals(database))
                .map(each -> each.show(now))
                .filter(Snapshot::isVerified)
                .sorted(Retention.newestFirst())
                .toList();
    }

    /// In the end every night is proved, nothing restored is left, and the second region has its
    /// copies.
    private void auditEnd() {
        for (String database : DATABASES) {
            List<Snapshot> verified = verified(cloud.snapshots, database);
            require(verified.size() >= 3, () -> "too few verified: " + verified);
            require(
                    Duration.between(verified.getFirst().takenAt(), now).toHours() < 30,
                    () -> "the newest verified one is old: " + verified.getFirst());
            require(!verified(cloud.copies, database).isEmpty(), () -> "no copy of " + database);
            require(verified.stream().allMatch(Snapshot::isMarked), () -> "not told");
        }
        for (SimulatedCloud.Stored each : cloud.snapshots.values()) {
            Snapshot snapshot = each.show(now);
            require(
                    !isOurs(each)
                            || each.createdAt.isAfter(now.minus(Duration.ofDays(1)))
                            || snapshot.status() != Snapshot.Status.AVAILABLE
                            || snapshot.verdict().isPresent(),
                    () -> "never proved: " + snapshot);
        }
    }

    private void require(boolean condition, Supplier<String> words) {
        if (!condition) {
            throw new AssertionError("seed " + seed + " at " + now + ": " + words.get());
        }
    }

    /// What was there before a tick, and what must be there after it.
    private final class Audit {
        private final Map<String, List<Snapshot>> verifiedBefore = new HashMap<>();

        Audit() {
            DATABASES.forEach(each -> verifiedBefore.put(each, verified(cloud.snapshots, each)));
        }

        void compare() {
            verifiedBefore.forEach(this::kept);
            foreign.forEach((id, tags) -> {
                SimulatedCloud.Stored stored = cloud.snapshots.get(id);
                require(stored != null && stored.tags().equals(tags), () -> "touched: " + id);
            });
            require(cloud.snapshots.keySet().containsAll(held), () -> "deleted of " + held);
            require(
                    new HashSet<>(cloud.writes).size() == cloud.writes.size(),
                    () -> "more than one write for one of " + cloud.writes);
            slots();
            clones();
        }

        private void kept(String database, List<Snapshot> before) {
            Set<String> after = new HashSet<>();
            verified(cloud.snapshots, database).forEach(each -> after.add(each.id()));
            require(
                    after.size() >= Math.min(before.size(), POLICY.keep().floor()),
                    () -> "under the floor: " + after);
            for (int newer = 0; newer < before.size(); newer++) {
                Snapshot each = before.get(newer);
                // Whatever was deleted had as many proved nights after it as there are to be days.
                require(
                        after.contains(each.id()) || newer >= POLICY.keep().daily(),
                        () -> "deleted too early: " + each);
            }
        }

        private void slots() {
            Set<String> seen = new HashSet<>();
            for (SimulatedCloud.Stored each : cloud.snapshots.values()) {
                if (isOurs(each) && !(each.fails && !now.isBefore(each.readyAt))) {
                    require(
                            seen.add(each.database + each.tags().get(Tags.SLOT)),
                            () -> "two of one slot: " + each.id);
                }
            }
        }

        /// After its time a clone is gone within six ticks in which nothing went wrong: one notes
        /// the attempt, two remove it, and each may wait for a write on the same snapshot.
        private void clones() {
            overdueTicks.keySet().retainAll(cloud.clones.keySet());
            for (SimulatedCloud.Restored each : cloud.clones.values()) {
                Instant over = each.createdAt.plus(POLICY.limits().cloneAge());
                if (functionTime().isAfter(over) && clockError.abs().toHours() < 1) {
                    int ticksOver =
                            overdueTicks.merge(each.id, cloud.isDisturbed() ? 0 : 1, Integer::sum);
                    require(ticksOver <= 6, () -> "outlived its time: " + each.id);
                }
            }
        }
    }

    /// The live database's fences; away now and then.
    private final class Memory implements Fences {
        private final Map<String, Instant> written = new HashMap<>();

        @Override
        public Instant write(Action.SnapshotOrder order, Duration freshFor) {
            answer();
            return written.computeIfAbsent(order.run(), _ -> now);
        }

        @Override
        public void markVerified(String database, String run) {
            answer();
            require(written.containsKey(run), () -> "marked without a fence: " + run);
        }

        private void answer() {
            if (databaseDown) {
                cloud.disturb();
                throw new FenceException("down", new IllegalStateException("down"));
            }
        }
    }
}
