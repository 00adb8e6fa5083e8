package no.getdrop.local.postgres;

import no.getdrop.local.lambda.LocalCredentials;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/// Stands in for RDS Proxy on a loopback port that the system chose: frames PostgreSQL's protocol
/// in both directions, counts round trips, and fails on demand.
///
/// Each client gets a connection to the database of its own; RDS Proxy would share them. Like RDS
/// Proxy it takes no `CancelRequest` and no command-line options.
public final class DatabaseProxy implements AutoCloseable {
    private final ServerSocket server;
    private final @Nullable SignIn signIn;
    private final Traffic traffic = new Traffic();
    private final Set<ProxiedConnection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final InetSocketAddress database;
    private volatile boolean refusing;
    private boolean held;

    /// What went over the wire.
    ///
    /// @param roundTrips how often a client waited for `ReadyForQuery`: not at logins, and not at
    ///   the driver's `BEGIN`, which leaves together with the statement that follows
    /// @param logins connections that became ready for their first statement
    /// @param statements text of each `Parse` and `Query` message, in order
    public record Count(long roundTrips, long logins, List<String> statements) {
        public Count {
            statements = List.copyOf(statements);
        }
    }

    private DatabaseProxy(InetSocketAddress address, int databasePort, @Nullable SignIn signIn) {
        this.signIn = signIn;
        this.database = loopback(databasePort);
        try {
            server = new ServerSocket(address.getPort(), 256, address.getAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    /// One without TLS that leaves the login to the database.
    public static DatabaseProxy inFrontOf(int databasePort) {
        return at(loopback(0), databasePort);
    }

    /// As [#inFrontOf], listening there.
    public static DatabaseProxy at(InetSocketAddress address, int databasePort) {
        return new DatabaseProxy(address, databasePort, null);
    }

    /// One that demands TLS and an IAM token, and signs in to the database, which must trust it.
    ///
    /// @param credentials those that a token must be signed with, asked for at each login
    public static DatabaseProxy withTokens(
            ServerCertificate certificate,
            Supplier<LocalCredentials> credentials,
            int databasePort) {
        return new DatabaseProxy(loopback(0), databasePort, new SignIn(certificate, credentials));
    }

    /// The port it listens on, at 127.0.0.1.
    public int port() {
        return server.getLocalPort();
    }

    /// What went over the wire since the last [#reset].
    public Count count() {
        return traffic.count();
    }

    /// Counts from zero.
    public void reset() {
        traffic.reset();
    }

    /// How many clients are connected.
    public int connections() {
        return connections.size();
    }

    /// Breaks every open connection by a TCP reset, as a proxy that dies does.
    public void cut() {
        connections.forEach(ProxiedConnection::reset);
        wakeHeld();
    }

    /// From now on breaks each new connection at once, or takes them again.
    public void refuse(boolean refuse) {
        refusing = refuse;
    }

    /// From now on takes everything and passes nothing on, as a network that loses packets does; or
    /// passes on all that was held.
    public synchronized void hold(boolean hold) {
        held = hold;
        notifyAll();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut();
            threads.shutdownNow();
        }
    }

    InetSocketAddress database() {
        return database;
    }

    @Nullable SignIn signIn() {
        return signIn;
    }

    Traffic traffic() {
        return traffic;
    }

    /// Waits while everything is held.
    synchronized void awaitPassage() throws InterruptedException {
        while (held && !server.isClosed()) {
            wait();
        }
    }

    void run(Runnable work) {
        threads.execute(work);
    }

    private synchronized void wakeHeld() {
        notifyAll();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                if (refusing) {
                    client.setSoLinger(true, 0);
                    client.close();
                } else {
                    serve(new ProxiedConnection(this, client));
                }
            } catch (IOException e) {
                if (!server.isClosed()) {
                    System.err.println("cannot accept a connection: " + e.getMessage());
                }
            }
        }
    }

    private void serve(ProxiedConnection connection) {
        connections.add(connection);
        threads.execute(() -> {
            try {
                connection.serve();
            } finally {
                connections.remove(connection);
            }
        });
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
