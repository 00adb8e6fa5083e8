package no.getdrop.local.postgres;

import org.jspecify.annotations.Nullable;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One message of PostgreSQL's frontend/backend protocol 3.0 (PostgreSQL manual, "Message
/// Formats"): a type, a length, a body.
///
/// @param type its first byte, 0 for the messages that open a connection and have none
// Bytes on their way through; nothing compares these records.
@SuppressWarnings("ArrayRecordComponent")
record Message(char type, byte[] body) {
    /// The body of the first message names the protocol, or what else is asked for.
    static final int PROTOCOL_3 = 196608;

    static final int CANCEL_REQUEST = 80877102;
    static final int SSL_REQUEST = 80877103;
    static final int GSS_REQUEST = 80877104;

    private static final int LONGEST = 1 << 30;

    /// The message that opens a connection; null when the other side closed instead.
    static @Nullable Message readFirst(DataInputStream in) throws IOException {
        int first = in.read();
        return first < 0 ? null : new Message('\0', readBody(in, first << 24 | readThree(in)));
    }

    /// The next message; null at the end of the connection.
    static @Nullable Message read(DataInputStream in) throws IOException {
        int type = in.read();
        return type < 0 ? null : new Message((char) type, readBody(in, in.readInt()));
    }

    /// `ErrorResponse` with the severity that ends the connection.
    static Message fatal(String sqlState, String text) {
        String fields = "SFATAL\0" + "VFATAL\0" + "C" + sqlState + "\0" + "M" + text + "\0" + "\0";
        return new Message('E', fields.getBytes(StandardCharsets.UTF_8));
    }

    /// `AuthenticationCleartextPassword`.
    static Message cleartextPassword() {
        return new Message('R', new byte[] {0, 0, 0, 3});
    }

    void write(DataOutputStream out) throws IOException {
        if (type != 0) {
            out.writeByte(type);
        }
        out.writeInt(body.length + 4);
        out.write(body);
    }

    /// The number that the first message begins with.
    int code() {
        return body.length < 4
                ? 0
                : (body[0] & 0xff) << 24
                        | (body[1] & 0xff) << 16
                        | (body[2] & 0xff) << 8
                        | (body[3] & 0xff);
    }

    /// The texts in the body from an offset on, each ended by a zero byte.
    List<String> texts(int from) {
        List<String> texts = new ArrayList<>();
        int start = from;
        for (int i = from; i < body.length; i++) {
            if (body[i] == 0) {
                texts.add(new String(body, start, i - start, StandardCharsets.UTF_8));
                start = i + 1;
            }
        }
        return texts;
    }

    private static int readThree(DataInputStream in) throws IOException {
        return in.readUnsignedByte() << 16 | in.readUnsignedShort();
    }

    private static byte[] readBody(DataInputStream in, int length) throws IOException {
        if (length < 4 || length > LONGEST) {
            throw new IOException("no PostgreSQL message: length " + length);
        }
        byte[] body = in.readNBytes(length - 4);
        if (body.length < length - 4) {
            throw new EOFException("the connection ended within a message");
        }
        return body;
    }
}
