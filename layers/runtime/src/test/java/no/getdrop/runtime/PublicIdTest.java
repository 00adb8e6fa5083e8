package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.UUID;

final class PublicIdTest {
    private static final UUID ID = UUID.fromString("0198f0c2-7d3e-7abc-8def-00000000000f");

    @Test
    void isThePrefixAndTheHexDigits() {
        assertThat(PublicId.format("txn", ID)).isEqualTo("txn_0198f0c27d3e7abc8def00000000000f");
    }

    @Test
    void whatIsFormattedIsReadAgain() {
        for (int i = 0; i < 1_000; i++) {
            UUID id = Ids.next();
            assertThat(PublicId.parse("usr", PublicId.format("usr", id))).contains(id);
        }
        assertThat(PublicId.parse("txn", "txn_ffffffffffffffffffffffffffffffff"))
                .contains(new UUID(-1L, -1L));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "txn",
                "txn_",
                "_0198f0c27d3e7abc8def00000000000f",
                "usr_0198f0c27d3e7abc8def00000000000f",
                "TXN_0198f0c27d3e7abc8def00000000000f",
                "txn-0198f0c27d3e7abc8def00000000000f",
                "txn_0198F0C27D3E7ABC8DEF00000000000F",
                "txn_0198f0c27d3e7abc8def00000000000",
                "txn_0198f0c27d3e7abc8def00000000000ff",
                "txn_0198f0c27d3e7abc8def00000000000g",
                "txn_0198f0c2-7d3e-7abc-8def-00000000000f",
                "txn_0198f0c27d3e7abc8def00000000 00f",
                " txn_0198f0c27d3e7abc8def0000000000f",
                "txn_\u0660198f0c27d3e7abc8def00000000000f",
                "txn_\uff10198f0c27d3e7abc8def00000000000f",
                "txn_\uff41198f0c27d3e7abc8def00000000000f",
                "txn_+198f0c27d3e7abc8def00000000000f"
            })
    void anythingElseIsNone(String text) {
        assertThat(PublicId.parse("txn", text)).isEmpty();
    }
}
