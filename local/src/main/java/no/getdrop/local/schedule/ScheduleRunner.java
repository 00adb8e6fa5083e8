package no.getdrop.local.schedule;

import no.getdrop.local.template.RateExpression;
import no.getdrop.local.template.Schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiConsumer;

/// Fires the template's schedules as EventBridge Scheduler does: a rate at once and then each
/// period, a cron when it is due.
public final class ScheduleRunner implements AutoCloseable {
    private final InstantSource clock;
    private final BiConsumer<Schedule, String> fire;
    private final List<Thread> threads = new ArrayList<>();

    private ScheduleRunner(InstantSource clock, BiConsumer<Schedule, String> fire) {
        this.clock = clock;
        this.fire = fire;
    }

    /// Starts one thread for each schedule.
    ///
    /// @param fire given the schedule and its event; must not wait for the function
    public static ScheduleRunner start(
            List<Schedule> schedules, InstantSource clock, BiConsumer<Schedule, String> fire) {
        ScheduleRunner runner = new ScheduleRunner(clock, fire);
        for (Schedule schedule : schedules) {
            runner.threads.add(
                    Thread.ofVirtual().name(schedule.name()).start(() -> runner.run(schedule)));
        }
        return runner;
    }

    @Override
    public void close() {
        threads.forEach(Thread::interrupt);
    }

    private void run(Schedule schedule) {
        Instant due =
                schedule.expression() instanceof RateExpression
                        ? clock.instant()
                        : schedule.expression().next(clock.instant());
        try {
            while (true) {
                Duration wait = Duration.between(clock.instant(), due);
                if (wait.isPositive()) {
                    Thread.sleep(wait);
                }
                fire.accept(schedule, input(schedule, due));
                due = schedule.expression().next(due);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The schedule's input with Scheduler's context attributes filled in.
    static String input(Schedule schedule, Instant due) {
        return schedule.input()
                .replace(
                        "<aws.scheduler.scheduled-time>",
                        due.truncatedTo(ChronoUnit.SECONDS).toString())
                .replace(
                        "<aws.scheduler.schedule-arn>",
                        "arn:aws:scheduler:eu-west-1:000000000000:schedule/default/"
                                + schedule.name())
                .replace("<aws.scheduler.execution-id>", UUID.randomUUID().toString())
                .replace("<aws.scheduler.attempt-number>", "1");
    }
}
