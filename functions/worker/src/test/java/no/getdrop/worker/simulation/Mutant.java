package no.getdrop.worker.simulation;

import no.getdrop.worker.simulation.Violation.Rule;

import java.util.EnumSet;
import java.util.Set;

/// Drop with one of its precautions taken out, each of which the simulation must notice: a rule
/// that nothing breaks proves nothing.
enum Mutant {
    /// Drop as it is.
    NONE("", "", "", EnumSet.noneOf(Rule.class)),

    /// Takes payments that another is at work on.
    TAKES_FROM_OTHERS(
            "UPDATE outbox\nSET attempts",
            "AND (claimed_until IS NULL OR claimed_until < now())",
            "",
            EnumSet.of(Rule.ONE_SENDER)),

    /// Forgets that it has tried before, and so does not ask before it sends again.
    SENDS_BLINDLY(
            "UPDATE outbox\nSET attempts",
            "RETURNING outbox.transaction_id, outbox.attempts",
            "RETURNING outbox.transaction_id, 1 AS attempts",
            EnumSet.of(Rule.ONE_ORDER)),

    /// Takes back what the bank may have.
    CANCELS_ANYWAY(
            "'transaction.cancelled'",
            "AND outbox.unsent_attempts = outbox.attempts",
            "",
            EnumSet.of(Rule.ONE_ORDER, Rule.AS_THE_BANK_SAYS)),

    /// Accepts a payment, and writes down nowhere that it has to be sent.
    FORGETS(
            "INSERT INTO outbox",
            "FROM payment\n\n), answer AS",
            "FROM payment WHERE false\n), answer AS",
            EnumSet.of(Rule.NONE_FORGOTTEN, Rule.CONSISTENT_ROWS)),

    /// Waits for years before it tries again.
    GIVES_UP(
            "is_hopeless",
            "least(make_interval(",
            "greatest(make_interval(years => 9), make_interval(",
            EnumSet.of(Rule.NONE_FORGOTTEN)),

    /// Takes up late news of a payment that has come to its end.
    GOES_BACK(
            "string_to_array",
            "AND stage = ANY",
            "AND 'submitted' = ANY",
            EnumSet.of(Rule.AS_THE_BANK_SAYS)),

    /// Believes whoever says that an order is settled.
    BELIEVES_STRANGERS("", "", "", EnumSet.of(Rule.AS_THE_BANK_SAYS)),

    /// Orders an øre more than was accepted, when the worker does it.
    ORDERS_MORE(
            "FROM transactions\nJOIN payment_sessions",
            "transactions.total_minor, transactions.currency",
            "transactions.total_minor + 1 AS total_minor, transactions.currency",
            EnumSet.of(Rule.ONE_ORDER, Rule.AS_THE_BANK_SAYS));

    private final String where;
    private final String precaution;
    private final String instead;

    @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
    private final Set<Rule> noticedBy;

    Mutant(String where, String precaution, String instead, Set<Rule> noticedBy) {
        this.where = where;
        this.precaution = precaution;
        this.instead = instead;
        this.noticedBy = noticedBy;
    }

    /// The statement that this one sends for `sql`.
    String of(String sql) {
        return precaution.isEmpty() || !sql.contains(where)
                ? sql
                : sql.replace(precaution, instead);
    }

    /// The rules, one of which it breaks.
    Set<Rule> noticedBy() {
        return noticedBy;
    }
}
