package no.getdrop.health;

import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Tokens;

import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;

/// Who may see the details of readiness: whoever presents `OPERATOR_KEY`, or the one before it,
/// `OPERATOR_KEY_PREVIOUS`. Without a key nobody may.
final class OperatorKeys {
    private final SecretsProbe secrets;

    OperatorKeys(SecretsProbe secrets) {
        this.secrets = secrets;
    }

    /// Whether a caller presented one of the keys; compared as digests, in the same time for each.
    /// One that is not known may be newer than those in use, so these are read again first.
    boolean include(Optional<Secret> presented) {
        if (presented.isEmpty()) {
            return false;
        }
        byte[] digest = Tokens.sha256(presented.get().reveal());
        Optional<List<byte[]>> known = secrets.ask();
        return known.isPresent()
                && (isAmong(known.get(), digest)
                        || secrets.askAgain().filter(again -> isAmong(again, digest)).isPresent());
    }

    private static boolean isAmong(List<byte[]> known, byte[] digest) {
        boolean found = false;
        for (byte[] key : known) {
            found |= MessageDigest.isEqual(key, digest);
        }
        return found;
    }
}
