package no.getdrop.compliance.lists;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

class ListSettingsTest {
    private static final Map<String, String> PRODUCTION =
            Map.of(
                    "DROP_ENVIRONMENT", "production",
                    "EU_SANCTIONS_URL", "https://example.com/eu?token=t",
                    "UN_SANCTIONS_URL", "https://example.com/un",
                    "OFAC_SDN_URL", "https://example.com/ofac");

    @Test
    void aListWithoutAnAddressIsLeftOutInDevelopment() {
        ListSettings settings =
                ListSettings.from(
                        Environment.of(
                                Map.of(
                                        "DROP_ENVIRONMENT", "development",
                                        "UN_SANCTIONS_URL", "http://127.0.0.1:1/un")));

        assertThat(settings.addresses())
                .isEqualTo(Map.of(ListSource.UN, URI.create("http://127.0.0.1:1/un")));
        assertThat(settings.maxAge()).isEqualTo(Duration.ofDays(1));
        assertThat(settings.shrinkMaxPercent()).isEqualTo(10);
    }

    @Test
    void productionHasAllOfThem() {
        assertThat(ListSettings.from(Environment.of(PRODUCTION)).addresses())
                .containsOnlyKeys(ListSource.values());
    }

    @ParameterizedTest
    @ValueSource(strings = {"EU_SANCTIONS_URL", "UN_SANCTIONS_URL", "OFAC_SDN_URL"})
    void productionDoesNotStartWithoutOneOrByPlainHttp(String name) {
        Map<String, String> without = new HashMap<>(PRODUCTION);
        without.remove(name);
        assertThatThrownBy(() -> ListSettings.from(Environment.of(without)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name);

        Map<String, String> plain = new HashMap<>(PRODUCTION);
        plain.put(name, "http://example.com/list");
        assertThatThrownBy(() -> ListSettings.from(Environment.of(plain)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name);
    }
}
