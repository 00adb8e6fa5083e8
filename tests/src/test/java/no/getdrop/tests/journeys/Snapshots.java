package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.lambda.EnvironmentReport;
import no.getdrop.local.lambda.EnvironmentReport.State;
import no.getdrop.local.lambda.LambdaFunction;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// Holds environments of a function at their snapshot point while the world changes.
final class Snapshots {
    /// What AWS gives the restore with its hooks.
    private static final long RESTORE_LIMIT_MS = 10_000;

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    /// What happens while they are held.
    @FunctionalInterface
    interface Meanwhile {
        void happens() throws Exception;
    }

    private Snapshots() {}

    /// Replaces the function's environments by `count` new ones, lets `meanwhile` happen when they
    /// have reached the snapshot point, and restores them.
    ///
    /// @return the log from the restore on
    static List<String> restored(LambdaFunction function, int count, Meanwhile meanwhile)
            throws Exception {
        return restored(function, count, Map.of(), meanwhile);
    }

    /// As [#restored], with further variables for them.
    static List<String> restored(
            LambdaFunction function, int count, Map<String, String> variables, Meanwhile meanwhile)
            throws Exception {
        function.kill();
        function.holdRestore();
        int logged;
        try {
            for (int i = 0; i < count; i++) {
                function.startInBackground(variables);
            }
            await("the snapshot", () -> all(function, count, State.SNAPSHOT));
            meanwhile.happens();
            logged = function.log().size();
        } finally {
            function.releaseRestore();
        }
        await("the restore", () -> all(function, count, State.READY));
        // What a process wrote is read a moment later.
        await("the hooks", () -> hooks(since(function, logged), "restore").contains("jwt-key"));
        List<String> since = since(function, logged);
        assertThat(hooks(since, "restore")).contains("database");
        assertThat(hooks(function.log(), "snapshot")).contains("database", "secrets");
        assertThat(function.environments())
                .as("restored within %d ms with all hooks, as measured here", RESTORE_LIMIT_MS)
                .allSatisfy(environment ->
                        assertThat(environment.restoreMs()).isBetween(0L, RESTORE_LIMIT_MS));
        return since;
    }

    static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + START_LIMIT.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited for " + what).isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    /// Whether all are in that state; one that ended on the way there is told at once.
    private static boolean all(LambdaFunction function, int count, State state) {
        List<EnvironmentReport> environments = function.environments();
        assertThat(environments)
                .as(() -> "on the way to " + state + ": " + String.join("\n", newest(function)))
                .hasSize(count);
        return environments.stream().allMatch(environment -> environment.state() == state);
    }

    private static List<String> newest(LambdaFunction function) {
        List<String> lines = function.log();
        return lines.subList(Math.max(0, lines.size() - 20), lines.size());
    }

    private static List<String> since(LambdaFunction function, int logged) {
        List<String> lines = function.log();
        return lines.subList(logged, lines.size());
    }

    /// The names of the hooks that ran at that event.
    private static List<String> hooks(List<String> lines, String event) {
        String before = "\"event\":\"" + event + "\",\"hook\":\"";
        return lines.stream()
                .filter(line -> line.contains("restore hook ran") && line.contains(before))
                .map(line -> line.substring(line.indexOf(before) + before.length()))
                .map(rest -> rest.substring(0, rest.indexOf('"')))
                .toList();
    }
}
