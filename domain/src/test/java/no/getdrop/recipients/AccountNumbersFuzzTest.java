package no.getdrop.recipients;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.merchants.NorwegianAccount;
import no.getdrop.merchants.OrganisationNumber;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Lines;

import org.iban4j.IbanUtil;
import org.junit.jupiter.api.Test;

/// Whatever somebody writes for an account or an entity is one of that country, or is refused; and
/// the IBAN that Drop keeps is that IBAN again.
public final class AccountNumbersFuzzTest {
    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(AccountNumbersFuzzTest.class, AccountNumbersFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, AccountNumbersFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        String text = new Lines(input).restText();
        for (Corridor corridor : Corridor.values()) {
            corridor.iban(text)
                    .ifPresent(iban -> {
                        IbanUtil.validate(iban);
                        assertThat(iban).startsWith(corridor.name()).hasSizeLessThanOrEqualTo(34);
                        assertThat(corridor.iban(iban)).contains(iban);
                    });
        }
        NorwegianAccount.iban(text)
                .ifPresent(iban -> {
                    IbanUtil.validate(iban);
                    assertThat(iban).matches("NO[0-9]{13}");
                    assertThat(NorwegianAccount.iban(iban)).contains(iban);
                    assertThat(NorwegianAccount.iban(iban.substring(4))).contains(iban);
                });
        OrganisationNumber.parse(text)
                .ifPresent(number ->
                        assertThat(OrganisationNumber.parse(number.toString())).contains(number));
    }
}
