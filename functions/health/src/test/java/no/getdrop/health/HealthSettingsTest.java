package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

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
    void theBoundsTogetherAreBelowTheFunctionsOwnTime() throws IOException {
        DatabaseSettings database =
                HealthSettings.from(
                                Environment.of(
                                        Map.of(
                                                "DROP_ENVIRONMENT",
                                                "development",
                                                "DATABASE_URL",
                                                URL)))
                        .database();
        Matcher timeout =
                Pattern.compile("\n  HealthFunction:\n.*?\n      Timeout: (\\d+)\n", Pattern.DOTALL)
                        .matcher(
                                Files.readString(
                                        Path.of(System.getProperty("drop.root"), "template.yaml")));
        assertThat(timeout.find()).isTrue();
        // Beside the path, a second each for the secrets and for the Data API.
        assertThat(1_000 + database.borrowTimeoutMs() + database.statementTimeoutMs() + 1_000)
                .isLessThan(Integer.parseInt(timeout.group(1)) * 1_000);
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

    @Test
    void theDataApiIsOptional() {
        assertThat(dataApi("", "")).isEmpty();
        assertThat(dataApi(FakeDataApi.CLUSTER, FakeDataApi.SECRET))
                .hasValue(new DataApiSettings(FakeDataApi.CLUSTER, FakeDataApi.SECRET, "drop"));
    }

    @Test
    void theDataApiNeedsBothOfItsNames() {
        assertThatThrownBy(() -> dataApi(FakeDataApi.CLUSTER, ""))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(
                        "DATABASE_SECRET_ARN is not set, expected an ARN, "
                                + "since DATABASE_CLUSTER_ARN is set");
        assertThatThrownBy(() -> dataApi("", FakeDataApi.SECRET))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(
                        "DATABASE_CLUSTER_ARN is not set, expected an ARN, "
                                + "since DATABASE_SECRET_ARN is set");
        assertThatThrownBy(() -> dataApi("drop", FakeDataApi.SECRET))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("DATABASE_CLUSTER_ARN is 'drop', expected");
    }

    private static Optional<DataApiSettings> dataApi(String cluster, String secret) {
        return HealthSettings.from(
                        Environment.of(
                                Map.of(
                                        "DROP_ENVIRONMENT", "development",
                                        "DATABASE_URL", URL,
                                        "DATABASE_CLUSTER_ARN", cluster,
                                        "DATABASE_SECRET_ARN", secret)))
                .dataApi();
    }
}
