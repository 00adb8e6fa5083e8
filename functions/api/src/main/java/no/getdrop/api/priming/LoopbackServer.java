package no.getdrop.api.priming;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// HTTP/1.1 for this process alone: bodies with a length, connections that are kept, nothing more.
/// Of the JDK it needs `java.base` only, since the runtime may lack other modules.
final class LoopbackServer implements AutoCloseable {
    private static final int LINE_BYTES_MAX = 16_384;
    private static final int BODY_BYTES_MAX = 1_000_000;

    private final ServerSocket listener;
    private final Handler handler;
    private final Set<Socket> connections = ConcurrentHashMap.newKeySet();

    /// @param target path and query
    /// @param headers by name in lower case
    record Request(String method, String target, Map<String, String> headers, String body) {
        Request {
            headers = Map.copyOf(headers);
        }
    }

    record Response(int status, String json) {}

    interface Handler {
        Response answer(Request request);
    }

    private LoopbackServer(ServerSocket listener, Handler handler) {
        this.listener = listener;
        this.handler = handler;
    }

    /// Listens on a port that the system chooses.
    static LoopbackServer start(Handler handler) throws IOException {
        LoopbackServer server =
                new LoopbackServer(
                        new ServerSocket(0, 16, InetAddress.getLoopbackAddress()), handler);
        server.inBackground("rehearsal-listener", server::accept);
        return server;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket connection : connections) {
            connection.close();
        }
    }

    private void inBackground(String name, Runnable work) {
        Thread.ofPlatform().daemon().name(name).start(work);
    }

    private void accept() {
        while (true) {
            try {
                Socket connection = listener.accept();
                connections.add(connection);
                inBackground("rehearsal-connection", () -> serve(connection));
            } catch (IOException e) {
                // It was closed.
                return;
            }
        }
    }

    private void serve(Socket connection) {
        try (connection) {
            connection.setTcpNoDelay(true);
            InputStream input = new BufferedInputStream(connection.getInputStream());
            String first = line(input);
            while (!first.isEmpty()) {
                Response response = handler.answer(read(first, input));
                connection.getOutputStream().write(bytes(response));
                first = line(input);
            }
        } catch (IOException e) {
            // The client has gone, or this was closed.
        } finally {
            connections.remove(connection);
        }
    }

    private static Request read(String first, InputStream input) throws IOException {
        String[] words = first.split(" ", 3);
        if (words.length < 3) {
            throw new IOException("no HTTP request: " + first);
        }
        Map<String, String> headers = new HashMap<>();
        for (String line = line(input); !line.isEmpty(); line = line(input)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, Math.max(0, colon)).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (length > BODY_BYTES_MAX) {
            throw new IOException("a body of " + length + " bytes");
        }
        String body = new String(input.readNBytes(length), StandardCharsets.UTF_8);
        return new Request(words[0], words[1], headers, body);
    }

    /// A line without its end; an empty one at the end of the input.
    private static String line(InputStream input) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        for (int next = input.read(); next >= 0 && next != '\n'; next = input.read()) {
            if (line.size() == LINE_BYTES_MAX) {
                throw new IOException("a line of more than " + LINE_BYTES_MAX + " bytes");
            }
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }

    private static byte[] bytes(Response response) {
        byte[] body = response.json().getBytes(StandardCharsets.UTF_8);
        byte[] head =
                ("HTTP/1.1 %d Rehearsed\r\n"
                                + "Content-Type: application/json\r\n"
                                + "Content-Length: %d\r\n\r\n")
                        .formatted(response.status(), body.length)
                        .getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[head.length + body.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return all;
    }
}
