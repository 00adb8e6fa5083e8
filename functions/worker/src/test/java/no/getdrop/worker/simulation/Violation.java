package no.getdrop.worker.simulation;

/// A rule that does not hold; it ends the simulation wherever it is found.
final class Violation extends Error {
    private static final long serialVersionUID = 1L;

    private final Rule rule;

    Violation(Rule rule, String what) {
        super(rule + ": " + what);
        this.rule = rule;
    }

    Rule rule() {
        return rule;
    }

    /// What must hold after every step.
    enum Rule {
        /// The bank has at most one order for a payment, of just its amount.
        ONE_ORDER,
        /// Nobody takes a payment while the claim of another runs. Whoever stands still for longer
        /// than its claim may still send when another does: of what comes of that, ONE_ORDER tells.
        ONE_SENDER,
        /// A payment is completed when its bank has settled it, and failed when it refused it.
        AS_THE_BANK_SAYS,
        /// Every payment that was accepted comes to its end.
        NONE_FORGOTTEN,
        /// The same request is answered with the same payment.
        SAME_ANSWER,
        /// Sums here and at the bank are the same.
        SAME_SUMS,
        /// The rows agree among themselves.
        CONSISTENT_ROWS
    }
}
