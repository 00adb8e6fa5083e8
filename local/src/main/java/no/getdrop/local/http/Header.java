package no.getdrop.local.http;

/// One header line, its name spelled as the sender spelled it.
public record Header(String name, String value) {
    public Header {
        if (name.isEmpty() || (name + value).chars().anyMatch(c -> c == '\r' || c == '\n')) {
            throw new IllegalArgumentException("a header needs a name and must be one line");
        }
    }
}
