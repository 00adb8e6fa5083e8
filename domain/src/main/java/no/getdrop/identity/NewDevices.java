package no.getdrop.identity;

import org.jdbi.v3.core.Handle;

/// Tells customers of logins from a browser or an app that they have not used before.
@FunctionalInterface
public interface NewDevices {
    /// Tells the customer, in the transaction that opens the session.
    ///
    /// @param name what the browser or the app called itself; a dash where it said nothing
    void tell(Handle handle, UserId userId, String name);
}
