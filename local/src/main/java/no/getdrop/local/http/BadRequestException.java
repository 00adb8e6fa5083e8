package no.getdrop.local.http;

import java.io.IOException;

/// A request that cannot be read; carries the status that says so.
final class BadRequestException extends IOException {
    private static final long serialVersionUID = 1L;

    final int status;

    BadRequestException(int status, String message) {
        super(message);
        this.status = status;
    }
}
