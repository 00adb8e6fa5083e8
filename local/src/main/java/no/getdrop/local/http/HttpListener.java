package no.getdrop.local.http;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/// A small HTTP/1.1 server on the loopback address.
///
/// It keeps header names as they were sent, writes each answer in one packet with TCP_NODELAY (two
/// packets cost a delayed acknowledgement, about 40 ms), and runs each connection on its own
/// virtual thread, so that a long poll costs nothing.
public final class HttpListener implements AutoCloseable {
    private static final int DRAINED_BYTES = 32 * 1024 * 1024;

    private final ServerSocket server;
    private final int maxBodyBytes;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    private HttpListener(ServerSocket server, int maxBodyBytes) {
        this.server = server;
        this.maxBodyBytes = maxBodyBytes;
    }

    /// Takes the port, without answering yet.
    ///
    /// @param port 0 lets the system choose
    /// @param maxBodyBytes longer request bodies are answered with 413
    /// @throws IllegalStateException when the port is taken
    public static HttpListener bind(int port, int maxBodyBytes) {
        try {
            ServerSocket server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(loopback(), port), 256);
            return new HttpListener(server, maxBodyBytes);
        } catch (BindException e) {
            throw new IllegalStateException(
                    "port %d on 127.0.0.1 is taken; end what uses it or choose another port"
                            .formatted(port),
                    e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Starts to answer.
    public HttpListener serve(HttpHandler handler) {
        threads.execute(() -> accept(handler));
        return this;
    }

    public int port() {
        return server.getLocalPort();
    }

    /// `host:port`, as the Lambda runtime client wants it.
    public String authority() {
        return "127.0.0.1:" + port();
    }

    public URI url() {
        return URI.create("http://localhost:" + port());
    }

    /// Closes the port and every connection; handlers at work are interrupted.
    @Override
    public void close() {
        closeQuietly(server);
        connections.forEach(HttpListener::closeQuietly);
        threads.shutdownNow();
    }

    private void accept(HttpHandler handler) {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                connections.add(socket);
                threads.execute(() -> serve(socket, handler));
            } catch (IOException e) {
                if (!server.isClosed()) {
                    System.err.println("cannot accept a connection: " + e.getMessage());
                }
            }
        }
    }

    private void serve(Socket socket, HttpHandler handler) {
        try (socket) {
            socket.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = socket.getOutputStream();
            String remote = socket.getInetAddress().getHostAddress();
            RequestReader reader = new RequestReader(in, out, maxBodyBytes, remote);
            boolean open = true;
            while (open) {
                open = answerNext(reader, in, out, handler);
            }
        } catch (IOException e) {
            // The other side went away; there is nobody left to tell.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            connections.remove(socket);
        }
    }

    private static boolean answerNext(
            RequestReader reader, InputStream in, OutputStream out, HttpHandler handler)
            throws IOException, InterruptedException {
        HttpRequest request;
        try {
            request = reader.next();
        } catch (BadRequestException e) {
            String body = "{\"message\":\"" + e.getMessage() + "\"}";
            write(out, HttpResponse.json(e.status, body), false, true);
            drain(in);
            return false;
        }
        if (request == null) {
            return false;
        }
        HttpResponse response = handle(handler, request);
        if (response == null) {
            return false;
        }
        boolean keep = request.header("Connection").filter("close"::equalsIgnoreCase).isEmpty();
        write(out, response, keep, !request.method().equals("HEAD"));
        return keep;
    }

    // A bug in a handler must not look like a lost connection.
    @SuppressWarnings("CatchAndPrintStackTrace")
    private static @Nullable HttpResponse handle(HttpHandler handler, HttpRequest request)
            throws InterruptedException {
        try {
            return handler.handle(request);
        } catch (RuntimeException e) {
            e.printStackTrace();
            return HttpResponse.json(500, "{\"message\":\"the local host failed: see its log\"}");
        }
    }

    private static void write(OutputStream out, HttpResponse response, boolean keep, boolean body)
            throws IOException {
        StringBuilder head = new StringBuilder(256);
        head.append("HTTP/1.1 ").append(response.status()).append(" \r\n");
        for (Header header : response.headers()) {
            head.append(header.name()).append(": ").append(header.value()).append("\r\n");
        }
        if (response.status() != 204 && response.status() != 304) {
            head.append("Content-Length: ").append(response.body().length).append("\r\n");
        }
        head.append("Connection: ").append(keep ? "keep-alive" : "close").append("\r\n\r\n");
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        if (body && response.status() != 204 && response.status() != 304) {
            packet.write(response.body());
        }
        packet.writeTo(out);
        out.flush();
    }

    /// Reads on for a while: closing with unread input would reset the connection and lose the
    /// answer on its way.
    private static void drain(InputStream in) throws IOException {
        byte[] buffer = new byte[64 * 1024];
        int drained = 0;
        int read = in.read(buffer);
        while (read >= 0 && drained < DRAINED_BYTES) {
            drained += read;
            read = in.read(buffer);
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress("localhost", new byte[] {127, 0, 0, 1});
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // Closing what is broken already.
        }
    }
}
