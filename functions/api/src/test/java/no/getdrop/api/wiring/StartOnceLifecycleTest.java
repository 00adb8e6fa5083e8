package no.getdrop.api.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.snapshots.Snapshot;

import org.junit.jupiter.api.Test;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import java.util.ArrayList;
import java.util.List;

class StartOnceLifecycleTest {
    private final List<String> calls = new ArrayList<>();

    @Test
    void whatIsStartedWithTheApplicationIsNotStoppedForASnapshot() throws Exception {
        try (AnnotationConfigApplicationContext application = application()) {
            application.refresh();
            Snapshot.before();
            Snapshot.after();
            assertThat(calls).containsExactly("start early", "start late");
        }
        assertThat(calls).containsExactly("start early", "start late", "stop late", "stop early");
    }

    private AnnotationConfigApplicationContext application() {
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        application.registerBean(
                "lifecycleProcessor",
                StartOnceLifecycle.class,
                () -> new StartOnceLifecycle(application.getBeanFactory()));
        application.registerBean("late", Part.class, () -> new Part("late", 2, true));
        application.registerBean("early", Part.class, () -> new Part("early", 1, true));
        application.registerBean("byHand", Part.class, () -> new Part("by hand", 3, false));
        return application;
    }

    private final class Part implements SmartLifecycle {
        private final String name;
        private final int phase;
        private final boolean autoStartup;
        private boolean running;

        Part(String name, int phase, boolean autoStartup) {
            this.name = name;
            this.phase = phase;
            this.autoStartup = autoStartup;
        }

        @Override
        public void start() {
            running = true;
            calls.add("start " + name);
        }

        @Override
        public void stop() {
            throw new UnsupportedOperationException("as Spring Boot's graceful shutdown has it");
        }

        @Override
        public void stop(Runnable callback) {
            running = false;
            calls.add("stop " + name);
            callback.run();
        }

        @Override
        public boolean isRunning() {
            return running;
        }

        @Override
        public int getPhase() {
            return phase;
        }

        @Override
        public boolean isAutoStartup() {
            return autoStartup;
        }
    }
}
