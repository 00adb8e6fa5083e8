package no.getdrop.api.http;

/// The very bytes of a request's body, for whoever verifies a signature over them.
@SuppressWarnings("ArrayRecordComponent") // never compared
public record RawBody(byte[] bytes) {
    @Override
    public String toString() {
        return "RawBody[" + bytes.length + " bytes]";
    }
}
