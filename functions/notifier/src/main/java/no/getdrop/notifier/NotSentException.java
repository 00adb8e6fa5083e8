package no.getdrop.notifier;

/// Slack did not take a message: the invocation's error, so that Lambda asks again and then keeps
/// the message in the dead-letter queue.
public final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message what Slack said, without the webhook's address, which is a secret
    NotSentException(String message) {
        super(message);
    }
}
