package no.getdrop.api.priming;

import no.getdrop.compliance.WatchList;
import no.getdrop.compliance.WatchLists;
import no.getdrop.database.Database;
import no.getdrop.rates.ExchangeRate;
import no.getdrop.rates.Rates;

import org.jdbi.v3.core.Handle;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Currency;
import java.util.List;

/// What a rehearsal needs and nobody has loaded yet, rolled back with the rest.
final class Loans {
    private static final Currency DINAR = Currency.getInstance("RSD");

    private final Database database;
    private final Rates rates;
    private final InstantSource clock;

    Loans(Database database, Rates rates, InstantSource clock) {
        this.database = database;
        this.rates = rates;
        this.clock = clock;
    }

    /// An exchange rate, and a list with nobody on it, without which each payment is held.
    ///
    /// A rate that is known is left alone: to store another would lock the row that the worker
    /// writes.
    void lend() {
        Instant now = clock.instant();
        if (rates.to(DINAR).isEmpty()) {
            rates.store(List.of(new ExchangeRate(DINAR, BigDecimal.TEN, "rehearsal", now, now)));
        }
        database.call(handle -> lendList(handle, now));
    }

    private static boolean lendList(Handle handle, Instant now) {
        boolean none = !WatchLists.isAnyLoaded(handle);
        if (none) {
            WatchLists.load(
                    handle,
                    new WatchList("rehearsal", List.of()),
                    new WatchLists.Origin("rehearsal", now, now));
        }
        return none;
    }
}
