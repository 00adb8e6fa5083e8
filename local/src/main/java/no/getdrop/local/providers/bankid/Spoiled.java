package no.getdrop.local.providers.bankid;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What can be made wrong in an ID token; over HTTP the effect of operation `token`.
public enum Spoiled {
    NONCE,
    AUDIENCE,
    AUTHORIZED_PARTY,
    ISSUER,
    /// Assurance level 3 instead of 4.
    LEVEL,
    /// Valid until an hour ago.
    EXPIRED,
    /// Issued in an hour, by a clock that is ahead.
    AHEAD,
    /// Authenticated an hour ago.
    AUTHENTICATION_TIME,
    /// Signed by a key that the issuer does not publish.
    SIGNATURE,
    NO_NATIONAL_ID;

    /// As a switch's `effect` names it: `wrong-nonce`, `wrong-signature`, …
    public String effect() {
        return "wrong-" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static Optional<Spoiled> of(String effect) {
        return Arrays.stream(values()).filter(each -> each.effect().equals(effect)).findFirst();
    }
}
