package no.getdrop.local;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MainTest {
    @Test
    void whoInvokesTheRotationAloneHearsWhatItNeeds() {
        assertThat(Main.refusal("RotationFunction"))
                .hasValueSatisfying(words ->
                        assertThat(words).contains("Secrets Manager", "docs/runbooks/secrets.md"));
        assertThat(Main.refusal("HealthFunction")).isEmpty();
    }
}
