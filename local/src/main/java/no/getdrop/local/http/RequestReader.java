package no.getdrop.local.http;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Reads HTTP/1.1 requests from one connection (RFC 9112), bodies by length or in chunks.
final class RequestReader {
    private static final int MAX_HEAD_BYTES = 64 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final int maxBodyBytes;
    private final String remoteAddress;

    RequestReader(InputStream in, OutputStream out, int maxBodyBytes, String remoteAddress) {
        this.in = in;
        this.out = out;
        this.maxBodyBytes = maxBodyBytes;
        this.remoteAddress = remoteAddress;
    }

    /// The next request, or null when the other side has closed the connection.
    @Nullable HttpRequest next() throws IOException {
        String line = readLine(true);
        if (line == null) {
            return null;
        }
        String[] parts = line.split(" ", -1);
        if (parts.length != 3 || !parts[2].startsWith("HTTP/1.")) {
            throw new BadRequestException(400, "expected 'METHOD /path HTTP/1.1'");
        }
        List<Header> headers = readHeaders();
        String target = parts[1];
        if (target.startsWith("http://")) {
            int slash = target.indexOf('/', "http://".length());
            target = slash < 0 ? "/" : target.substring(slash);
        }
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        String query = question < 0 ? "" : target.substring(question + 1);
        return new HttpRequest(parts[0], path, query, headers, readBody(headers), remoteAddress);
    }

    private List<Header> readHeaders() throws IOException {
        List<Header> headers = new ArrayList<>();
        int headBytes = 0;
        while (true) {
            String line = readLine(false);
            if (line == null) {
                throw new EOFException("connection closed inside the headers");
            }
            if (line.isEmpty()) {
                return headers;
            }
            headBytes += line.length();
            if (headBytes > MAX_HEAD_BYTES) {
                throw new BadRequestException(431, "Request header fields too large");
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new BadRequestException(400, "a header line needs a name and a colon");
            }
            headers.add(new Header(line.substring(0, colon), line.substring(colon + 1).strip()));
        }
    }

    private byte[] readBody(List<Header> headers) throws IOException {
        boolean chunked =
                Header.first(headers, "Transfer-Encoding")
                        .map(v -> v.toLowerCase(Locale.ROOT).contains("chunked"))
                        .orElse(false);
        String declared = Header.first(headers, "Content-Length").orElse("0");
        long length;
        try {
            length = Long.parseLong(declared);
        } catch (NumberFormatException e) {
            throw new BadRequestException(400, "Content-Length is no number: " + declared);
        }
        if (length < 0) {
            throw new BadRequestException(400, "Content-Length is negative");
        }
        if (length > maxBodyBytes) {
            throw new BadRequestException(413, "Request Too Long");
        }
        if (Header.first(headers, "Expect").filter("100-continue"::equalsIgnoreCase).isPresent()) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            out.flush();
        }
        return chunked ? readChunks() : readExactly((int) length);
    }

    private byte[] readChunks() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String line = readLine(false);
            if (line == null) {
                throw new EOFException("connection closed inside a chunked body");
            }
            int size;
            try {
                size = Integer.parseInt(line.split(";", 2)[0].strip(), 16);
            } catch (NumberFormatException e) {
                throw new BadRequestException(400, "chunk size is no hexadecimal number");
            }
            if (size == 0) {
                readHeaders();
                return body.toByteArray();
            }
            if (size < 0 || size > maxBodyBytes - body.size()) {
                throw new BadRequestException(413, "Request Too Long");
            }
            body.write(readExactly(size));
            readLine(false);
        }
    }

    private byte[] readExactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("connection closed inside the body");
        }
        return bytes;
    }

    private @Nullable String readLine(boolean endAllowed) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(128);
        while (true) {
            int c = in.read();
            if (c < 0) {
                if (endAllowed && line.size() == 0) {
                    return null;
                }
                throw new EOFException("connection closed inside a line");
            }
            if (c == '\n') {
                String text = line.toString(StandardCharsets.ISO_8859_1);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            if (line.size() >= MAX_HEAD_BYTES) {
                throw new BadRequestException(431, "Request header fields too large");
            }
            line.write(c);
        }
    }
}
