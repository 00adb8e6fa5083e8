package no.getdrop.api.preferences;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.Data;
import no.getdrop.api.http.Entrance;
import no.getdrop.api.http.Fields;
import no.getdrop.audit.Audit;
import no.getdrop.identity.Caller;
import no.getdrop.money.Money;
import no.getdrop.preferences.Preferences;
import no.getdrop.preferences.SavedPreferences;
import no.getdrop.recipients.Corridor;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The customer's settings.
@RestController
final class SettingsController {
    /// What Drop sends, and what it brings.
    private static final List<Currency> CURRENCIES =
            Stream.concat(
                            Stream.of(Money.NOK),
                            Arrays.stream(Corridor.values()).map(Corridor::currency))
                    .toList();

    private static final String CURRENCY_CODES =
            CURRENCIES.stream().map(Currency::getCurrencyCode).collect(Collectors.joining(", "));

    private final SavedPreferences preferences;

    record SettingsView(
            String currency, String language, boolean pushEnabled, boolean emailEnabled) {
        static SettingsView of(Preferences preferences) {
            return new SettingsView(
                    preferences.currency().getCurrencyCode(),
                    preferences.language().text(),
                    preferences.pushEnabled(),
                    preferences.emailEnabled());
        }
    }

    SettingsController(SavedPreferences preferences) {
        this.preferences = preferences;
    }

    @GetMapping("/v1/settings")
    @Access(Access.Who.CUSTOMER)
    Data<SettingsView> find(Entrance entrance) {
        return new Data<>(
                SettingsView.of(
                        entrance.read(SavedPreferences.find(entrance.userId()))
                                .orElseGet(() -> preferences.begin(entrance.userId()))));
    }

    @PatchMapping("/v1/settings")
    @Access(Access.Who.CUSTOMER)
    Data<SettingsView> change(Caller caller, Fields fields, Audit.Origin origin) {
        Optional<Currency> currency =
                fields.optionalValue("currency", SettingsController::currency, CURRENCY_CODES);
        Optional<Preferences.Language> language =
                fields.optionalValue("language", Preferences.Language::parse, "nb, en, bs, sq");
        Optional<Boolean> pushEnabled = fields.optionalFlag("pushEnabled");
        Optional<Boolean> emailEnabled = fields.optionalFlag("emailEnabled");
        fields.check();
        return new Data<>(
                SettingsView.of(
                        preferences.change(
                                caller.userId(),
                                new Preferences.Change(
                                        currency.orElse(null),
                                        language.orElse(null),
                                        pushEnabled.orElse(null),
                                        emailEnabled.orElse(null)),
                                origin)));
    }

    private static Optional<Currency> currency(String code) {
        return CURRENCIES.stream()
                .filter(currency -> currency.getCurrencyCode().equals(code))
                .findFirst();
    }
}
