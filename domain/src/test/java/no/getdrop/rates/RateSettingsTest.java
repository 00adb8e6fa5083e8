package no.getdrop.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Map;

class RateSettingsTest {
    @Test
    void withoutASettingNorgesBankItselfIsAsked() {
        assertThat(RateSettings.from(Environment.of(Map.of("DROP_ENVIRONMENT", "production"))))
                .isEqualTo(new RateSettings(URI.create("https://data.norges-bank.no"), 4_000));
    }

    @Test
    void whatIsSetIsRead() {
        assertThat(
                        RateSettings.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT", "development",
                                                "EXCHANGE_RATE_API_URL", "http://127.0.0.1:8082",
                                                "EXCHANGE_RATE_TIMEOUT_MS", "700"))))
                .isEqualTo(new RateSettings(URI.create("http://127.0.0.1:8082"), 700));
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("EXCHANGE_RATE_API_URL", "norges-bank", "EXCHANGE_RATE_API_URL is 'norges-bank'");
        refused("EXCHANGE_RATE_API_URL", "http://bank.example", "production speaks https only");
        refused("EXCHANGE_RATE_TIMEOUT_MS", "99", "a whole number from 100 to 30000");
    }

    private static void refused(String name, String value, String said) {
        Environment environment =
                Environment.of(Map.of("DROP_ENVIRONMENT", "production", name, value));
        assertThatThrownBy(() -> RateSettings.from(environment))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name)
                .hasMessageContaining(said);
    }
}
