package no.getdrop.api.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Map;
import java.util.stream.Collectors;

final class FeatureFlagsTest {
    @Test
    void defaults() {
        assertThat(FeatureFlags.from(Environment.of(Map.of())))
                .isEqualTo(
                        new FeatureFlags(
                                EnumSet.of(Feature.NOTIFICATIONS, Feature.MERCHANT_DASHBOARD)));
    }

    @Test
    void mapping() {
        Map<String, String> theOtherWay =
                Arrays.stream(Feature.values())
                        .collect(
                                Collectors.toMap(
                                        feature -> "FF_" + feature.name(),
                                        feature -> Boolean.toString(!feature.isOnByDefault())));
        FeatureFlags flags = FeatureFlags.from(Environment.of(theOtherWay));
        assertThat(Feature.values())
                .allMatch(feature -> flags.isOn(feature) != feature.isOnByDefault());
    }

    @Test
    void whatDoesNotFitIsNamed() {
        assertThatThrownBy(() -> FeatureFlags.from(Environment.of(Map.of("FF_CARD_PIN", "maybe"))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("FF_CARD_PIN");
    }
}
