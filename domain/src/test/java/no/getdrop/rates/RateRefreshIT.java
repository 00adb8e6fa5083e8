package no.getdrop.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.testing.AtOnce;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.FakeNorgesBank;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Rates while there is a worker, and while there is none.
class RateRefreshIT {
    @RegisterExtension static final DropDatabase DATABASE = new DropDatabase();

    private final HandClock clock = new HandClock();
    private final Rates rates = new Rates(DATABASE.app());
    private FakeNorgesBank source;
    private RateRefresh refresh;

    @BeforeEach
    void start() throws Exception {
        source = FakeNorgesBank.start();
        RateSettings settings =
                RateSettings.from(
                        Environment.of(
                                Map.of(
                                        "DROP_ENVIRONMENT",
                                        "development",
                                        "EXCHANGE_RATE_API_URL",
                                        source.url().toString())));
        refresh = new RateRefresh(new NorgesBank(settings, clock), rates, clock);
    }

    @AfterEach
    void stop() {
        source.close();
    }

    @Test
    void ratesThatAreOldEnoughAreReadAnewAndOthersAreNot() throws Exception {
        assertThat(refresh(Duration.ofHours(1)).stored()).isEqualTo(3);
        clock.advance(Duration.ofMinutes(59));
        assertThat(refresh(Duration.ofHours(1)))
                .isEqualTo(new RateRefresh.Refreshed(false, 0, Duration.ofMinutes(59)));
        clock.advance(Duration.ofMinutes(1));
        assertThat(refresh(Duration.ofHours(1)).asked()).isTrue();
        assertThat(source.calls()).isEqualTo(2);
    }

    @Test
    void aSourceThatIsAwayIsToldAndWhatIsKnownStays() throws Exception {
        refresh(Duration.ofHours(1));
        source.answer(503, "");
        clock.advance(Duration.ofHours(2));

        assertThatThrownBy(() -> refresh(Duration.ofHours(1)))
                .isInstanceOf(RatesUnavailableException.class);
        assertThat(rates.all()).hasSize(3);
    }

    @Test
    void withoutAWorkerARequestRefreshesWhatIsStaleAndNothingElse() throws Exception {
        refresh(Duration.ofHours(1));
        clock.advance(Duration.ofHours(24));
        assertThat(refresh.refreshStale(rates.all())).as("marked only beyond a day").isFalse();

        clock.advance(Duration.ofSeconds(1));
        assertThat(rates.all()).allMatch(rate -> rate.isStale(clock.instant()));

        assertThat(refresh.refreshStale(rates.all())).isTrue();
        assertThat(rates.all()).noneMatch(rate -> rate.isStale(clock.instant()));
        assertThat(refresh.refreshStale(rates.all())).isFalse();
        assertThat(source.calls()).isEqualTo(2);
    }

    @Test
    void withoutARateThereIsOneAfterTheFirstRequest() {
        assertThat(refresh.refreshStale(List.of())).isTrue();
        assertThat(rates.all()).hasSize(3);
    }

    @Test
    void aSourceThatIsAwayFailsNoRequestAndIsAskedOnceAMinute() throws Exception {
        refresh(Duration.ofHours(1));
        source.answer(503, "");
        clock.advance(Duration.ofHours(25));

        assertThat(refresh.refreshStale(rates.all())).isFalse();
        assertThat(refresh.refreshStale(rates.all())).isFalse();
        clock.advance(Duration.ofMinutes(1));
        assertThat(refresh.refreshStale(rates.all())).isFalse();

        assertThat(source.calls()).isEqualTo(3);
        assertThat(rates.all()).allMatch(rate -> rate.isStale(clock.instant()));
    }

    @Test
    void ofManyRequestsAtOnceOneAsks() throws Exception {
        refresh(Duration.ofHours(1));
        clock.advance(Duration.ofHours(25));
        List<ExchangeRate> known = rates.all();

        List<Boolean> refreshed = AtOnce.run(8, thread -> refresh.refreshStale(known));

        assertThat(refreshed).containsOnlyOnce(true);
        assertThat(source.calls()).isEqualTo(2);
    }

    private RateRefresh.Refreshed refresh(Duration maxAge) throws RatesUnavailableException {
        return refresh.refresh(maxAge, Duration.ofSeconds(5));
    }
}
