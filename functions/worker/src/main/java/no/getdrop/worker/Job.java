package no.getdrop.worker;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// What the worker does, in this order; the heartbeat comes last, so that it can tell of the rest.
enum Job {
    /// Brings accepted payments to the bank.
    OUTBOX(4),
    /// Asks the bank how the orders in flight stand.
    STATUS(3),
    /// Acts on what providers told and nobody has acted on yet.
    WEBHOOKS(2),
    /// Tells banks of withdrawn consents, and customers of those that run out.
    CONSENTS(2),
    /// Reads exchange rates that are more than an hour old anew.
    RATES(2),
    /// Loads the sanctions lists that were published since yesterday.
    LISTS(2),
    /// Screens customers anew against the lists in force.
    RESCREEN(2),
    /// Compares what the banks were ordered with what Drop ordered.
    RECONCILIATION(2),
    /// Seals the audit trail and the events of payments.
    CHAIN(1),
    /// Deletes rows that have served.
    SWEEP(1),
    /// Says in the database that the worker works.
    HEARTBEAT(0);

    private final int weight;

    Job(int weight) {
        this.weight = weight;
    }

    /// Its part of the time that is left, against the weights of those that are still to run.
    int weight() {
        return weight;
    }

    /// As it stands in payloads, answers and metrics.
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The job that a payload names.
    ///
    /// @throws IllegalArgumentException when there is no such job
    static Job parse(String text) {
        return Arrays.stream(values())
                .filter(job -> job.text().equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "job is '" + text + "', expected one of: " + choices()));
    }

    /// All names, for error messages.
    static String choices() {
        return Arrays.stream(values()).map(Job::text).collect(Collectors.joining(", "));
    }
}
