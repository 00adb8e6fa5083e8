package no.getdrop.local.postgres;

import java.util.ArrayList;
import java.util.List;

/// Counts what goes over the wire.
final class Traffic {
    private static final int KEPT_STATEMENTS = 10_000;

    private final List<String> statements = new ArrayList<>();
    private long roundTrips;
    private long logins;

    synchronized void loggedIn() {
        logins++;
    }

    synchronized void roundTrip() {
        roundTrips++;
    }

    synchronized void statement(String sql) {
        if (statements.size() < KEPT_STATEMENTS) {
            statements.add(sql);
        }
    }

    synchronized void reset() {
        statements.clear();
        roundTrips = 0;
        logins = 0;
    }

    synchronized DatabaseProxy.Count count() {
        return new DatabaseProxy.Count(roundTrips, logins, statements);
    }
}
