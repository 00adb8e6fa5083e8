package no.getdrop.testing.snapshots;

import com.amazonaws.services.lambda.crac.CheckpointException;
import com.amazonaws.services.lambda.crac.Context;
import com.amazonaws.services.lambda.crac.Core;
import com.amazonaws.services.lambda.crac.Resource;
import com.amazonaws.services.lambda.crac.RestoreException;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;

/// What the managed runtime calls around a snapshot: the runtime client's own context.
public final class Snapshot {
    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");
    private static final Context<Resource> CONTEXT = Core.getGlobalContext();

    static {
        if (LINUX) {
            loadNativeLibrary();
        }
    }

    private Snapshot() {}

    /// Before the snapshot; throws what a hook threw.
    public static void before() throws CheckpointException {
        try {
            CONTEXT.beforeCheckpoint(null);
        } catch (UnsatisfiedLinkError e) {
            if (LINUX) {
                throw e;
            }
            // Elsewhere only the last step is missing, the clearing of the name cache.
        }
    }

    /// After the restore; throws what a hook threw.
    public static void after() throws RestoreException {
        CONTEXT.afterRestore(null);
    }

    /// A copy of our own: the client's default place is one file for the whole machine.
    @SuppressWarnings("restricted") // the client loads the same library the same way
    private static void loadNativeLibrary() {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch_64" : "x86_64";
        String resource = "/jni/libaws-lambda-jni.linux-" + processor + ".so";
        try (InputStream library = Core.class.getResourceAsStream(resource)) {
            Path copy = Files.createTempFile("lambda-jni", ".so");
            Files.copy(
                    Objects.requireNonNull(library, resource),
                    copy,
                    StandardCopyOption.REPLACE_EXISTING);
            System.load(copy.toString());
            Files.delete(copy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
