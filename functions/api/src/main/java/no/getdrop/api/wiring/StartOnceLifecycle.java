package no.getdrop.api.wiring;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.LifecycleProcessor;
import org.springframework.context.SmartLifecycle;

import java.util.Comparator;
import java.util.List;

/// Starts what is to be started with the application and stops it with the application, and takes
/// no part in snapshots.
///
/// Spring's own processor stops everything before a snapshot and starts it after the restore, on
/// the way of the first customer; what must happen then stands in
/// [no.getdrop.runtime.RestoreHooks], and nothing that Spring starts needs more.
final class StartOnceLifecycle implements LifecycleProcessor {
    private final ListableBeanFactory beans;
    private volatile boolean running;

    StartOnceLifecycle(ListableBeanFactory beans) {
        this.beans = beans;
    }

    @Override
    public void onRefresh() {
        start();
    }

    @Override
    public void onClose() {
        stop();
    }

    @Override
    public void start() {
        running = true;
        inOrder().stream().filter(SmartLifecycle::isAutoStartup).forEach(SmartLifecycle::start);
    }

    @Override
    public void stop() {
        inOrder().reversed().stream()
                .filter(SmartLifecycle::isRunning)
                .forEach(part -> part.stop(() -> {}));
        running = false;
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private List<SmartLifecycle> inOrder() {
        return beans.getBeansOfType(SmartLifecycle.class, false, false).values().stream()
                .sorted(Comparator.comparingInt(SmartLifecycle::getPhase))
                .toList();
    }
}
