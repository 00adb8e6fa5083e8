package no.getdrop.webhooks;

import no.getdrop.runtime.Spelled;

import org.jdbi.v3.core.Handle;

/// What a provider's messages bring about.
@FunctionalInterface
public interface WebhookAction {
    /// Does it, in the transaction that marks the message as processed. It may run again after a
    /// failure, with nothing done before.
    Result apply(Handle handle, WebhookEvent event);

    /// What came of a message.
    enum Result implements Spelled {
        /// It changed something.
        APPLIED,
        /// Something newer was known already.
        SUPERSEDED,
        /// It is none that anything follows from.
        IGNORED,
        /// What it is about is not here yet; it is looked at again.
        WAITING
    }
}
