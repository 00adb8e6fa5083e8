package no.getdrop.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.payments.Lanes;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.Map;

class WorkerSettingsTest {
    @Test
    void whatIsNotSetHasADefault() {
        assertThat(WorkerSettings.from(Environment.of(Map.of())))
                .isEqualTo(
                        new WorkerSettings(
                                "development",
                                new Lanes(8),
                                2_000,
                                2_000,
                                200,
                                5_000,
                                5_000,
                                20,
                                3,
                                50,
                                1_000,
                                Duration.ofHours(1),
                                10_000));
    }

    @Test
    void whatIsSetIsRead() {
        assertThat(
                        WorkerSettings.from(
                                Environment.of(
                                        Map.of(
                                                "BUILD_ID", "4f1c2d3",
                                                "WORKER_LANES", "3",
                                                "WORKER_OUTBOX_LIMIT", "1",
                                                "WORKER_STATUS_LIMIT", "2",
                                                "WORKER_FOLLOW_LIMIT", "4",
                                                "WORKER_SWEEP_LIMIT", "3",
                                                "WORKER_RATES_MAX_AGE_SECONDS", "60",
                                                "WORKER_RESERVE_MS", "500"))))
                .isEqualTo(
                        new WorkerSettings(
                                "4f1c2d3",
                                new Lanes(3),
                                1,
                                2,
                                4,
                                3,
                                5_000,
                                20,
                                3,
                                50,
                                1_000,
                                Duration.ofMinutes(1),
                                500));
    }

    @Test
    void whatIsSetOfTheNewerJobsIsRead() {
        WorkerSettings settings =
                WorkerSettings.from(
                        Environment.of(
                                Map.of(
                                        "WORKER_RESEAL_LIMIT", "9",
                                        "WORKER_MAX_ATTEMPTS", "5",
                                        "WORKER_RECONCILE_DAYS", "6",
                                        "WORKER_RECONCILE_PAGES", "7",
                                        "WORKER_CHAIN_ROWS", "8")));
        assertThat(settings.resealLimit()).isEqualTo(9);
        assertThat(settings.attemptsMax()).isEqualTo(5);
        assertThat(settings.reconcileDays()).isEqualTo(6);
        assertThat(settings.reconcilePages()).isEqualTo(7);
        assertThat(settings.chainRows()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({
        "WORKER_OUTBOX_LIMIT, 0",
        "WORKER_OUTBOX_LIMIT, 10001",
        "WORKER_STATUS_LIMIT, many",
        "WORKER_FOLLOW_LIMIT, 0",
        "WORKER_SWEEP_LIMIT, -1",
        "WORKER_RESEAL_LIMIT, 0",
        "WORKER_MAX_ATTEMPTS, 0",
        "WORKER_RECONCILE_DAYS, 32",
        "WORKER_RECONCILE_PAGES, 0",
        "WORKER_CHAIN_ROWS, none",
        "WORKER_RATES_MAX_AGE_SECONDS, 59",
        "WORKER_RESERVE_MS, 499",
    })
    void whatIsWrongIsNamed(String name, String value) {
        assertThatThrownBy(() -> WorkerSettings.from(Environment.of(Map.of(name, value))))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name + " is '" + value + "', expected a whole number");
    }
}
