package no.getdrop.compliance;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

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
    public enum Rule {
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

        /// As it stands in rows and answers.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// All of them, as a client may name them.
        public static String texts() {
            return Arrays.stream(values()).map(Rule::text).collect(Collectors.joining(", "));
        }

        /// The rule that a client or a row named.
        public static Optional<Rule> parse(String text) {
            return Arrays.stream(values()).filter(rule -> rule.text().equals(text)).findFirst();
        }
    }

    /// How soon a person should look, the least urgent first.
    public enum Severity {
        LOW,
        MEDIUM,
        HIGH,
        CRITICAL;

        /// As it stands in rows and answers.
        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Severity parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
