package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.migrate.PostgresServer.TestDatabase;

import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.flywaydb.database.postgresql.PostgreSQLConfigurationExtension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// What was released before two administrators were needed.
final class EarlierReleasesIT {
    private static final String LAST_BEFORE = "202611262042";

    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    @Test
    void whatOneAdministratorReleasedSaysSoAndEveryConstraintIsValid() {
        TestDatabase database = SERVER.newDatabase();
        migrateAsBefore(database);
        database.execute(
                """
                INSERT INTO users (id, first_name, last_name, role)
                VALUES ('01938a00-0000-7000-8000-000000000001', 'Ola', 'Nordmann', 'user'),
                       ('01938a00-0000-7000-8000-000000000002', 'Ada', 'Vakt', 'admin')
                """,
                """
                INSERT INTO aml_alerts (id, user_id, rule, severity, status, decided_by, decided_at,
                                        decision_reason)
                SELECT id, '01938a00-0000-7000-8000-000000000001', 'manual', 'low', status,
                       decided_by, decided_at, reason
                FROM (VALUES
                    (CAST('01938a00-0000-7000-8000-000000000003' AS uuid), 'open',
                     CAST(NULL AS uuid), CAST(NULL AS timestamptz), CAST(NULL AS text)),
                    ('01938a00-0000-7000-8000-000000000004', 'released',
                     '01938a00-0000-7000-8000-000000000002', now(), 'r'))
                    AS earlier (id, status, decided_by, decided_at, reason)
                """);

        Migrator.on(database.owner()).migrate().orThrow();

        assertThat(
                        database.one(
                                """
                                SELECT string_agg(status || ' ' || released_by_one, ', '
                                                  ORDER BY id)
                                FROM aml_alerts
                                """,
                                String.class))
                .isEqualTo("open false, released true");
        assertThat(
                        database.one(
                                "SELECT count(*) FROM pg_constraint WHERE NOT convalidated",
                                Long.class))
                .isZero();
    }

    private static void migrateAsBefore(TestDatabase database) {
        FluentConfiguration before =
                Flyway.configure()
                        .dataSource(database.owner())
                        .locations("classpath:db/migration")
                        .placeholderReplacement(false)
                        .target(LAST_BEFORE);
        before.getConfigurationExtension(PostgreSQLConfigurationExtension.class)
                .setTransactionalLock(false);
        before.load().migrate();
    }
}
