package no.getdrop.backup;

import no.getdrop.backup.plan.Stock;
import no.getdrop.backup.rds.RdsSettings;

import java.util.List;
import java.util.Optional;

/// Settings of one database without a second region.
final class TestSettings {
    private TestSettings() {}

    static BackupSettings settings() {
        return settings(List.of(Stock.DATABASE));
    }

    static BackupSettings settings(List<String> databases) {
        return new BackupSettings(
                databases,
                new RdsSettings(
                        RdsSettings.Kind.CLUSTER,
                        "eu-west-1",
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        "db.serverless"),
                Stock.POLICY,
                new BackupSettings.Live(
                        "arn:aws:rds:eu-west-1:123456789012:cluster:", "arn:secret", "drop"),
                100);
    }
}
