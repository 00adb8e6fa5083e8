package no.getdrop.rotation;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

/// Rotations in moto's Secrets Manager; profile moto runs it.
final class MotoIT extends RotationContract {
    private static MotoVault moto;

    @BeforeAll
    static void start(@TempDir Path folder) {
        moto = new MotoVault(folder);
    }

    @AfterAll
    static void end() {
        moto.end();
    }

    @Override
    Vault open() {
        return moto;
    }
}
