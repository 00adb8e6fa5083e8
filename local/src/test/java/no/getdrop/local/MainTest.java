package no.getdrop.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MainTest {
    @Test
    void whoInvokesWhatIsNotHereHearsWhatItNeeds() {
        assertThat(Main.refusal("RotationFunction"))
                .hasValueSatisfying(words ->
                        assertThat(words).contains("Secrets Manager", "docs/runbooks/secrets.md"));
        assertThat(Main.refusal("AfterTrafficFunction"))
                .hasValueSatisfying(
                        words -> assertThat(words).contains("DomainName", "docs/adr/0024"));
        assertThat(Main.refusal("HealthFunction")).isEmpty();
    }
}
