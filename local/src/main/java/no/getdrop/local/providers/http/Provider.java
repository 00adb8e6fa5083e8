package no.getdrop.local.providers.http;

import java.net.URI;

/// A provider on this machine: one server, with switches for its faults.
public abstract class Provider implements AutoCloseable {
    /// Where its operations are.
    protected final ProviderServer server;

    /// One that this server serves.
    protected Provider(ProviderServer server) {
        this.server = server;
    }

    /// Where it is reached, without a slash at the end.
    public URI url() {
        return server.url();
    }

    /// The switches for delay and failure.
    public Switches switches() {
        return server.switches();
    }

    /// How many calls of an operation arrived, those that a switch broke included.
    public long calls(String operation) {
        return server.calls(operation);
    }

    @Override
    public void close() {
        server.close();
    }
}
