package no.getdrop.local.postgres;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.SSLSocket;

/// One client of a [DatabaseProxy] and its connection to the database.
final class ProxiedConnection {
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String CONNECTION_REFUSED = "08006";
    private static final String INVALID_AUTHORIZATION = "28000";
    private static final String INVALID_PASSWORD = "28P01";
    private static final String NOT_SUPPORTED = "0A000";

    private final DatabaseProxy proxy;
    private final Socket accepted;
    private final AtomicInteger notAwaited = new AtomicInteger();
    private volatile @Nullable Socket database;
    private volatile boolean broken;

    /// Both directions of one TCP connection, or of the TLS connection in it.
    private record Line(DataInputStream in, DataOutputStream out) {
        static Line over(Socket socket) throws IOException {
            return new Line(
                    new DataInputStream(
                            new BufferedInputStream(socket.getInputStream(), BUFFER_BYTES)),
                    new DataOutputStream(
                            new BufferedOutputStream(socket.getOutputStream(), BUFFER_BYTES)));
        }

        void send(Message message) throws IOException {
            message.write(out);
            out.flush();
        }
    }

    ProxiedConnection(DatabaseProxy proxy, Socket accepted) {
        this.proxy = proxy;
        this.accepted = accepted;
    }

    /// Serves the client until either side leaves.
    void serve() {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            serveClient();
        } catch (IOException e) {
            // One side went away; the other is told by the end of its connection.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Breaks both connections by a TCP reset.
    void reset() {
        broken = true;
        reset(accepted);
        Socket server = database;
        if (server != null) {
            reset(server);
        }
    }

    private void serveClient() throws IOException, InterruptedException {
        Line client = Line.over(accepted);
        boolean secured = false;
        while (true) {
            proxy.awaitPassage();
            Message first = Message.readFirst(client.in());
            if (first == null || first.code() == Message.CANCEL_REQUEST) {
                return;
            }
            proxy.awaitPassage();
            switch (first.code()) {
                case Message.SSL_REQUEST -> {
                    SignIn signIn = proxy.signIn();
                    boolean secure = signIn != null && !secured;
                    answer(client, secure ? 'S' : 'N');
                    if (secure && signIn != null) {
                        client = Line.over(tls(signIn.certificate()));
                        secured = true;
                    }
                }
                case Message.GSS_REQUEST -> answer(client, 'N');
                case Message.PROTOCOL_3 -> {
                    open(client, first, secured);
                    return;
                }
                default -> {
                    client.send(Message.fatal("08P01", "unsupported frontend protocol"));
                    return;
                }
            }
        }
    }

    private void open(Line client, Message startup, boolean secured)
            throws IOException, InterruptedException {
        Message refusal = refusal(client, startup, secured);
        if (refusal != null) {
            client.send(refusal);
            return;
        }
        try (Socket server = new Socket()) {
            database = server;
            server.setTcpNoDelay(true);
            if (!connected(server)) {
                client.send(Message.fatal(CONNECTION_REFUSED, "the database cannot be reached"));
                return;
            }
            if (broken) {
                return;
            }
            Line upstream = Line.over(server);
            upstream.send(startup);
            proxy.run(() -> relayRequests(client, upstream, server));
            relayAnswers(upstream, client);
        }
    }

    private boolean connected(Socket server) {
        try {
            server.connect(proxy.database());
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /// Why the client is not let in; null when it is.
    private @Nullable Message refusal(Line client, Message startup, boolean secured)
            throws IOException, InterruptedException {
        List<String> parameters = startup.texts(4);
        if (parameter(parameters, "options") != null) {
            return Message.fatal(
                    NOT_SUPPORTED, "RDS Proxy currently doesn't support command-line options.");
        }
        SignIn signIn = proxy.signIn();
        if (signIn == null) {
            return null;
        }
        if (!secured) {
            return Message.fatal(INVALID_AUTHORIZATION, "This RDS Proxy requires TLS connections.");
        }
        client.send(Message.cleartextPassword());
        Message password = Message.read(client.in());
        proxy.awaitPassage();
        String role = parameter(parameters, "user");
        if (password == null || password.type() != 'p' || role == null) {
            return Message.fatal("08P01", "a password was expected");
        }
        return signIn.refusal(role, password.texts(0).getFirst(), proxy.port())
                .map(reason -> Message.fatal(INVALID_PASSWORD, reason))
                .orElse(null);
    }

    private void relayRequests(Line client, Line upstream, Socket server) {
        try {
            Message message = Message.read(client.in());
            while (message != null) {
                proxy.awaitPassage();
                noteRequest(message);
                message.write(upstream.out());
                flushUnlessMore(client, upstream);
                message = Message.read(client.in());
            }
            upstream.out().flush();
            server.shutdownOutput();
        } catch (IOException e) {
            closeQuietly(server);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void relayAnswers(Line upstream, Line client) throws IOException, InterruptedException {
        boolean loggedIn = false;
        Message message = Message.read(upstream.in());
        while (message != null) {
            proxy.awaitPassage();
            if (message.type() == 'Z') {
                if (!loggedIn) {
                    loggedIn = true;
                    proxy.traffic().loggedIn();
                } else if (notAwaited.getAndUpdate(n -> Math.max(0, n - 1)) == 0) {
                    proxy.traffic().roundTrip();
                }
            }
            message.write(client.out());
            flushUnlessMore(upstream, client);
            message = Message.read(upstream.in());
        }
        client.out().flush();
    }

    private void noteRequest(Message message) {
        switch (message.type()) {
            case 'Q' -> {
                String sql = message.texts(0).getFirst();
                // The driver's own, by the simple protocol: it sends the first statement after it
                // without waiting for the answer.
                if (sql.startsWith("BEGIN")) {
                    notAwaited.incrementAndGet();
                }
                proxy.traffic().statement(sql);
            }
            case 'P' -> proxy.traffic().statement(message.texts(0).get(1));
            default -> {}
        }
    }

    /// Messages that came in one packet leave in one, as they would without a proxy.
    private static void flushUnlessMore(Line from, Line to) throws IOException {
        if (from.in().available() == 0) {
            to.out().flush();
        }
    }

    private SSLSocket tls(ServerCertificate certificate) throws IOException {
        SSLSocket socket =
                (SSLSocket)
                        certificate
                                .context()
                                .getSocketFactory()
                                .createSocket(accepted, certificate.hostName(), 0, true);
        socket.setUseClientMode(false);
        socket.startHandshake();
        return socket;
    }

    private static void answer(Line client, char letter) throws IOException {
        client.out().writeByte(letter);
        client.out().flush();
    }

    private static @Nullable String parameter(List<String> parameters, String name) {
        for (int i = 0; i + 1 < parameters.size(); i += 2) {
            if (parameters.get(i).equals(name)) {
                return parameters.get(i + 1);
            }
        }
        return null;
    }

    private static void reset(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
        closeQuietly(socket);
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }
}
