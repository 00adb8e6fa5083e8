package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// HTTP as no client library would send it: the address and the header lines go out letter by
/// letter, and nothing is put in order before.
final class Wire {
    private static final int TIMEOUT_MS = 35_000;
    private static final String LINE_END = "\r\n";

    private Wire() {}

    /// Gets an address, which may be one that is none.
    static Answer get(URI base, String target, String... headerLines) {
        return send(base, "GET", target, headerLines);
    }

    /// Sends a request without a body.
    static Answer send(URI base, String method, String target, String... headerLines) {
        StringBuilder request = new StringBuilder();
        request.append(method).append(' ').append(target).append(" HTTP/1.1").append(LINE_END);
        List<String> lines = List.of(headerLines);
        if (lines.stream().noneMatch(line -> line.startsWith("Host:"))) {
            request.append("Host: ").append(base.getAuthority()).append(LINE_END);
        }
        lines.forEach(line -> request.append(line).append(LINE_END));
        request.append("Connection: close").append(LINE_END).append(LINE_END);
        return read(exchange(base, request.toString()), target);
    }

    private static String exchange(URI base, String request) {
        try (Socket socket = new Socket(base.getHost(), base.getPort())) {
            socket.setSoTimeout(TIMEOUT_MS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Answer read(String text, String target) {
        int end = text.indexOf(LINE_END + LINE_END);
        assertThat(end).as("%s got no answer: %s", target, text).isPositive();
        List<String> lines = text.substring(0, end).lines().toList();
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String line : lines.subList(1, lines.size())) {
            int colon = line.indexOf(':');
            headers.computeIfAbsent(line.substring(0, colon), name -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        int status =
                Integer.parseInt(lines.getFirst().substring("HTTP/1.1 ".length()).split(" ", 2)[0]);
        return new Answer(status, headers, text.substring(end + 4));
    }
}
