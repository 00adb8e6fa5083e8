package no.getdrop.rates;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.List;

class RatesIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private Rates rates;

    @BeforeEach
    void start() {
        rates = new Rates(DATABASE.app());
    }

    @Test
    void whatWasStoredIsRead() {
        ExchangeRate dinar = rate("RSD", "10.1234567891");
        ExchangeRate lira = rate("TRY", "3.5");
        rates.store(List.of(lira, dinar));

        assertThat(rates.all()).containsExactly(dinar, lira);
        assertThat(rates.to(Currency.getInstance("TRY"))).contains(lira);
        assertThat(rates.to(Currency.getInstance("PLN"))).isEmpty();
    }

    @Test
    void aNewerAnswerTakesThePlaceOfAnOlderOneAndNotTheOtherWayRound() {
        ExchangeRate older = rate("RSD", "10");
        clock.advance(Duration.ofHours(1));
        ExchangeRate newer = rate("RSD", "11");

        rates.store(List.of(older));
        rates.store(List.of(newer));
        rates.store(List.of(older));

        assertThat(rates.all()).containsExactly(newer);
    }

    @Test
    void theNewestConfirmationIsKnown() {
        assertThat(rates.confirmedAt()).isEmpty();
        rates.store(List.of(rate("RSD", "10")));
        clock.advance(Duration.ofHours(1));
        rates.store(List.of(rate("TRY", "3.5")));

        assertThat(rates.confirmedAt()).contains(clock.instant());
    }

    private ExchangeRate rate(String currency, String rate) {
        return new ExchangeRate(
                Currency.getInstance(currency),
                new BigDecimal(rate),
                "test",
                clock.instant(),
                clock.instant());
    }
}
