package no.getdrop.compliance;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;

import no.getdrop.runtime.Json;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// Which payments are looked at by a person before the bank gets them, and which are not made at
/// all: the numbers, each with the source it rests on. They stand in `aml-rules.json`; a file that
/// leaves something out keeps a function from starting.
///
/// @param sources what the rules rest on, by name
/// @param limits one for each type of payment, level and risk
/// @param velocity how many payments of a type in how short a time are unusual
/// @param structuring when several payments just below a limit are one above it
/// @param newRecipients how many recipients added and paid within a time are unusual
/// @param corridors countries that are looked at more closely
public record AmlRules(
        Map<String, String> sources,
        List<Limits> limits,
        List<Velocity> velocity,
        Structuring structuring,
        NewRecipients newRecipients,
        List<Corridor> corridors) {
    private static final String FILE = "aml-rules.json";

    public AmlRules {
        sources = Map.copyOf(sources);
        limits = List.copyOf(limits);
        velocity = List.copyOf(velocity);
        corridors = List.copyOf(corridors);
        requireSources(sources, limits, velocity, structuring, newRecipients, corridors);
        requireAllLimits(limits);
        require(
                velocity.stream().map(Velocity::type).distinct().count() == 2
                        && velocity.size() == 2,
                "one velocity for each type");
    }

    /// What is paid, as rows have it.
    public enum PaymentType {
        @JsonProperty("remittance")
        REMITTANCE("remittance"),
        @JsonProperty("qr_payment")
        QR_PAYMENT("qr_payment");

        private final String text;

        PaymentType(String text) {
            this.text = text;
        }

        /// As it stands in rows.
        public String text() {
            return text;
        }
    }

    /// How well Drop knows a customer: by BankID alone, or by documents too.
    public enum Level {
        @JsonProperty("standard")
        STANDARD,
        @JsonProperty("enhanced")
        ENHANCED
    }

    /// The customer's risk as the risk assessment classes it (hvitvaskingsloven § 9).
    public enum Risk {
        @JsonProperty("low")
        LOW,
        @JsonProperty("medium")
        MEDIUM,
        @JsonProperty("high")
        HIGH
    }

    /// The time over which payments are added up, back from this moment.
    public enum Window {
        @JsonProperty("24h")
        HOURS_24(Duration.ofHours(24)),
        @JsonProperty("30d")
        DAYS_30(Duration.ofDays(30)),
        @JsonProperty("12m")
        MONTHS_12(Duration.ofDays(365));

        private final Duration length;

        Window(Duration length) {
            this.length = length;
        }

        /// How far back it reaches.
        public Duration length() {
            return length;
        }
    }

    /// The limits of a customer for a type of payment.
    public record Limits(
            PaymentType type, Level level, Risk risk, List<String> sources, List<Limit> windows) {
        public Limits {
            sources = List.copyOf(sources);
            windows = List.copyOf(windows);
            require(
                    windows.stream()
                            .map(Limit::window)
                            .toList()
                            .equals(Arrays.asList(Window.values())),
                    "limits name each window once, the shortest first");
        }
    }

    /// The limits of a window, each with the payment that is asked for.
    ///
    /// @param holdFromNok sum in kroner from which a person looks at the payment
    /// @param refuseAboveNok the most in kroner that may be paid
    /// @param holdFromCount number of payments from which a person looks
    /// @param refuseAboveCount the most payments that may be made
    public record Limit(
            Window window,
            long holdFromNok,
            long refuseAboveNok,
            int holdFromCount,
            int refuseAboveCount) {
        public Limit {
            require(
                    holdFromNok > 0 && refuseAboveNok >= holdFromNok,
                    "a payment is held before it is refused: " + window);
            require(
                    holdFromCount > 0 && refuseAboveCount >= holdFromCount,
                    "payments are held before they are refused: " + window);
        }
    }

    /// @param minutes length of the time
    /// @param holdFromCount payments in it, with the one that is asked for
    public record Velocity(PaymentType type, int minutes, int holdFromCount, List<String> sources) {
        public Velocity {
            sources = List.copyOf(sources);
            require(minutes > 0 && holdFromCount > 1, "velocity counts payments in minutes");
        }
    }

    /// @param days length of the time
    /// @param fromNok least amount in kroner of a payment that counts
    /// @param toNok greatest amount in kroner of a payment that counts
    /// @param holdFromCount such payments, with the one that is asked for
    public record Structuring(
            int days, long fromNok, long toNok, int holdFromCount, List<String> sources) {
        public Structuring {
            sources = List.copyOf(sources);
            require(
                    days > 0 && fromNok > 0 && toNok > fromNok && holdFromCount > 1,
                    "structuring is several payments in a band");
        }
    }

    /// @param hours length of the time
    /// @param holdFromCount recipients that were both added and paid in it, with this one
    public record NewRecipients(int hours, int holdFromCount, List<String> sources) {
        public NewRecipients {
            sources = List.copyOf(sources);
            require(hours > 0 && holdFromCount > 1, "a burst is several new recipients");
        }
    }

    /// @param country ISO 3166 code of the recipient's country
    /// @param holdFromNok amount in kroner from which a person looks at a payment there
    public record Corridor(String country, long holdFromNok, List<String> sources) {
        public Corridor {
            sources = List.copyOf(sources);
            require(
                    country.matches("[A-Z][A-Z]") && holdFromNok > 0,
                    "a corridor is a country with an amount");
        }
    }

    /// The rules that Drop ships with.
    public static AmlRules shipped() {
        try (InputStream file = AmlRules.class.getResourceAsStream(FILE)) {
            return Json.mapper()
                    .readerFor(AmlRules.class)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .with(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
                    .readValue(file);
        } catch (IOException e) {
            throw new UncheckedIOException(FILE + " cannot be read", e);
        }
    }

    Limits limits(PaymentType type, Level level, Risk risk) {
        return limits.stream()
                .filter(known ->
                        known.type() == type && known.level() == level && known.risk() == risk)
                .findFirst()
                .orElseThrow();
    }

    Velocity velocity(PaymentType type) {
        return velocity.stream().filter(known -> known.type() == type).findFirst().orElseThrow();
    }

    Optional<Corridor> corridor(String country) {
        return corridors.stream().filter(known -> known.country().equals(country)).findFirst();
    }

    private static void requireAllLimits(List<Limits> limits) {
        Set<List<Object>> known = new HashSet<>();
        limits.forEach(each ->
                require(
                        known.add(List.of(each.type(), each.level(), each.risk())),
                        "limits stand once: " + each));
        require(
                known.size()
                        == PaymentType.values().length
                                * Level.values().length
                                * Risk.values().length,
                "limits for each type, level and risk");
    }

    private static void requireSources(
            Map<String, String> sources,
            List<Limits> limits,
            List<Velocity> velocity,
            Structuring structuring,
            NewRecipients newRecipients,
            List<Corridor> corridors) {
        Stream.of(
                        limits.stream().map(Limits::sources),
                        velocity.stream().map(Velocity::sources),
                        Stream.of(structuring.sources(), newRecipients.sources()),
                        corridors.stream().map(Corridor::sources))
                .flatMap(named -> named)
                .forEach(named ->
                        require(
                                !named.isEmpty() && sources.keySet().containsAll(named),
                                "each rule names a source of the file: " + named));
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(FILE + ": " + rule);
        }
    }
}
