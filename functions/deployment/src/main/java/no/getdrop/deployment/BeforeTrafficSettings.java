package no.getdrop.deployment;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Which versions are looked at, and what they must be.
///
/// @param apiVersion ARN of the api's new version
/// @param healthVersion ARN of health's new version
/// @param buildId that both are of
/// @param despite readiness checks that may fail in this deployment, such as `worker:heartbeatAge`
record BeforeTrafficSettings(
        String apiVersion, String healthVersion, String buildId, Set<String> despite) {
    private static final Pattern VERSION =
            Pattern.compile("arn:aws[a-z-]*:lambda:[a-z0-9-]+:\\d{12}:function:[\\w-]+:\\d+");

    /// What nothing can be deployed without.
    private static final Set<String> NEVER_DESPITE =
            Set.of("database:responseTime", "schema:version");

    BeforeTrafficSettings {
        despite = Set.copyOf(despite);
    }

    /// Reads `API_FUNCTION_VERSION`, `HEALTH_FUNCTION_VERSION`, `BUILD_ID` and `DEPLOY_DESPITE`.
    ///
    /// @throws SettingException when one is missing or wrong
    static BeforeTrafficSettings from(Environment environment) {
        Set<String> despite =
                Arrays.stream(environment.text("DEPLOY_DESPITE", "").split(",", -1))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .collect(Collectors.toUnmodifiableSet());
        if (despite.stream().anyMatch(NEVER_DESPITE::contains)) {
            throw SettingException.refused(
                    "DEPLOY_DESPITE", "no version works without its database and schema");
        }
        return new BeforeTrafficSettings(
                version(environment, "API_FUNCTION_VERSION"),
                version(environment, "HEALTH_FUNCTION_VERSION"),
                environment.required("BUILD_ID", "the build that is deployed"),
                despite);
    }

    /// A version's own ARN: an alias or none would be the version that has the traffic now.
    private static String version(Environment environment, String name) {
        String expected = "the ARN of a function's version, which ends in its number";
        String value = environment.required(name, expected);
        if (!VERSION.matcher(value).matches()) {
            throw SettingException.wrong(name, expected, value);
        }
        return value;
    }
}
