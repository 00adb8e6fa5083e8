package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.util.Map;

class BrregTest {
    private Brreg brreg;

    @BeforeEach
    void start() throws Exception {
        brreg = Brreg.start();
    }

    @AfterEach
    void stop() {
        brreg.close();
    }

    @Test
    void aTradingEntityIsFound() {
        Reply found = get(Brreg.ACTIVE);
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.json().path("organisasjonsnummer").textValue()).isEqualTo(Brreg.ACTIVE);
        assertThat(found.json().path("navn").textValue()).isEqualTo("LIES KAFFEBAR AS");
        assertThat(found.json().at("/organisasjonsform/kode").textValue()).isEqualTo("AS");
        assertThat(found.json().path("konkurs").booleanValue()).isFalse();
        assertThat(found.json().has("slettedato")).isFalse();
    }

    @Test
    void aBankruptOrStruckOffEntitySaysSo() {
        assertThat(get(Brreg.BANKRUPT).json().path("konkurs").booleanValue()).isTrue();
        assertThat(get(Brreg.STRUCK_OFF).json().path("slettedato").textValue())
                .isEqualTo("2024-05-31");
    }

    @Test
    void oneThatWasRemovedByLawIsGone() {
        Reply gone = get(Brreg.REMOVED);
        assertThat(gone.status()).isEqualTo(410);
        assertThat(gone.json().has("navn")).isFalse();
        assertThat(gone.json().path("slettedato").textValue()).isEqualTo("2023-11-01");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "974760673 | application/json | 404",
                "974760674 | application/json | 400",
                "1 | application/json | 400",
                "310000000?fields=navn | application/json | 400",
                "310000000 | application/vnd.brreg.enhetsregisteret.enhet.v1+json | 406",
                "310000000 | application/vnd.brreg.enhetsregisteret.enhet.v3+json | 406",
                "310000000 | application/xml | 406",
                "310000000 | application/json;q=0 | 406",
                "310000000 | application/xml, application/*;q=0.1 | 200",
                "310000000 | */* | 200"
            })
    void whatTheRegisterDoesNotHaveIsRefused(String asked, String accept, int status) {
        assertThat(get(asked, accept).status()).isEqualTo(status);
    }

    @Test
    void aRefusalNamesTheValue() {
        Reply refused = get("974760674");
        assertThat(refused.json().at("/valideringsfeil/0/parametere/0").textValue())
                .isEqualTo("organisasjonsnummer");
        assertThat(refused.json().at("/valideringsfeil/0/feilaktigVerdi").textValue())
                .isEqualTo("974760674");
        assertThat(refused.json().path("antallFeil").intValue()).isEqualTo(1);
    }

    @Test
    void theVersionThatIsAskedForIsAnswered() {
        assertThat(get(Brreg.ACTIVE, Brreg.MEDIA_TYPE + ";charset=UTF-8").header("Content-Type"))
                .isEqualTo(Brreg.MEDIA_TYPE + ";charset=UTF-8");
        assertThat(get(Brreg.ACTIVE, "application/json").header("Content-Type"))
                .isEqualTo("application/json;charset=UTF-8");
        assertThat(Caller.send("POST", at(Brreg.ACTIVE), Map.of(), "{}").header("Allow"))
                .isEqualTo("GET");
    }

    @Test
    void anEntityCanBeAddedAndTheRegisterCanFail() {
        brreg.add("974760673", "REGISTERENHETEN I TEST");
        brreg.switches().add(Switch.on("entity").answering(503));
        assertThat(get("974760673").status()).isEqualTo(503);
        assertThat(get("974760673").status()).isEqualTo(200);
        assertThatThrownBy(() -> brreg.add("974760674", "NO"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Reply get(String number) {
        return Caller.get(at(number));
    }

    private Reply get(String number, String accept) {
        return Caller.get(at(number), Map.of("Accept", accept));
    }

    private URI at(String number) {
        return brreg.url().resolve("/enhetsregisteret/api/enheter/" + number);
    }
}
