package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PaymentSessionTest {
    @ParameterizedTest
    @CsvSource({
        "pending, true, PENDING",
        "authorised, true, AUTHORISED",
        "pending, false, EXPIRED",
        "authorised, false, EXPIRED",
        "consumed, true, CONSUMED",
        "consumed, false, CONSUMED",
        "refused, true, REFUSED",
        "refused, false, REFUSED",
    })
    void whatIsOpenExpiresAndWhatIsDecidedStays(
            String stored, boolean live, PaymentSession.Status status) {
        assertThat(PaymentSession.Status.of(stored, live)).isEqualTo(status);
    }

    @Test
    void anUnknownStatusIsABug() {
        assertThatThrownBy(() -> PaymentSession.Status.of("granted", true))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
