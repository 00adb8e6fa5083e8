package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.http.Caller;
import no.getdrop.local.providers.http.Caller.Reply;
import no.getdrop.local.providers.http.Switch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    void anUnknownNumberIsNotFoundAndAnInvalidOneIsRefused() {
        assertThat(get("974760673").status()).isEqualTo(404);
        assertThat(get("974760674").status()).isEqualTo(400);
        assertThat(get("1").status()).isEqualTo(400);
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
        return Caller.get(brreg.url().resolve("/enhetsregisteret/api/enheter/" + number));
    }
}
