package no.getdrop.bench;

import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.RunDirectory;
import no.getdrop.local.template.BuildTargets;
import no.getdrop.local.template.FunctionSpec;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Processor time of the health function's start ÷ of an empty function's, under the same runtime
/// client with the same memory.
///
/// User and system time of the process, from its start to ready for its first invocation, in steps
/// of 10 ms. Without SnapStart, as in an on-demand start: under SnapStart the start is done once
/// for a version, with priming on top; that is told beside.
final class InitFigure {
    private static final int STARTS = 9;
    private static final double BUDGET = 1.5;

    private InitFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop = bench.shared();
        Path folder = bench.folder("init");
        FunctionSpec health = drop.host().template().function("HealthFunction");
        Path healthPackage =
                RunDirectory.assemble(
                        health, BuildTargets.read(bench.root()), folder.resolve("health"));
        Path emptyPackage = EmptyHandler.packageIn(folder.resolve("empty"));
        Map<String, String> variables =
                Map.of(
                        "DROP_ENVIRONMENT",
                        "development",
                        "DATABASE_URL",
                        drop.host().postgres().url("drop_app"));
        Starts starts = Starts.in(folder, bench, drop);
        FunctionSpec empty = Starts.like(health, EmptyHandler.class.getName(), false);
        FunctionSpec plain = Starts.like(health, health.handler(), false);
        FunctionSpec snapStart = Starts.like(health, health.handler(), true);
        bench.say("init: %d starts each".formatted(STARTS));
        Samples healthTimes = new Samples();
        Samples emptyTimes = new Samples();
        Samples primedTimes = new Samples();
        for (int i = 0; i <= STARTS; i++) {
            long healthNanos = starts.nanos(plain, healthPackage, variables, InitFigure::cpuNanos);
            long emptyNanos = starts.nanos(empty, emptyPackage, Map.of(), InitFigure::cpuNanos);
            long primedNanos =
                    starts.nanos(snapStart, healthPackage, variables, InitFigure::cpuNanos);
            // The first of each reads the jars from the disk.
            if (i > 0) {
                healthTimes.add(healthNanos);
                emptyTimes.add(emptyNanos);
                primedTimes.add(primedNanos);
            }
        }
        return List.of(
                Result.ratio(
                        "health: init CPU ÷ empty handler's",
                        healthTimes.medianMs(),
                        emptyTimes.medianMs(),
                        "ms",
                        BUDGET,
                        "user and system time, medians of %d starts without SnapStart"
                                .formatted(STARTS)),
                Result.information(
                        "health: init CPU with priming",
                        primedTimes.medianMs(),
                        "ms",
                        "before the snapshot, once for each version"));
    }

    private static long cpuNanos(LambdaFunction function) throws InterruptedException {
        function.start();
        long pid = function.environments().getFirst().pid();
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .map(used -> TimeUnit.NANOSECONDS.convert(used))
                .orElseThrow(() -> new IllegalStateException(pid + " has ended"));
    }
}
