package no.getdrop.compliance;

import org.jdbi.v3.core.Handle;

import java.util.UUID;

/// What becomes of payments that wait for a decision; each call is a part of the deciding
/// transaction.
public interface Holds {
    /// Lets a payment go on to the bank.
    ///
    /// @return whether it still waited
    boolean release(Handle handle, UUID paymentId);

    /// Ends a payment, with no other reason than a bank would give.
    ///
    /// @return whether it still waited
    boolean reject(Handle handle, UUID paymentId);
}
