package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;

class PaymentSettingsTest {
    @Test
    void withoutASettingThereIsNoMarkUp() {
        assertThat(PaymentSettings.from(Environment.of(Map.of())))
                .isEqualTo(new PaymentSettings(0));
    }

    @Test
    void theMarkUpIsReadInBasisPoints() {
        assertThat(PaymentSettings.from(Environment.of(Map.of("FX_MARKUP_BASIS_POINTS", "150"))))
                .isEqualTo(new PaymentSettings(150));
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "501", "1.5", "much"})
    void aMarkUpThatIsNoneIsRefusedByName(String value) {
        assertThatThrownBy(() ->
                        PaymentSettings.from(
                                Environment.of(Map.of("FX_MARKUP_BASIS_POINTS", value))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("FX_MARKUP_BASIS_POINTS is '" + value + "'")
                .hasMessageContaining("a whole number from 0 to 500");
    }
}
