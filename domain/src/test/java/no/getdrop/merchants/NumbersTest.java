package no.getdrop.merchants;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Organisation numbers and account numbers, as people write them.
class NumbersTest {
    @ParameterizedTest
    @ValueSource(strings = {"974760673", "974 760 673", "310000000", "932516136"})
    void anOrganisationNumberIsNineDigitsWithTheirCheck(String text) {
        assertThat(OrganisationNumber.parse(text).orElseThrow().value())
                .isEqualTo(text.replace(" ", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "974760674", "97476067", "9747606733", "97476067a", "９７４７６０６７３"})
    void anythingElseIsNone(String text) {
        assertThat(OrganisationNumber.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "86011117947, NO9386011117947",
        "8601 11 17947, NO9386011117947",
        "8601.11.17947, NO9386011117947",
        "NO9386011117947, NO9386011117947",
        "no93 8601 1117 947, NO9386011117947",
        "60100007919, NO4860100007919"
    })
    void anAccountIsKeptAsItsIban(String text, String iban) {
        assertThat(NorwegianAccount.iban(text)).contains(iban);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "86011117948",
                "8601111794",
                "NO9486011117947",
                "NO9386011117948",
                "SE4550000000058398257466",
                "８６０１１１１７９４７"
            })
    void anythingElseIsNoAccount(String text) {
        assertThat(NorwegianAccount.iban(text)).isEmpty();
    }

    @Test
    void aNumberOfEveryCheckDigitIsTakenByOneDigitOnly() {
        for (int start = 310000; start < 310020; start++) {
            int valid = 0;
            for (int last = 0; last < 10; last++) {
                valid +=
                        OrganisationNumber.parse("%d12%d".formatted(start, last)).isPresent()
                                ? 1
                                : 0;
            }
            assertThat(valid).isLessThanOrEqualTo(1);
        }
    }
}
