package no.getdrop.tests.template;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Map;

/// How each stage is deployed.
final class SamconfigTest {
    @ParameterizedTest
    @CsvSource({
        "development, drop-dev, AllAtOnce, mock",
        "staging, drop-staging, AllAtOnce, live",
        "production, drop-production, Linear10PercentEvery1Minute, live"
    })
    void aStageIsDeployedAsItselfAndNoOther(
            String environment, String stack, String shifting, String mode) {
        assertThat(Deployments.setting(environment, "stack_name")).isEqualTo("\"" + stack + "\"");
        assertThat(Deployments.setting(environment, "s3_prefix")).isEqualTo("\"" + stack + "\"");
        assertThat(Deployments.setting(environment, "region")).isEqualTo("\"eu-west-1\"");
        assertThat(Deployments.setting(environment, "tags"))
                .isEqualTo("[\"system=drop\", \"environment=" + environment + "\"]");
        Map<String, String> parameters = Deployments.withoutDomain(environment);
        assertThat(parameters).containsEntry("Environment", environment);
        assertThat(parameters.getOrDefault("TrafficShifting", "AllAtOnce")).isEqualTo(shifting);
        assertThat(parameters.getOrDefault("ServiceMode", "live")).isEqualTo(mode);
        assertThat(parameters.getOrDefault("BankIdMock", "false")).isEqualTo("false");
    }

    /// No more than the template needs: roles without names of their own, and SAM's transform.
    @ParameterizedTest
    @CsvSource({"development", "staging", "production"})
    void aStageMayMakeRolesButNameNone(String environment) {
        assertThat(Deployments.setting(environment, "capabilities"))
                .isEqualTo("\"CAPABILITY_IAM CAPABILITY_AUTO_EXPAND\"");
        assertThat(Transform.YAML).doesNotContain("RoleName:", "ManagedPolicyName:", "UserName:");
    }

    /// Without a terminal there is nobody to confirm; by hand (no stage chosen) there is.
    @ParameterizedTest
    @CsvSource({"development", "staging", "production"})
    void thePipelineIsNotAskedAndDoesNotFailWhenNothingChanged(String environment) {
        assertThat(Deployments.setting(environment, "confirm_changeset")).isEqualTo("false");
        assertThat(Deployments.setting(environment, "fail_on_empty_changeset")).isEqualTo("false");
    }
}
