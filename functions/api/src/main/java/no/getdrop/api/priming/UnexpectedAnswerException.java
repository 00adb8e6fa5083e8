package no.getdrop.api.priming;

/// A rehearsed request was answered otherwise than it must be.
final class UnexpectedAnswerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String request;
    private final String expected;
    private final String got;

    UnexpectedAnswerException(String request, String expected, String got) {
        super(request + ": expected " + expected + ", got " + got);
        this.request = request;
        this.expected = expected;
        this.got = got;
    }

    String request() {
        return request;
    }

    String expected() {
        return expected;
    }

    String got() {
        return got;
    }
}
