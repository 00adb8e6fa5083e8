package no.getdrop.health;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// A port before the database's, as the proxy is: counts the round trips, and can fall silent or
/// hang up.
final class Relay implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final AtomicInteger roundTrips = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final int target;
    private volatile boolean silent;

    Relay(int target) throws IOException {
        this.target = target;
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// How often a client spoke after the server had, or first.
    int roundTrips() {
        return roundTrips.get();
    }

    /// How many connections were made.
    int connections() {
        return connections.get();
    }

    /// From now on takes everything and passes on nothing.
    void fallSilent() {
        silent = true;
    }

    /// Closes every connection, without a word of the server's protocol.
    void hangUp() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        sockets.clear();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        hangUp();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = listener.accept();
                connections.incrementAndGet();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                sockets.addAll(List.of(client, server));
                // Whose turn it was last, for both directions of this connection.
                boolean[] clientSpoke = {false};
                Thread.startVirtualThread(() -> pass(client, server, clientSpoke, true));
                Thread.startVirtualThread(() -> pass(server, client, clientSpoke, false));
            }
        } catch (IOException e) {
            // Closed: the test is over.
        }
    }

    private void pass(Socket from, Socket to, boolean[] clientSpoke, boolean fromClient) {
        byte[] bytes = new byte[8_192];
        try (from;
                to;
                InputStream input = from.getInputStream();
                OutputStream output = to.getOutputStream()) {
            for (int count = input.read(bytes); count >= 0; count = input.read(bytes)) {
                synchronized (clientSpoke) {
                    if (fromClient && !clientSpoke[0]) {
                        roundTrips.incrementAndGet();
                    }
                    clientSpoke[0] = fromClient;
                }
                if (!silent) {
                    output.write(bytes, 0, count);
                }
            }
        } catch (IOException e) {
            // One end hung up; the other is closed with it.
        }
    }
}
