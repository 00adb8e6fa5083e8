package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;

/// A use of the database that was told that there is none: what it threw and how long it took.
record Unavailable(DatabaseUnavailableException exception, Duration took) {
    /// Runs one query that must find no database.
    static Unavailable query(Database database) {
        return of(() -> select(database));
    }

    static Unavailable of(Runnable work) {
        long started = System.nanoTime();
        DatabaseUnavailableException exception =
                catchThrowableOfType(DatabaseUnavailableException.class, work::run);
        Duration took = Duration.ofNanos(System.nanoTime() - started);
        assertThat(exception).isNotNull().hasMessage("the database cannot be reached");
        return new Unavailable(exception, took);
    }

    static int select(Database database) {
        return database.call(handle -> handle.createQuery("SELECT 7").mapTo(Integer.class).one());
    }

    /// Everything that the exception tells, with its causes.
    String story() {
        java.io.StringWriter text = new java.io.StringWriter();
        exception.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }
}
