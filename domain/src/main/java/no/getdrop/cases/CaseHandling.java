package no.getdrop.cases;

import no.getdrop.audit.Action;
import no.getdrop.audit.Audit;
import no.getdrop.identity.UserId;

import org.jdbi.v3.core.Handle;

import java.util.Optional;

/// What Drop's staff does about one sort of cases: nobody handles their own, the same step once
/// more changes nothing, and each step is recorded in the audit trail.
///
/// @param <I> the id of a case
/// @param <T> what a case is
/// @param <S> what is done about it
public abstract class CaseHandling<I, T, S> {
    /// What became of a step.
    public sealed interface Outcome<T> {
        /// The case as it is now; the same step once more changes nothing.
        record Kept<T>(Case<T> now) implements Outcome<T> {}

        /// There is no such case.
        record NotFound<T>() implements Outcome<T> {}

        /// Whoever took the step is the customer.
        record OwnCase<T>() implements Outcome<T> {}

        /// From where the case is, it does not go there.
        record NoSuchStep<T>() implements Outcome<T> {}

        /// A payment of the customer has not come to its end. The transaction is to be rolled back.
        record PaymentUnderWay<T>() implements Outcome<T> {}
    }

    /// Takes a case one step on, in a transaction that is already open.
    public final Outcome<T> take(Handle handle, I id, S step, UserId by, Audit.Origin origin) {
        Optional<Case<T>> found = locked(handle, id);
        if (found.isEmpty()) {
            return new Outcome.NotFound<>();
        }
        if (found.get().customerId().equals(by)) {
            return new Outcome.OwnCase<>();
        }
        if (isTaken(found.get().subject(), step)) {
            return new Outcome.Kept<>(found.get());
        }
        if (!isPossible(found.get().subject(), step)) {
            return new Outcome.NoSuchStep<>();
        }
        Optional<Action> made = make(handle, id, found.get(), step);
        if (made.isEmpty()) {
            return new Outcome.PaymentUnderWay<>();
        }
        Audit.record(handle, by.value(), made.get(), id.toString(), origin);
        return new Outcome.Kept<>(locked(handle, id).orElseThrow());
    }

    /// The case as it is, which nobody else changes until the transaction ends.
    protected abstract Optional<Case<T>> locked(Handle handle, I id);

    /// Whether this very step was taken before.
    protected abstract boolean isTaken(T subject, S step);

    /// Whether the case goes there from where it is.
    protected abstract boolean isPossible(T subject, S step);

    /// Takes the step, and tells the customer what there is to tell.
    ///
    /// @return what the audit trail calls it; empty when a payment that is under way stands against
    ///   it
    protected abstract Optional<Action> make(Handle handle, I id, Case<T> found, S step);
}
