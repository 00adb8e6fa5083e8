package no.getdrop.api.features;

import no.getdrop.runtime.Environment;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/// The features that are on.
public record FeatureFlags(Set<Feature> on) {
    public FeatureFlags {
        on = Set.copyOf(on);
    }

    /// Reads `FF_<NAME>` of each feature.
    public static FeatureFlags from(Environment environment) {
        return new FeatureFlags(
                Arrays.stream(Feature.values())
                        .filter(feature ->
                                environment.flag(feature.variable(), feature.isOnByDefault()))
                        .collect(Collectors.toSet()));
    }

    /// Whether a feature is on.
    public boolean isOn(Feature feature) {
        return on.contains(feature);
    }
}
