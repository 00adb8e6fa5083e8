package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;

import java.util.Map;

final class HealthSettingsTest {
    private static final String URL = "postgresql://drop_app@127.0.0.1:5432/drop";

    @Test
    void everyStepTowardsTheDatabaseIsBoundedByASecond() {
        HealthSettings settings =
                HealthSettings.from(
                        Environment.of(
                                Map.of("DROP_ENVIRONMENT", "development", "DATABASE_URL", URL)));
        assertThat(settings.database().connectTimeoutMs()).isEqualTo(1_000);
        assertThat(settings.database().borrowTimeoutMs()).isEqualTo(1_000);
        assertThat(settings.database().statementTimeoutMs()).isEqualTo(1_000);
        assertThat(settings.snapshot()).isFalse();
    }

    @Test
    void theBoundsCanBeSet() {
        HealthSettings settings =
                HealthSettings.from(
                        Environment.of(
                                Map.of(
                                        "DROP_ENVIRONMENT", "development",
                                        "DATABASE_URL", URL,
                                        "DB_CONNECT_TIMEOUT_MS", "3000",
                                        "DB_BORROW_TIMEOUT_MS", "2000",
                                        "DB_STATEMENT_TIMEOUT_MS", "4000",
                                        "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")));
        assertThat(settings.database().connectTimeoutMs()).isEqualTo(3_000);
        assertThat(settings.database().borrowTimeoutMs()).isEqualTo(2_000);
        assertThat(settings.database().statementTimeoutMs()).isEqualTo(4_000);
        assertThat(settings.snapshot()).isTrue();
    }

    @Test
    void theDatabasesAddressMustBeSet() {
        Environment empty = Environment.of(Map.of("DROP_ENVIRONMENT", "development"));
        assertThatThrownBy(() -> new HealthHandler(empty))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("DATABASE_URL");
    }
}
