package no.getdrop.runtime;

import java.net.ConnectException;

/// Nothing was sent to a provider: it has not answered of late, or too many wait for it already. To
/// whoever asked it is as if the provider could not be reached.
public final class NotAskedException extends ConnectException {
    private static final long serialVersionUID = 1L;

    NotAskedException(String message) {
        super(message);
    }
}
