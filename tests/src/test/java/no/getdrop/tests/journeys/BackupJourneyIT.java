package no.getdrop.tests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.local.lambda.Outcome;
import no.getdrop.local.providers.rds.Engine;
import no.getdrop.local.providers.rds.PostgresEngine;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// Backups of a database with a payment in it, taken and proved by the packaged function.
@ExtendWith(Suite.class)
final class BackupJourneyIT {
    private Backups backups;

    @BeforeEach
    void begin(Drop drop) {
        backups = new Backups(drop.host(), drop.rdsClock());
        backups.clear();
        drop.update("DELETE FROM backup_fences");
        drop.noteHeartbeat();
    }

    @Test
    void aNightsBackupIsRestoredProvedAndToldToReadiness(Drop drop) throws Exception {
        pay(drop);
        HealthJourneyIT.awaitWord(drop, "/readyz", "\"status\":\"warn\"");
        assertThat(backups.night()).isInstanceOf(Outcome.Succeeded.class);
        HealthJourneyIT.awaitWord(drop, "/readyz", "\"status\":\"warn\"");
        backups.settle();
        assertThat(backups.state())
                .as("%s", backups.told())
                .anyMatch(line ->
                        line.contains("eu-west-1") && line.contains("drop:verdict=verified"))
                .anyMatch(line -> line.contains("eu-north-1") && line.contains("available"))
                .noneMatch(line -> line.contains(":cluster:drop-verify"));
        HealthJourneyIT.awaitWord(drop, "/readyz", "\"status\":\"ok\"");
        assertThat(
                        drop.query(
                                """
                                SELECT slot FROM backup_fences
                                WHERE verified_at IS NOT NULL
                                    AND (row_counts->>'transactions')::int > 0
                                """))
                .hasSize(1);
    }

    @Test
    void aCloneWithATamperedRowIsRejectedAndTheCheckIsNamed(Drop drop) throws Exception {
        pay(drop);
        drop.host()
                .rds()
                .onRestore(engine ->
                        change(
                                engine,
                                """
                                UPDATE transactions
                                SET amount_minor = amount_minor - 1, total_minor = total_minor - 1
                                WHERE type = 'remittance' AND amount_minor > 10000
                                """));
        assertThat(rejected()).contains("sums");
        backups.clear();
        drop.update("DELETE FROM backup_fences");
        drop.host()
                .rds()
                .onRestore(engine ->
                        change(
                                engine,
                                """
                                SET session_replication_role = replica;
                                DELETE FROM audit_log
                                WHERE id = (SELECT id FROM audit_log ORDER BY id LIMIT 1)
                                """));
        assertThat(rejected()).contains("counts");
        assertThat(drop.query("SELECT count(*) FROM backup_fences WHERE verified_at IS NOT NULL"))
                .containsExactly("0");
    }

    /// The failed checks of the night's snapshot, which nothing else came of.
    private String rejected() throws InterruptedException {
        backups.night();
        for (int tick = 0; tick < 20; tick++) {
            backups.tick();
        }
        List<String> rejected =
                backups.state().stream()
                        .filter(line -> line.contains("drop:verdict=rejected"))
                        .toList();
        assertThat(rejected).as("%s", backups.told()).hasSize(1);
        return rejected.getFirst().replaceFirst(".*drop:failed-checks=([a-z ]*).*", "$1");
    }

    private static void pay(Drop drop) {
        Customer customer = drop.newCustomer().login();
        customer.pay(customer.prepare("500"), Customer.newKey()).expect(201);
    }

    private static void change(Engine engine, String sql) {
        if (!(engine instanceof PostgresEngine restored)) {
            throw new IllegalStateException("no rows in " + engine);
        }
        try (Connection connection = DriverManager.getConnection(restored.jdbcUrl());
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
