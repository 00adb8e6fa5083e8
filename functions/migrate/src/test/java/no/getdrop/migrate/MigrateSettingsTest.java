package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.ds.PGSimpleDataSource;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

final class MigrateSettingsTest {
    @ParameterizedTest
    @CsvSource({
        "development, , true",
        "development, false, false",
        "staging, , false",
        "staging, true, true",
        "production, , false",
        "production, false, false"
    })
    void demoDataIsSeededByDefaultInDevelopmentAlone(
            String stage, @Nullable String seedDemo, boolean expected) {
        assertThat(MigrateSettings.from(environment(stage, seedDemo)).seedDemo())
                .isEqualTo(expected);
    }

    @Test
    void productionRefusesToStartWithDemoData() {
        Environment environment = environment("production", "true");
        assertThatThrownBy(() -> new MigrateHandler(environment, DatabaseWait.standard()))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("SEED_DEMO")
                .hasMessageContaining("production");
    }

    @Test
    void whatIsDeployedAndWhoseSnapshotsAreLookedUpComeFromTheEnvironment() {
        Map<String, String> variables = new HashMap<>();
        variables.put("DROP_ENVIRONMENT", "production");
        variables.put("DIRECT_URL", "postgresql://postgres@db.example.com:5432/drop");
        MigrateSettings unset = MigrateSettings.from(Environment.of(variables));
        assertThat(unset.build()).isEqualTo("development");
        assertThat(unset.databaseArn()).isEmpty();

        variables.put("BUILD_ID", "1a2b3c4");
        variables.put("DATABASE_CLUSTER_ARN", "arn:aws:rds:eu-west-1:123456789012:cluster:drop");
        MigrateSettings set = MigrateSettings.from(Environment.of(variables));
        assertThat(set.build()).isEqualTo("1a2b3c4");
        assertThat(set.databaseArn()).endsWith(":cluster:drop");
        assertThat(set.stage()).isEqualTo(Stage.PRODUCTION);
    }

    @ParameterizedTest
    @CsvSource({"production, true", "staging, false", "development, false"})
    void onlyProductionDemandsASnapshot(String stage, boolean demanded) {
        MigrateHandler handler =
                new MigrateHandler(environment(stage, null), DatabaseWait.standard());
        Job job =
                handler.job(
                        new PGSimpleDataSource(), TimeBudget.of(Duration.ofSeconds(10)), "test");
        assertThat(job.snapshot().get().isPresent()).isEqualTo(demanded);
    }

    @Test
    void theDirectPathMustBeSet() {
        Environment environment = Environment.of(Map.of("DROP_ENVIRONMENT", "development"));
        assertThatThrownBy(() -> MigrateSettings.from(environment))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("DIRECT_URL");
    }

    @Test
    void theWaitIsThirtyTimesTwoSeconds() {
        assertThat(DatabaseWait.standard().attempts()).isEqualTo(30);
        assertThat(DatabaseWait.standard().pause()).hasSeconds(2);
    }

    private static Environment environment(String stage, @Nullable String seedDemo) {
        Map<String, String> variables = new HashMap<>();
        variables.put("DROP_ENVIRONMENT", stage);
        variables.put("DIRECT_URL", "postgresql://postgres@db.example.com:5432/drop");
        if (seedDemo != null) {
            variables.put("SEED_DEMO", seedDemo);
        }
        return Environment.of(variables);
    }
}
