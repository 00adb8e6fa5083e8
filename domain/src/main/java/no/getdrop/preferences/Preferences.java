package no.getdrop.preferences;

import no.getdrop.money.Money;
import no.getdrop.runtime.Spelled;

import org.jspecify.annotations.Nullable;

import java.util.Currency;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// How a customer wants Drop to speak to them.
///
/// @param currency in which amounts are shown first
/// @param pushEnabled whether notifications may be pushed to the app
/// @param emailEnabled whether they may be sent by e-mail
public record Preferences(
        Currency currency, Language language, boolean pushEnabled, boolean emailEnabled) {
    /// What holds until the customer says otherwise.
    public static final Preferences DEFAULTS = new Preferences(Money.NOK, Language.NB, true, true);

    public Preferences {
        Objects.requireNonNull(currency, "currency");
        Objects.requireNonNull(language, "language");
    }

    /// The languages that a customer can choose: Norwegian, English, Bosnian, Albanian.
    public enum Language implements Spelled {
        NB,
        EN,
        BS,
        SQ;

        /// The language of a tag (BCP 47).
        public static Optional<Language> parse(String text) {
            return Spelled.find(values(), text);
        }
    }

    /// What is to be different; `null` keeps what is.
    public record Change(
            @Nullable Currency currency,
            @Nullable Language language,
            @Nullable Boolean pushEnabled,
            @Nullable Boolean emailEnabled) {
        boolean isEmpty() {
            return Stream.of(currency, language, pushEnabled, emailEnabled)
                    .allMatch(Objects::isNull);
        }
    }
}
