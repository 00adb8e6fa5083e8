package no.getdrop.tests.journeys;

import no.getdrop.local.LocalHost;
import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.http.CallJournal;
import no.getdrop.local.providers.rds.HandClock;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;

/// Drives the packaged backup function over RDS and the Data API of this machine: nights and ticks,
/// with a clock that goes on between them.
final class Backups {
    private static final List<String> STABLE_TAGS =
            List.of(
                    "drop:kind",
                    "drop:slot",
                    "drop:copy-of",
                    "drop:verdict",
                    "drop:failed-checks",
                    "drop:marked");

    /// By how much the clock of RDS goes on from tick to tick.
    static final Duration TICK = Duration.ofSeconds(5);

    private static final int TICKS_MAX = 100;
    private static final Pattern WRITES =
            Pattern.compile("(Create|Copy|Delete|Restore|Modify|Enable|AddTags).*");
    private static final Pattern SQL_WRITES =
            Pattern.compile(".*\"\\s*(INSERT|UPDATE|DELETE) .*", Pattern.DOTALL);

    private final LocalHost host;
    private final HandClock clock;
    private String lastAnswer = "nothing was invoked";

    Backups(LocalHost host, HandClock clock) {
        this.host = host;
        this.clock = clock;
    }

    /// As after the first start: no snapshot, no clone, no fence.
    void clear() {
        host.rds().clear();
        calls().clear();
        clock.set(Instant.now().truncatedTo(ChronoUnit.MILLIS));
    }

    /// Every call at RDS and at the Data API.
    CallJournal calls() {
        return host.dataApi().journal();
    }

    /// The night's invocation.
    Outcome night() throws InterruptedException {
        return invoke("nightly");
    }

    /// A tick, five seconds after what was before it.
    Outcome tick() throws InterruptedException {
        clock.advance(TICK);
        return invoke("tick");
    }

    /// Ticks until one changes nothing any more.
    void settle() throws InterruptedException {
        settle(1);
    }

    /// Ticks until so many in a row change nothing.
    void settle(int idleTicks) throws InterruptedException {
        int idle = 0;
        for (int ticks = 0; idle < idleTicks; ticks++) {
            if (ticks == TICKS_MAX) {
                throw new AssertionError(
                        "still at work after %d ticks: %s".formatted(ticks, told()));
            }
            int before = calls().calls().size();
            boolean succeeded = tick() instanceof Outcome.Succeeded;
            boolean wrote = calls().calls().stream().skip(before).anyMatch(Backups::writes);
            idle = succeeded && !wrote && quiet() ? idle + 1 : 0;
        }
    }

    /// What is there in the end, in words that are the same for each way to it.
    List<String> state() {
        return host.rds().holdings().stream()
                .map(held -> held.arn() + " " + held.status() + " " + stable(held.tags()))
                .sorted()
                .toList();
    }

    /// What is there and what the newest invocation said, for a person who asks why.
    String told() {
        return String.join("\n", state()) + "\n" + lastAnswer;
    }

    /// Whether a call changes something.
    static boolean writes(CallJournal.Call call) {
        return WRITES.matcher(call.operation()).matches()
                || (call.operation().equals("execute")
                        && SQL_WRITES.matcher(call.body()).matches());
    }

    /// Those tags that do not tell when anything was done.
    private static Map<String, String> stable(Map<String, String> tags) {
        Map<String, String> stable = new TreeMap<>(tags);
        stable.keySet().retainAll(STABLE_TAGS);
        return stable;
    }

    /// Whether nothing is on its way at RDS.
    private boolean quiet() {
        return state().stream()
                .noneMatch(line ->
                        line.contains("creating")
                                || line.contains("copying")
                                || line.contains("deleting")
                                || line.contains("backing-up"));
    }

    private Outcome invoke(String action) throws InterruptedException {
        Outcome outcome =
                host.invoke(
                        "BackupFunction",
                        "{\"action\":\"%s\",\"scheduledAt\":\"%s\"}"
                                .formatted(action, lastNight()));
        lastAnswer =
                switch (outcome) {
                    case Outcome.Succeeded succeeded -> succeeded.text();
                    case Outcome.Failed failed -> failed.text();
                    case Outcome.Throttled throttled -> throttled.toString();
                };
        return outcome;
    }

    /// The newest 02:00 UTC.
    static Instant lastNight() {
        Instant now = Instant.now();
        Instant today =
                now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.DAYS).plusHours(2).toInstant();
        return now.isBefore(today) ? today.minus(Duration.ofDays(1)) : today;
    }
}
