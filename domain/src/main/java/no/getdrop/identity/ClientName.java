package no.getdrop.identity;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// What a browser or an app calls itself, fit to be kept and shown: printable ASCII, as RFC 9110
/// has it of `User-Agent`, single spaces, at most 200 characters.
///
/// Whoever logs in chooses it, so it shows a customer which device is which and proves nothing.
record ClientName(String text) {
    private static final int LENGTH_MAX = 200;

    ClientName {
        if (text.length() > LENGTH_MAX || !text.matches("[!-~]+( [!-~]+)*")) {
            throw new IllegalArgumentException("not fit to be shown");
        }
    }

    /// The name in a header, without what does not belong there; empty when nothing is left.
    static Optional<ClientName> of(@Nullable String userAgent) {
        if (userAgent == null) {
            return Optional.empty();
        }
        String clean = userAgent.replaceAll("[^!-~]+", " ").strip();
        String brief = clean.substring(0, Math.min(clean.length(), LENGTH_MAX)).strip();
        return brief.isEmpty() ? Optional.empty() : Optional.of(new ClientName(brief));
    }
}
