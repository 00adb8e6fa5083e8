package no.getdrop.local.http;

import org.jspecify.annotations.Nullable;

/// Answers requests; called on one virtual thread per connection.
@FunctionalInterface
public interface HttpHandler {
    /// The answer, or null to close the connection without one.
    ///
    /// @throws InterruptedException when the listener closes meanwhile
    @Nullable HttpResponse handle(HttpRequest request) throws InterruptedException;
}
