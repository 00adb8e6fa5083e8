package no.getdrop.runtime;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.ArrayList;
import java.util.List;

/// What must happen around a SnapStart snapshot, in one place.
///
/// The platform holds its resources weakly: a hook that nobody else refers to would silently
/// disappear. This registers one resource, held here for good, and runs the hooks itself: before
/// the snapshot in reverse order of registration, after the restore in that order. Where no
/// snapshot is taken nothing runs.
public final class RestoreHooks implements Resource {
    private static final Logger log = LoggerFactory.getLogger(RestoreHooks.class);
    private static final RestoreHooks ALL = new RestoreHooks();

    /// What AWS's runtime client loads from its JAR when the first invocation has come.
    private static final List<String> OF_FIRST_INVOCATION =
            List.of(
                    "com.amazonaws.services.lambda.runtime.api.client.util.ConcurrencyConfig",
                    "com.amazonaws.services.lambda.runtime.api.client.api.LambdaContext",
                    "com.amazonaws.services.lambda.runtime.LambdaRuntimeInternal",
                    "software.amazon.awssdk.utilslite.SdkInternalThreadLocal");

    private final List<Named> before = new ArrayList<>();
    private final List<Named> after = new ArrayList<>();

    /// An action around the snapshot; an exception fails the snapshot or the restore.
    @FunctionalInterface
    public interface Hook {
        /// Runs the action.
        void run() throws Exception;
    }

    private record Named(String name, Hook action) {}

    static {
        Core.getGlobalContext().register(ALL);
    }

    private RestoreHooks() {}

    /// Runs `action` before the snapshot; later registrations run earlier.
    public static void beforeSnapshot(String name, Hook action) {
        synchronized (ALL) {
            ALL.before.addFirst(new Named(name, action));
        }
    }

    /// Runs `action` after each restore; earlier registrations run earlier.
    public static void afterRestore(String name, Hook action) {
        synchronized (ALL) {
            ALL.after.add(new Named(name, action));
        }
    }

    /// Runs `action` when the function may first serve: after each restore where snapshots are
    /// taken, at once where none is.
    public static void atStart(String name, Hook action) {
        boolean snapStart =
                Environment.system()
                        .text("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand")
                        .equals("snap-start");
        if (snapStart) {
            afterRestore(name, action);
            return;
        }
        try {
            action.run();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("cannot start: " + name, e);
        }
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        run("snapshot", before);
        OF_FIRST_INVOCATION.forEach(RestoreHooks::load);
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        run("restore", after);
    }

    /// Another version of the client may lack one, and then has no need of it.
    private static void load(String name) {
        try {
            Class.forName(name);
        } catch (ClassNotFoundException | LinkageError e) {
            log.atDebug().setCause(e).log("not a class of this runtime client");
        }
    }

    private void run(String event, List<Named> hooks) {
        List<Named> current;
        synchronized (this) {
            current = List.copyOf(hooks);
        }
        for (Named hook : current) {
            long started = System.nanoTime();
            try {
                hook.action().run();
            } catch (Exception e) {
                throw new IllegalStateException(
                        "hook '" + hook.name() + "' failed at the " + event, e);
            }
            log.atInfo()
                    .addKeyValue("event", event)
                    .addKeyValue("hook", hook.name())
                    .addKeyValue("durationMs", (System.nanoTime() - started) / 1_000_000)
                    .log("restore hook ran");
        }
    }
}
