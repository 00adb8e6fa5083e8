package no.getdrop.local.dump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Instant;

class DumpNameTest {
    private static final Instant AT = Instant.parse("2026-11-25T22:51:39.5Z");

    @Test
    void aNameIsTargetAndTimeAndIsReadBack() {
        DumpName name = new DumpName("local", AT);
        assertThat(name.file()).isEqualTo("local-20261125-225139.dump");
        assertThat(DumpName.of(Path.of("backups", name.file()))).contains(name);
        assertThat(new DumpName("before-the-demo", AT).file())
                .isEqualTo("before-the-demo-20261125-225139.dump");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../up", "Local", "a--b", "a b", "-a", "staging", "production-eu"})
    void aTargetIsANameOfWhatIsHere(String target) {
        assertThatThrownBy(() -> new DumpName(target, AT))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "local.dump",
                "local-20261325-225139.dump",
                "local-20261125-225139.dump.part",
                ".making-123",
                "staging-20261125-225139.dump"
            })
    void otherFilesAreNoDumps(String file) {
        assertThat(DumpName.of(Path.of(file))).isEmpty();
    }
}
