package no.getdrop.kyc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Map;

class SumsubSettingsTest {
    @Test
    void defaults() {
        assertThat(SumsubSettings.from(Environment.of(Map.of("DROP_ENVIRONMENT", "production"))))
                .isEqualTo(
                        new SumsubSettings(
                                URI.create("https://api.sumsub.com"), "basic-kyc-level", 4_000));
    }

    @Test
    void mapping() {
        assertThat(
                        SumsubSettings.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT", "staging",
                                                "SUMSUB_URL", "http://127.0.0.1:4711",
                                                "SUMSUB_LEVEL", "enhanced",
                                                "SUMSUB_TIMEOUT_MS", "1500"))))
                .isEqualTo(
                        new SumsubSettings(URI.create("http://127.0.0.1:4711"), "enhanced", 1_500));
    }

    @Test
    void productionSpeaksHttpsOnly() {
        assertThatThrownBy(() ->
                        SumsubSettings.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT", "production",
                                                "SUMSUB_URL", "http://api.sumsub.example"))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("SUMSUB_URL");
    }
}
