package no.getdrop.health;

/// How well something is; the worst of several is theirs together.
enum Status {
    PASS("ok"),
    WARN("warn"),
    FAIL("error");

    private final String word;

    Status(String word) {
        this.word = word;
    }

    /// The word that Drop's monitors look for.
    String word() {
        return word;
    }

    /// A warning is no reason to send traffic elsewhere.
    int httpStatus() {
        return this == FAIL ? 503 : 200;
    }

    Status worseOf(Status other) {
        return compareTo(other) >= 0 ? this : other;
    }
}
