package no.getdrop.audit;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;

final class ActionTest {
    @ParameterizedTest
    @EnumSource(Action.class)
    void aTextNamesAResourceAndWhatWasDoneToIt(Action action) {
        assertThat(action.text()).matches("[a-z_]+\\.[a-z_]+").hasSizeLessThan(60);
    }

    @Test
    void noTwoActionsShareAText() {
        assertThat(Arrays.stream(Action.values()).map(Action::text)).doesNotHaveDuplicates();
    }
}
