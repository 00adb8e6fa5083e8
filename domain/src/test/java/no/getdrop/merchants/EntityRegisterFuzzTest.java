package no.getdrop.merchants;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.runtime.OutboundHttp;
import no.getdrop.testing.CannedClient;
import no.getdrop.testing.fuzz.Fuzz;
import no.getdrop.testing.fuzz.Kept;
import no.getdrop.testing.fuzz.Lines;

import org.junit.jupiter.api.Test;

import java.net.URI;

/// Whatever the register of entities answers is one of its findings, with a name that can be shown.
public final class EntityRegisterFuzzTest {
    private static final OrganisationNumber NUMBER = new OrganisationNumber("509100675");
    private static final EntityRegister REGISTER =
            new EntityRegister(
                    new MerchantSettings(URI.create("https://data.example"), 1_000),
                    OutboundHttp.through(
                            "register",
                            new CannedClient(request -> EntityRegisterFuzzTest.answer)));

    private static CannedClient.Answer answer = CannedClient.Answer.json("");

    @Test
    void everyKnownInputHolds() {
        Fuzz.replay(EntityRegisterFuzzTest.class, EntityRegisterFuzzTest::holds);
    }

    /// For Jazzer.
    public static void fuzzerTestOneInput(byte[] input) {
        Fuzz.check(input, EntityRegisterFuzzTest::holds);
    }

    private static void holds(byte[] input) {
        Lines lines = new Lines(input);
        int status = lines.next().equals("410") ? 410 : 200;
        answer = new CannedClient.Answer(status, "application/json", lines.restText());
        switch (REGISTER.find(NUMBER)) {
            case EntityRegister.Finding.Active(String legalName) -> {
                assertThat(status).isEqualTo(200);
                Kept.checkName(legalName, 255);
            }
            case EntityRegister.Finding.NotActive(), EntityRegister.Finding.Unavailable() -> {}
        }
    }
}
