package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

class MotoTest {
    @TempDir private Path folder;

    @Test
    void withoutMotoTheMessageSaysWhatToInstall() {
        assertThatThrownBy(() -> Moto.start(folder, folder + ":/nowhere"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("pip install 'moto[server]'");
    }

    @Test
    void whatDoesNotStartIsToldInItsOwnWords() throws Exception {
        program("echo no module named moto; exit 1");
        assertThatThrownBy(() -> Moto.start(folder, folder.toString()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no module named moto");
    }

    @Test
    void itsProcessEndsWithIt() throws Exception {
        program("echo ' * Running on http://127.0.0.1:4321'; exec sleep 60");
        Moto moto = Moto.start(folder, folder.toString());
        assertThat(moto.url()).hasToString("http://127.0.0.1:4321");
        String written = Files.readString(folder.resolve("processes"));
        long pid = Long.parseLong(written.substring(0, written.indexOf(' ')));
        assertThat(ProcessHandle.of(pid)).isPresent();
        moto.close();
        assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
    }

    private void program(String script) throws Exception {
        Path program = folder.resolve("moto_server");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
