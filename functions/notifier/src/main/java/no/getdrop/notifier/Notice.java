package no.getdrop.notifier;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a message says.
sealed interface Notice {
    /// A CloudWatch alarm went into another state.
    ///
    /// @param name of the alarm
    /// @param meaning its description, without the runbook
    /// @param runbook `docs/runbooks/….md#…`
    /// @param reason CloudWatch's words for why
    /// @param measure value and threshold
    /// @param since when the state began
    record Alarm(
            String name,
            State state,
            String meaning,
            Optional<String> runbook,
            String reason,
            Optional<Measure> measure,
            Instant since)
            implements Notice {}

    /// The states that somebody is told of.
    enum State {
        ALARM,
        OK
    }

    /// What was measured.
    ///
    /// @param metric its name
    /// @param values the newest first, as CloudWatch writes them; none when it does not say
    /// @param comparison as `>=`
    /// @param threshold as CloudWatch writes it
    record Measure(String metric, List<String> values, String comparison, String threshold) {
        public Measure {
            values = List.copyOf(values);
        }
    }

    /// Something else.
    ///
    /// @param subject empty for none
    /// @param text lines
    record Text(String subject, String text) implements Notice {}

    /// Nothing that anybody is told of.
    ///
    /// @param why for the log
    record Ignored(String why) implements Notice {}
}
