package no.getdrop.api.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

final class HttpSettingsTest {
    @Test
    void defaults() {
        assertThat(
                        HttpSettings.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT", "development",
                                                "APP_URL", "http://localhost:3000"))))
                .isEqualTo(
                        new HttpSettings(
                                URI.create("http://localhost:3000"),
                                Set.of("http://localhost:3000"),
                                Optional.empty(),
                                false));
    }

    @Test
    void mapping() {
        assertThat(
                        HttpSettings.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT", "production",
                                                "APP_URL", "https://app.getdrop.no",
                                                "APP_ALLOWED_ORIGINS",
                                                        "https://a.example, https://b.example:8443",
                                                "SESSION_COOKIE_DOMAIN", "getdrop.no"))))
                .isEqualTo(
                        new HttpSettings(
                                URI.create("https://app.getdrop.no"),
                                Set.of(
                                        "https://app.getdrop.no",
                                        "https://a.example",
                                        "https://b.example:8443"),
                                Optional.of("getdrop.no"),
                                true));
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> from("staging", "nonsense", null))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("APP_URL");
        assertThatThrownBy(() -> from("production", "http://app.getdrop.no", null))
                .hasMessageContaining("APP_URL")
                .hasMessageContaining("https");
        assertThatThrownBy(
                        () -> from("staging", "https://app.getdrop.no", "https://a.example/path"))
                .hasMessageContaining("APP_ALLOWED_ORIGINS");
        assertThatThrownBy(() -> from("staging", "https://app.getdrop.no", "*"))
                .hasMessageContaining("APP_ALLOWED_ORIGINS");
    }

    private static HttpSettings from(String stage, String appUrl, @Nullable String origins) {
        return HttpSettings.from(
                Environment.of(
                        origins == null
                                ? Map.of("DROP_ENVIRONMENT", stage, "APP_URL", appUrl)
                                : Map.of(
                                        "DROP_ENVIRONMENT", stage,
                                        "APP_URL", appUrl,
                                        "APP_ALLOWED_ORIGINS", origins)));
    }
}
