package no.getdrop.compliance;

import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/// Why a person has to look at a payment; becomes an alert.
///
/// @param details what was found, for the person who decides
/// @param screeningResultId the screening it rests on; `null` for a rule about amounts and numbers
public record Concern(
        Rule rule,
        Severity severity,
        Map<String, Object> details,
        @Nullable UUID screeningResultId) {
    public Concern {
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(severity, "severity");
        details = Map.copyOf(details);
    }

    static Concern of(Rule rule, Severity severity, Map<String, Object> details) {
        return new Concern(rule, severity, details, null);
    }

    /// What a payment or a customer is looked at for.
    public enum Rule implements Spelled {
        AMOUNT_LIMIT,
        COUNT_LIMIT,
        STRUCTURING,
        VELOCITY,
        NEW_RECIPIENT_BURST,
        HIGH_RISK_CORRIDOR,
        SANCTIONS_HIT,
        PEP_HIT,
        /// There was no list to screen a name against.
        NOT_SCREENED,
        /// Raised by a person.
        MANUAL;

        /// All of them, as a client may name them.
        public static String texts() {
            return Spelled.texts(values());
        }

        /// The rule that a client or a row named.
        public static Optional<Rule> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// How soon a person should look, the least urgent first.
    public enum Severity implements Spelled {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL;

        static Severity parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
