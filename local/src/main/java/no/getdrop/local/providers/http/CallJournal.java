package no.getdrop.local.providers.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Every call that arrived at the servers that share it, in order, counted from 1; and the one call
/// at which something happens to the caller.
public final class CallJournal {
    private final List<Call> calls = new ArrayList<>();
    private Optional<Interruption> interruption = Optional.empty();

    /// One call.
    ///
    /// @param number 1 for the first since the journal was cleared
    /// @param service the server's name
    /// @param operation as switches name it
    /// @param body as it was sent
    public record Call(int number, String service, String operation, String body) {}

    /// When a call is interrupted.
    public enum Moment {
        /// Nothing has been done yet.
        BEFORE,
        /// All has been done and nobody has been told.
        AFTER
    }

    private record Interruption(int number, Moment moment, Runnable action) {}

    /// What was called, oldest first.
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    /// Begins anew with call 1, and interrupts none.
    public synchronized void clear() {
        calls.clear();
        interruption = Optional.empty();
    }

    /// Has call `number` closed without an answer, before or after it is carried out; the action,
    /// such as the end of the caller's process, comes first.
    public synchronized void interrupt(int number, Moment moment, Runnable action) {
        interruption = Optional.of(new Interruption(number, moment, action));
    }

    synchronized int arrived(String service, String operation, String body) {
        calls.add(new Call(calls.size() + 1, service, operation, body));
        return calls.size();
    }

    /// Whether that call ends here without an answer.
    boolean interrupted(int number, Moment moment) {
        Interruption found;
        synchronized (this) {
            found =
                    interruption
                            .filter(set -> set.number == number && set.moment == moment)
                            .orElse(null);
            if (found == null) {
                return false;
            }
            interruption = Optional.empty();
        }
        found.action.run();
        return true;
    }
}
