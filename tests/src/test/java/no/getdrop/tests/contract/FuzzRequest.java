package no.getdrop.tests.contract;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/// A request that was made up.
///
/// @param operation whose address it goes to
/// @param method the operation's, or another
/// @param target path and query as they go over the wire
/// @param body null for none
record FuzzRequest(
        Operation operation,
        String method,
        String target,
        Map<String, String> headers,
        @Nullable String body) {

    /// Whether it is one that the contract describes.
    boolean isDescribed() {
        return method.equals(operation.method());
    }

    @Override
    public String toString() {
        String sent = String.valueOf(body);
        return "%s %s %s %s"
                .formatted(
                        method,
                        target,
                        headers,
                        sent.length() > 1_000 ? sent.substring(0, 1_000) + "…" : sent);
    }
}
