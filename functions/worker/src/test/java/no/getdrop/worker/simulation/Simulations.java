package no.getdrop.worker.simulation;

import no.getdrop.testing.HandClock;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/// Runs simulations, one at a time, on one server that lives as long as this process, and says how
/// to run each again.
final class Simulations {
    private static final HandClock CLOCK = new HandClock();
    private static final SimulatedDatabase DATABASE = started();

    private Simulations() {}

    /// Drop as it is.
    static PaymentSimulation.Summary run(long seed, int payments) {
        long begun = System.nanoTime();
        try {
            PaymentSimulation.Summary summary = run(seed, payments, Mutant.NONE);
            System.err.printf(
                    Locale.ROOT,
                    "seed %d: %d payments of %d wishes, %d hours in %.1f s, %s%n",
                    seed,
                    summary.payments(),
                    payments,
                    summary.simulated().toHours(),
                    seconds(begun),
                    summary.counts());
            return summary;
        } catch (Violation | RuntimeException e) {
            throw new AssertionError(
                    "found by -Ddrop.seed=" + seed + " -Ddrop.payments=" + payments, e);
        }
    }

    /// What the first of ten seeds finds of a precaution that is missing, if one does.
    static Optional<Violation> noticed(Mutant mutant, int payments) {
        for (long seed = 1; seed <= 10; seed++) {
            long begun = System.nanoTime();
            try {
                run(seed, payments, mutant);
            } catch (Violation e) {
                System.err.printf(
                        Locale.ROOT,
                        "%s: seed %d with %d wishes in %.1f s finds %s%n",
                        mutant,
                        seed,
                        payments,
                        seconds(begun),
                        e.getMessage());
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    /// Drop with a precaution taken out.
    ///
    /// @throws Violation when that is noticed
    static PaymentSimulation.Summary run(long seed, int payments, Mutant mutant) {
        PrintStream output = System.out;
        // Log lines and figures of months of invocations.
        System.setOut(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        try {
            return new PaymentSimulation(DATABASE, CLOCK, seed, payments, mutant).run();
        } finally {
            System.setOut(output);
        }
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static SimulatedDatabase started() {
        SimulatedDatabase database = SimulatedDatabase.start(CLOCK);
        Runtime.getRuntime().addShutdownHook(new Thread(database::close));
        return database;
    }
}
