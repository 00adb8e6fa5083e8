package no.getdrop.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.testing.snapshots.Snapshot;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;
import org.junit.jupiter.api.Test;

import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/// Runs under the runtime client's own context, the way the managed runtime calls it.
final class RestoreHooksTest {
    private final List<String> events = new ArrayList<>();

    @Test
    void theContextIsTheOneOfTheManagedRuntime() {
        assertThat(System.getProperty("org.crac.Core.Compat"))
                .isEqualTo("com.amazonaws.services.lambda.crac");
        WeakReference<Object> lonely = new WeakReference<>(registerUnheld());

        collectGarbage(lonely);

        // Which is why hooks have to be held by us.
        assertThat(lonely.get()).isNull();
    }

    @Test
    void hooksRunInOrderAroundTheSnapshotAndAreNotCollected() throws Exception {
        WeakReference<Object> marker = new WeakReference<>(registerHooks());
        collectGarbage(marker);
        assertThat(events).isEmpty();

        Snapshot.before();
        assertThat(events).containsExactly("before 2", "before 1");

        Snapshot.after();
        assertThat(events).containsExactly("before 2", "before 1", "after 1", "after 2");

        Snapshot.before();
        Snapshot.after();
        assertThat(events).hasSize(8);
    }

    @Test
    void anExceptionBeforeTheSnapshotFailsItAndNamesTheHook() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        RestoreHooks.beforeSnapshot("earlier one", () -> events.add("earlier one"));
        RestoreHooks.beforeSnapshot("broken one", () -> failWhile(broken));

        assertThatThrownBy(() -> Snapshot.before())
                .satisfies(e ->
                        assertThat(all(e)).anyMatch(m -> m.contains("hook 'broken one' failed")))
                .satisfies(e -> assertThat(all(e)).anyMatch(m -> m.contains("as the test wants")));
        broken.set(false);
        Snapshot.before();
        Snapshot.after();
        assertThat(events).contains("earlier one");
    }

    @Test
    void anExceptionAfterTheRestoreFailsItAndNamesTheHook() throws Exception {
        AtomicBoolean broken = new AtomicBoolean(true);
        RestoreHooks.afterRestore("broken two", () -> failWhile(broken));

        Snapshot.before();
        assertThatThrownBy(() -> Snapshot.after())
                .satisfies(e ->
                        assertThat(all(e)).anyMatch(m -> m.contains("hook 'broken two' failed")))
                .satisfies(e -> assertThat(all(e)).anyMatch(m -> m.contains("as the test wants")));
        broken.set(false);
    }

    private Object registerHooks() {
        Object marker = new Object();
        RestoreHooks.beforeSnapshot("first", () -> events.add("before 1"));
        RestoreHooks.beforeSnapshot("second", () -> events.add("before 2"));
        RestoreHooks.afterRestore("first", () -> events.add("after 1"));
        RestoreHooks.afterRestore("second", () -> events.add("after 2"));
        return marker;
    }

    private static Object registerUnheld() {
        Resource resource =
                new Resource() {
                    @Override
                    public void beforeCheckpoint(Context<? extends Resource> context) {}

                    @Override
                    public void afterRestore(Context<? extends Resource> context) {}
                };
        Core.getGlobalContext().register(resource);
        return resource;
    }

    private static void failWhile(AtomicBoolean broken) {
        if (broken.get()) {
            throw new IllegalArgumentException("as the test wants");
        }
    }

    /// Collects until what is referred to weakly is gone, so that the test knows that it was.
    private static void collectGarbage(WeakReference<Object> reference) {
        for (int i = 0; i < 50 && reference.get() != null; i++) {
            System.gc();
        }
        System.gc();
    }

    private static List<String> all(Throwable e) {
        List<String> messages = new ArrayList<>();
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            messages.add(String.valueOf(cause.getMessage()));
            for (Throwable suppressed : cause.getSuppressed()) {
                messages.addAll(all(suppressed));
            }
        }
        return messages;
    }
}
