package no.getdrop.rates;

import no.getdrop.database.Database;

import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.RowMapper;

import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;

/// The exchange rates from NOK that Drop knows.
public final class Rates {
    private static final String ALL =
            """
            SELECT quote_currency, rate, source, observed_at, updated_at
            FROM exchange_rates
            WHERE base_currency = 'NOK'
            ORDER BY quote_currency
            """;

    private static final String ONE =
            """
            SELECT quote_currency, rate, source, observed_at, updated_at
            FROM exchange_rates
            WHERE base_currency = 'NOK' AND quote_currency = :currency
            """;

    private static final String NEWEST =
            """
            SELECT max(updated_at) FROM exchange_rates WHERE base_currency = 'NOK'
            """;

    private static final String STORE =
            """
            INSERT INTO exchange_rates AS known
                (base_currency, quote_currency, rate, source, observed_at, updated_at)
            VALUES ('NOK', :currency, :rate, :source, :observedAt, :confirmedAt)
            ON CONFLICT (base_currency, quote_currency) DO UPDATE
            SET rate = excluded.rate, source = excluded.source,
                observed_at = excluded.observed_at, updated_at = excluded.updated_at
            WHERE known.updated_at <= excluded.updated_at
            """;

    private static final RowMapper<ExchangeRate> ROW =
            (row, context) ->
                    new ExchangeRate(
                            Currency.getInstance(row.getString("quote_currency")),
                            row.getBigDecimal("rate").stripTrailingZeros(),
                            row.getString("source"),
                            row.getTimestamp("observed_at").toInstant(),
                            row.getTimestamp("updated_at").toInstant());

    private final Database database;

    /// Rates as the database holds them.
    public Rates(Database database) {
        this.database = database;
    }

    /// All rates, by currency.
    public List<ExchangeRate> all() {
        return database.call(handle -> handle.createQuery(ALL).map(ROW).list());
    }

    /// The rate to one currency.
    public Optional<ExchangeRate> to(Currency currency) {
        return database.call(handle -> to(handle, currency));
    }

    /// The rate to one currency, read on a connection that is already at work.
    public static Optional<ExchangeRate> to(Handle handle, Currency currency) {
        return handle.createQuery(ONE)
                .bind("currency", currency.getCurrencyCode())
                .map(ROW)
                .findOne();
    }

    /// When a source last confirmed a rate; empty while none is known.
    public Optional<Instant> confirmedAt() {
        return database.call(handle -> handle.createQuery(NEWEST).mapTo(Instant.class).findOne());
    }

    /// Keeps what a source gave; an answer that is older than what is known changes nothing.
    public void store(List<ExchangeRate> rates) {
        database.call(handle -> {
            for (ExchangeRate rate : rates) {
                handle.createUpdate(STORE)
                        .bind("currency", rate.currency().getCurrencyCode())
                        .bind("rate", rate.rate())
                        .bind("source", rate.source())
                        .bind("observedAt", rate.observedAt())
                        .bind("confirmedAt", rate.confirmedAt())
                        .execute();
            }
            return rates.size();
        });
    }
}
