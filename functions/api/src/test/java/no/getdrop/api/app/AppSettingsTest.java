package no.getdrop.api.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Map;

final class AppSettingsTest {
    private static final String FINGERPRINT =
            "14:6D:E9:83:C5:73:06:50:D8:EE:B9:95:2F:34:FC:64:"
                    + "16:A0:83:42:E6:1D:BE:A8:8A:04:96:B2:3F:CF:44:E5";

    @Test
    void defaults() {
        AppSettings.Version first = new AppSettings.Version(1, 0, 0);
        assertThat(AppSettings.from(Environment.of(Map.of())))
                .isEqualTo(new AppSettings(first, first, List.of(), null, List.of("/q/*")));
    }

    @Test
    void mapping() {
        Environment environment =
                Environment.of(
                        Map.of(
                                "APP_VERSION_MINIMUM", "1.9.3",
                                "APP_VERSION_RECOMMENDED", "1.10.0",
                                "APPLE_APP_IDS", "ABCDE12345.no.getdrop.app, FGHIJ67890.no.drop",
                                "ANDROID_APP_PACKAGE", "no.getdrop.app",
                                "ANDROID_CERTIFICATE_FINGERPRINTS", FINGERPRINT,
                                "APP_LINK_PATHS", "/q/*,/help"));
        assertThat(AppSettings.from(environment))
                .isEqualTo(
                        new AppSettings(
                                new AppSettings.Version(1, 9, 3),
                                new AppSettings.Version(1, 10, 0),
                                List.of("ABCDE12345.no.getdrop.app", "FGHIJ67890.no.drop"),
                                new AppSettings.AndroidApp("no.getdrop.app", List.of(FINGERPRINT)),
                                List.of("/q/*", "/help")));
    }

    @Test
    void aMinimumAloneIsRecommendedToo() {
        AppSettings settings =
                AppSettings.from(Environment.of(Map.of("APP_VERSION_MINIMUM", "2.0.0")));
        assertThat(settings.recommendedVersion()).isEqualTo(settings.minimumVersion());
    }

    @ParameterizedTest
    @CsvSource({
        "APP_VERSION_MINIMUM, 1.0",
        "APP_VERSION_RECOMMENDED, 0.9.9",
        "APP_VERSION_RECOMMENDED, newest",
        "APPLE_APP_IDS, no.getdrop.app",
        "ANDROID_APP_PACKAGE, no.getdrop.app",
        "ANDROID_CERTIFICATE_FINGERPRINTS, 14:6D",
        "APP_LINK_PATHS, pay"
    })
    void whatDoesNotFitIsNamed(String variable, String value) {
        assertThatThrownBy(() -> AppSettings.from(Environment.of(Map.of(variable, value))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(variable.substring(0, 7));
    }
}
