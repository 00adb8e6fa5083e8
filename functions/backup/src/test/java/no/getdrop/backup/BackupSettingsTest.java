package no.getdrop.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.backup.plan.Policy;
import no.getdrop.backup.rds.RdsSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

class BackupSettingsTest {
    private static final String ARN = "arn:aws:rds:eu-west-1:123456789012:cluster:drop-staging";
    private static final Map<String, String> LEAST =
            Map.of(
                    "AWS_REGION", "eu-west-1",
                    "DROP_ENVIRONMENT", "staging",
                    "DATABASE_CLUSTER_ARN", ARN,
                    "DATABASE_SECRET_ARN", "arn:secret");

    @Test
    void whatIsNotSetHasADefault() {
        BackupSettings settings = BackupSettings.from(Environment.of(LEAST));

        assertThat(settings.databases()).containsExactly("drop-staging");
        assertThat(settings.policy())
                .isEqualTo(
                        new Policy(
                                "drop",
                                new Policy.Keep(7, 8, 12, 7, 10, 10, 3),
                                Policy.Limits.standard(),
                                false));
        assertThat(settings.rds())
                .isEqualTo(
                        new RdsSettings(
                                RdsSettings.Kind.CLUSTER,
                                "eu-west-1",
                                Optional.empty(),
                                Optional.empty(),
                                List.of(),
                                "db.serverless"));
        assertThat(settings.live())
                .isEqualTo(
                        new BackupSettings.Live(
                                "arn:aws:rds:eu-west-1:123456789012:cluster:",
                                "arn:secret",
                                "drop"));
        assertThat(settings.snapshotQuota()).isEqualTo(100);
    }

    @Test
    void productionKeepsThirtyDays() {
        assertThat(from("DROP_ENVIRONMENT", "production").policy().keep().daily()).isEqualTo(30);
    }

    @Test
    void whatIsSetIsRead() {
        Map<String, String> variables = new HashMap<>(LEAST);
        variables.put("BACKUP_OWNER", "drop-staging");
        variables.put("BACKUP_DATABASES", "drop-staging, drop-reports");
        variables.put("BACKUP_DATABASE_NAME", "payments");
        variables.put("BACKUP_KEEP_DAILY", "1");
        variables.put("BACKUP_KEEP_WEEKLY", "2");
        variables.put("BACKUP_KEEP_MONTHLY", "3");
        variables.put("BACKUP_KEEP_YEARLY", "4");
        variables.put("BACKUP_KEEP_PRE_DEPLOY", "5");
        variables.put("BACKUP_KEEP_MANUAL", "6");
        variables.put("BACKUP_KEEP_LEAST", "7");
        variables.put("BACKUP_SNAPSHOT_QUOTA", "200");
        variables.put("BACKUP_COPY_REGION", "eu-north-1");
        variables.put("BACKUP_COPY_KEY_ID", "arn:key");
        variables.put("BACKUP_SUBNET_GROUP", "drop");
        variables.put("BACKUP_SECURITY_GROUP_IDS", "sg-1,sg-2");
        variables.put("BACKUP_CLONE_CLASS", "db.r8g.large");
        BackupSettings settings = BackupSettings.from(Environment.of(variables));

        assertThat(settings.databases()).containsExactly("drop-staging", "drop-reports");
        assertThat(settings.live().databaseName()).isEqualTo("payments");
        assertThat(settings.policy())
                .isEqualTo(
                        new Policy(
                                "drop-staging",
                                new Policy.Keep(1, 2, 3, 4, 5, 6, 7),
                                Policy.Limits.standard(),
                                true));
        assertThat(settings.rds())
                .isEqualTo(
                        new RdsSettings(
                                RdsSettings.Kind.CLUSTER,
                                "eu-west-1",
                                Optional.of(new RdsSettings.Second("eu-north-1", "arn:key")),
                                Optional.of("drop"),
                                List.of("sg-1", "sg-2"),
                                "db.r8g.large"));
        assertThat(settings.snapshotQuota()).isEqualTo(200);
    }

    @Test
    void anInstanceNeedsItsNameAndNoDataApi() {
        BackupSettings settings =
                BackupSettings.from(
                        Environment.of(
                                Map.of(
                                        "AWS_REGION", "eu-west-1",
                                        "DROP_ENVIRONMENT", "staging",
                                        "DATABASE_KIND", "instance",
                                        "BACKUP_DATABASES", "drop-production")));

        assertThat(settings.rds().kind()).isEqualTo(RdsSettings.Kind.INSTANCE);
        assertThat(settings.rds().cloneClass()).isEqualTo("db.t4g.medium");
        assertThat(settings.live()).isEqualTo(new BackupSettings.Live("", "", "drop"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "BACKUP_DATABASES|Drop",
                "BACKUP_DATABASES|drop,drop",
                "BACKUP_DATABASES|drop--x",
                "BACKUP_KEEP_DAILY|0",
                "BACKUP_KEEP_LEAST|0",
                "BACKUP_SNAPSHOT_QUOTA|9",
                "DATABASE_KIND|oracle",
                "DATABASE_CLUSTER_ARN|arn:aws:rds:eu-west-1:123456789012:db:drop",
            })
    void whatIsWrongIsNamed(String name, String value) {
        assertThatThrownBy(() -> from(name, value))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name + " is '" + value + "', expected ");
    }

    @ParameterizedTest
    @CsvSource({"AWS_REGION", "DATABASE_SECRET_ARN", "DROP_ENVIRONMENT"})
    void whatIsMissingIsNamed(String name) {
        Map<String, String> variables = new HashMap<>(LEAST);
        variables.remove(name);

        assertThatThrownBy(() -> BackupSettings.from(Environment.of(variables)))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name + " is not set, expected ");
    }

    @Test
    void aSecondRegionNeedsItsOwnKey() {
        assertThatThrownBy(() -> from("BACKUP_COPY_REGION", "eu-north-1"))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith("BACKUP_COPY_KEY_ID is not set, expected ");
    }

    private static BackupSettings from(String name, String value) {
        Map<String, String> variables = new HashMap<>(LEAST);
        variables.put(name, value);
        return BackupSettings.from(Environment.of(variables));
    }
}
