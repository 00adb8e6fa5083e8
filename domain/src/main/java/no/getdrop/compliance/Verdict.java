package no.getdrop.compliance;

import java.util.List;

/// What the rules say of a payment that may be made otherwise.
public sealed interface Verdict {
    /// It goes to the bank.
    record Pass() implements Verdict {}

    /// A person decides first; the customer is told no more than that it is being processed.
    record Hold(List<Concern> concerns) implements Verdict {
        public Hold {
            concerns = List.copyOf(concerns);
            if (concerns.isEmpty()) {
                throw new IllegalArgumentException("a payment is held for a reason");
            }
        }
    }

    /// It would exceed what a customer may pay, as the terms of use say.
    ///
    /// @param limit the first that is exceeded, the shortest window before the longer ones
    /// @param of what is exceeded
    record Refuse(AmlRules.Limit limit, Measure of) implements Verdict {}

    /// What a limit is on.
    enum Measure {
        AMOUNT,
        COUNT
    }
}
