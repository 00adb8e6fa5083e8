package no.getdrop.merchants;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.providers.Brreg;
import no.getdrop.merchants.EntityRegister.Finding;
import no.getdrop.testing.FakePublishers;
import no.getdrop.testing.Published;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/// What the Brønnøysund register documents of its answers is understood, and a register that
/// refuses what it refuses takes what Drop asks.
class EntityRegisterContractTest {
    private static final String ENTITIES = "/enhetsregisteret/api/enheter/";
    private static final String NUMBER = "509100675";

    @ParameterizedTest
    @CsvSource({
        "509100675, 200, enhet.json, Sesam stasjon",
        "112233445, 200, enhet-2018.json, SESAM STASJON",
        "509100675, 200, slettet-enhet.json, ",
        "509100675, 410, fjernet-enhet.json, ",
        "509100675, 400, feilaktig-foresporsel.json, "
    })
    void eachAnswerOfTheDocumentationIsUnderstood(
            String number, int status, String file, String name) throws IOException {
        byte[] body = Published.bytes(EntityRegister.class, file);
        assertThat(found(number, status, body))
                .isEqualTo(name == null ? new Finding.NotActive() : new Finding.Active(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"konkurs", "underAvvikling", "underTvangsavviklingEllerTvangsopplosning"})
    void whoIsBankruptOrBeingWoundUpDoesNotTrade(String field) throws IOException {
        String entity =
                new String(
                        Published.bytes(EntityRegister.class, "enhet.json"),
                        StandardCharsets.UTF_8);
        String ended = entity.replace("\"" + field + "\": false", "\"" + field + "\": true");
        assertThat(ended).isNotEqualTo(entity);
        assertThat(found(NUMBER, 200, ended.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Finding.NotActive());
    }

    /// The name is shown to who pays, and stands on stickers and receipts.
    @ParameterizedTest
    @ValueSource(
            strings = {"SESAM\\u0000", "SESAM\\ud83d", "SESAM \\u202enojsats", "\\u200b", "A\\nB"})
    void aNameInWhichSomethingIsNotSeenIsNoAnswer(String name) throws IOException {
        String entity = "{\"organisasjonsnummer\":\"" + NUMBER + "\",\"navn\":\"" + name + "\"}";
        assertThat(found(NUMBER, 200, entity.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(new Finding.Unavailable());
    }

    /// Were the version gone that is asked for, nobody would be taken for struck off.
    @Test
    void aVersionThatIsNoLongerGivenIsNoAnswer() throws IOException {
        assertThat(found(NUMBER, 406, new byte[0])).isEqualTo(new Finding.Unavailable());
    }

    @ParameterizedTest
    @CsvSource({
        Brreg.ACTIVE + ", LIES KAFFEBAR AS",
        Brreg.BANKRUPT + ", ",
        Brreg.STRUCK_OFF + ", ",
        Brreg.REMOVED + ", ",
        "974760673, "
    })
    void aStrictRegisterTakesWhatDropAsks(String number, String name) throws IOException {
        try (Brreg strict = Brreg.start()) {
            assertThat(find(strict.url(), number))
                    .isEqualTo(name == null ? new Finding.NotActive() : new Finding.Active(name));
        }
    }

    private static Finding found(String number, int status, byte[] body) throws IOException {
        try (FakePublishers register = FakePublishers.start()) {
            register.answer(ENTITIES + number, status, body);
            return find(register.address(""), number);
        }
    }

    private static Finding find(URI address, String number) {
        return new EntityRegister(new MerchantSettings(address, 2_000))
                .find(new OrganisationNumber(number));
    }
}
