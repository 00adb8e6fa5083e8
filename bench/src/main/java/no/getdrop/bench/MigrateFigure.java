package no.getdrop.bench;

import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.lambda.RunDirectory;
import no.getdrop.local.template.BuildTargets;
import no.getdrop.local.template.FunctionSpec;

import java.nio.file.Path;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/// Time of a cold run of the migrate function, from the start of its process to its answer: the
/// whole history into an empty database, and nothing left to do; beside an empty function's.
final class MigrateFigure {
    private static final int RUNS = 5;
    private static final String EVENT = "{\"action\":\"migrate\",\"by\":\"bench\"}";

    private MigrateFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop = bench.shared();
        Path folder = bench.folder("migrate");
        FunctionSpec spec = drop.host().template().function("MigrateFunction");
        Path migratePackage =
                RunDirectory.assemble(
                        spec, BuildTargets.read(bench.root()), folder.resolve("migrate"));
        Path emptyPackage = EmptyHandler.packageIn(folder.resolve("empty"));
        FunctionSpec empty = Starts.like(spec, EmptyHandler.class.getName(), false);
        FunctionSpec migrate = Starts.like(spec, spec.handler(), false);
        Starts starts = Starts.in(folder, bench, drop);
        Samples whole = new Samples();
        Samples nothing = new Samples();
        Samples none = new Samples();
        for (int run = 0; run <= RUNS; run++) {
            bench.say("migrate: run %d of %d".formatted(run, RUNS));
            String database = "bench_migrate_" + run;
            create(drop, database);
            Map<String, String> variables = variables(drop, database);
            long history =
                    starts.nanos(migrate, migratePackage, variables, MigrateFigure::answered);
            long again = starts.nanos(migrate, migratePackage, variables, MigrateFigure::answered);
            long reference = starts.nanos(empty, emptyPackage, Map.of(), MigrateFigure::answered);
            // The first of each reads the jars from the disk.
            if (run > 0) {
                whole.add(history);
                nothing.add(again);
                none.add(reference);
            }
        }
        return List.of(
                beside("migrate: nothing to do, cold", nothing, none),
                beside("migrate: the whole history, cold", whole, none));
    }

    private static Result beside(String name, Samples samples, Samples reference) {
        return new Result(
                name,
                samples.medianMs(),
                "ms",
                reference.medianMs(),
                samples.medianMs() / reference.medianMs(),
                null,
                null,
                "from start to answer; ÷ an empty function's; medians of %d".formatted(RUNS));
    }

    private static void create(Drop drop, String database) throws SQLException {
        try (Statement statement = drop.owner().createStatement()) {
            statement.execute("CREATE DATABASE " + database);
        }
    }

    private static Map<String, String> variables(Drop drop, String database) {
        String own = drop.host().postgres().url("postgres");
        return Map.of(
                "DROP_ENVIRONMENT",
                "development",
                "SEED_DEMO",
                "false",
                "DIRECT_URL",
                own.substring(0, own.lastIndexOf('/') + 1) + database);
    }

    private static long answered(LambdaFunction function) throws InterruptedException {
        long begun = System.nanoTime();
        function.start();
        Outcome outcome = function.invoke(EVENT);
        long nanos = System.nanoTime() - begun;
        if (outcome instanceof Outcome.Succeeded succeeded
                && !succeeded.text().contains("\"REFUSED\"")) {
            return nanos;
        }
        throw new IllegalStateException("migrate answered " + outcome);
    }
}
