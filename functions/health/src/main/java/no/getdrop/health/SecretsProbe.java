package no.getdrop.health;

import no.getdrop.runtime.Secret;
import no.getdrop.runtime.Secrets;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Tokens;

import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// Asks the secrets for the operators' keys, for no longer than a monitor is patient.
final class SecretsProbe {
    private static final int KEY_LENGTH_MIN = 32;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Supplier<Secrets> secrets;
    private final Bounded<List<byte[]>> question;
    private final Bounded<List<byte[]>> renewal;

    SecretsProbe(Supplier<Secrets> secrets) {
        this.secrets = secrets;
        this.question = new Bounded<>("secrets", LIMIT, this::read);
        this.renewal = new Bounded<>("secrets again", LIMIT, this::readAgain);
    }

    /// Digests of those in use; empty when they could not be read in time.
    Optional<List<byte[]>> ask() {
        return question.ask();
    }

    /// The same for who presented a key that is not among them: another environment may know a
    /// newer one. They are read again seldom enough for who tries keys not to become a load.
    Optional<List<byte[]>> askAgain() {
        return renewal.ask();
    }

    /// How old the secrets in use are once they were asked; empty when none could be read.
    Optional<Duration> age() {
        ask();
        return secrets.get().age();
    }

    /// For how long secrets are used by setting.
    Duration lifetime() {
        return secrets.get().lifetime();
    }

    /// Waits until no secret is being read.
    void settle() {
        question.settle();
        renewal.settle();
    }

    private List<byte[]> readAgain() {
        secrets.get().renew("OPERATOR_KEY");
        return read();
    }

    /// A key that is too short counts as none: it must not make health itself fail.
    private List<byte[]> read() {
        Secrets.View view = secrets.get().view();
        List<byte[]> keys = new ArrayList<>();
        for (String name : List.of("OPERATOR_KEY", "OPERATOR_KEY_PREVIOUS")) {
            Optional<Secret> key = view.find(name);
            if (key.isPresent() && key.get().reveal().length() < KEY_LENGTH_MIN) {
                LoggerFactory.getLogger(SecretsProbe.class)
                        .atError()
                        .setCause(SettingException.secret(name, "at least 32 characters"))
                        .log("nobody is an operator by a key that is too short");
            } else {
                key.ifPresent(secret -> keys.add(Tokens.sha256(secret.reveal())));
            }
        }
        return List.copyOf(keys);
    }
}
