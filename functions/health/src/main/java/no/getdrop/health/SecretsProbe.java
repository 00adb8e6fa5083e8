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

/// Asks the secrets for what health needs of them, for no longer than a monitor is patient.
final class SecretsProbe {
    private static final int KEY_LENGTH_MIN = 32;
    private static final Duration LIMIT = Duration.ofSeconds(1);

    private final Supplier<Secrets> secrets;
    private final Bounded<Found> question;
    private final Bounded<Found> renewal;

    /// What they hold.
    ///
    /// @param operatorKeys digests of the operators' keys
    /// @param missing what providers gave and nobody filled in
    record Found(List<byte[]> operatorKeys, ProviderSecrets missing) {
        Found {
            operatorKeys = List.copyOf(operatorKeys);
        }
    }

    /// What is told of them.
    ///
    /// @param age of those in use; empty when none could be read
    /// @param missing what is not filled in; empty when none could be read
    record State(Optional<Duration> age, Optional<ProviderSecrets> missing) {}

    SecretsProbe(Supplier<Secrets> secrets) {
        this.secrets = secrets;
        this.question = new Bounded<>("secrets", LIMIT, this::read);
        this.renewal = new Bounded<>("secrets again", LIMIT, this::readAgain);
    }

    /// Those in use; empty when they could not be read in time.
    Optional<Found> ask() {
        return question.ask();
    }

    /// The same for who presented a key that is not among them: another environment may know a
    /// newer one. They are read again seldom enough for who tries keys not to become a load.
    Optional<Found> askAgain() {
        return renewal.ask();
    }

    /// How old they are and what they lack.
    State state() {
        Optional<ProviderSecrets> missing = ask().map(Found::missing);
        return new State(secrets.get().age(), missing);
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

    private Found readAgain() {
        secrets.get().renew("OPERATOR_KEY");
        return read();
    }

    /// A key that is too short counts as none: it must not make health itself fail.
    private Found read() {
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
        return new Found(keys, ProviderSecrets.missing(view));
    }
}
