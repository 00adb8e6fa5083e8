package no.getdrop.worker;

import no.getdrop.runtime.Spelled;

/// What the worker does, in this order; the heartbeat comes last, so that it can tell of the rest.
enum Job implements Spelled {
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
    /// Seals anew what is sealed under earlier keys.
    RESEAL(1),
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

    /// The job that a payload names.
    ///
    /// @throws IllegalArgumentException when there is no such job
    static Job parse(String text) {
        return Spelled.find(values(), text)
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "job is '" + text + "', expected one of: " + choices()));
    }

    /// All names, for error messages.
    static String choices() {
        return Spelled.texts(values());
    }
}
