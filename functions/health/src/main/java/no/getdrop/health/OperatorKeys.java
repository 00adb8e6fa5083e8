package no.getdrop.health;

import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Tokens;

import org.slf4j.LoggerFactory;

import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Who may see the details of readiness: whoever presents `OPERATOR_KEY`, or while it is rotated
/// `OPERATOR_KEY_PREVIOUS`. Without a key nobody may.
final class OperatorKeys {
    private static final int LENGTH_MIN = 32;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Supplier<Secrets> secrets;
    private final Bounded<List<byte[]>> digests;

    OperatorKeys(Supplier<Secrets> secrets) {
        this.secrets = secrets;
        this.digests = new Bounded<>("secrets", LIMIT, this::read);
    }

    /// Whether a caller presented one of the keys; compared as digests, in the same time for each.
    boolean include(Optional<Secret> presented) {
        if (presented.isEmpty()) {
            return false;
        }
        byte[] digest = Tokens.sha256(presented.get().reveal());
        boolean found = false;
        for (byte[] key : digests.ask().orElse(List.of())) {
            found |= MessageDigest.isEqual(key, digest);
        }
        return found;
    }

    /// How old the secrets in use are after they were asked for; empty when none could be read.
    Optional<Duration> secretsAge() {
        digests.ask();
        return secrets.get().age();
    }

    /// For how long secrets are used by setting.
    Duration secretsLifetime() {
        return secrets.get().lifetime();
    }

    /// Waits until no secret is being read.
    void settle() {
        digests.settle();
    }

    /// A key that is too short counts as none: it must not make health itself fail.
    private List<byte[]> read() {
        List<byte[]> found = new ArrayList<>();
        for (String name : List.of("OPERATOR_KEY", "OPERATOR_KEY_PREVIOUS")) {
            Optional<Secret> key = secrets.get().find(name);
            if (key.isPresent() && key.get().reveal().length() < LENGTH_MIN) {
                LoggerFactory.getLogger(OperatorKeys.class)
                        .atError()
                        .setCause(SettingException.secret(name, "at least 32 characters"))
                        .log("nobody is an operator by a key that is too short");
            } else {
                key.ifPresent(secret -> found.add(Tokens.sha256(secret.reveal())));
            }
        }
        return found;
    }
}
