package no.getdrop.runtime.logging;

import no.getdrop.runtime.Environment;

import org.slf4j.ILoggerFactory;
import org.slf4j.IMarkerFactory;
import org.slf4j.Logger;
import org.slf4j.event.Level;
import org.slf4j.helpers.BasicMDCAdapter;
import org.slf4j.helpers.BasicMarkerFactory;
import org.slf4j.spi.MDCAdapter;
import org.slf4j.spi.SLF4JServiceProvider;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// Makes SLF4J write Drop's JSON lines; found by being on the class path.
///
/// `LOG_LEVEL` (trace, debug, info, warn, error; default info) sets what Drop's own classes log.
/// `SENTRY_DSN`, where it is set, has errors reported ([ErrorReports]). Libraries are heard from
/// `warn` on, or from `info` on when it is debug or trace.
public final class JsonLoggerProvider implements SLF4JServiceProvider {
    /// The context's mark of work that nobody asked for. Its lines are made as any other, so that
    /// making them is rehearsed too, and written where they warn or debug is set.
    public static final String REHEARSAL = "rehearsal";

    private final IMarkerFactory markers = new BasicMarkerFactory();
    private final MDCAdapter context = new BasicMDCAdapter();
    private final Map<String, Logger> loggers = new ConcurrentHashMap<>();
    private final ILoggerFactory factory = name -> loggers.computeIfAbsent(name, this::logger);
    private Level ownLevel = Level.INFO;
    private Consumer<String> output = line -> {};
    private Optional<ErrorReports> reports = Optional.empty();

    @Override
    @SuppressWarnings("SystemOut") // standard output is where Lambda takes log lines from
    public void initialize() {
        // Asked for at each line: the runtime client puts its own in place.
        initialize(Environment.system(), line -> System.out.println(line));
        this.reports = ErrorReports.open(Environment.system());
    }

    /// Reports errors to `to` as well.
    void report(ErrorReports to) {
        reports = Optional.of(to);
    }

    void initialize(Environment environment, Consumer<String> output) {
        this.ownLevel = environment.oneOf("LOG_LEVEL", Level.INFO);
        this.output = output;
    }

    private Logger logger(String name) {
        Level libraryLevel = ownLevel.toInt() <= Level.DEBUG.toInt() ? Level.INFO : Level.WARN;
        Level level =
                name.startsWith("no.getdrop") || ownLevel.toInt() > libraryLevel.toInt()
                        ? ownLevel
                        : libraryLevel;
        return new JsonLogger(name, level, output, reports);
    }

    @Override
    public ILoggerFactory getLoggerFactory() {
        return factory;
    }

    @Override
    public IMarkerFactory getMarkerFactory() {
        return markers;
    }

    @Override
    public MDCAdapter getMDCAdapter() {
        return context;
    }

    @Override
    public String getRequestedApiVersion() {
        return "2.0.99";
    }
}
