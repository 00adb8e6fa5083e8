package no.getdrop.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.migrate.PostgresServer.TestDatabase;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.List;

/// What somebody changes beside the migrations is found and told in words, until it is undone.
@Timeout(60)
final class DriftIT {
    @RegisterExtension static final PostgresServer SERVER = new PostgresServer();

    private TestDatabase database;

    @BeforeEach
    void migrate() {
        database = SERVER.migrated();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "CREATE INDEX hotfix ON users (phone) | index users.hotfix was not made by a"
                        + " migration",
                "DROP INDEX sessions_user_id_ix | index sessions.sessions_user_id_ix is missing",
                "ALTER TABLE users ALTER COLUMN phone SET NOT NULL | column users.phone is text not"
                        + " null, was text",
                "ALTER TABLE users ALTER COLUMN risk_level SET DEFAULT 'high' | column"
                        + " users.risk_level is text not null default 'high'::text",
                "ALTER TABLE users DROP CONSTRAINT users_role_ck | constraint users.users_role_ck"
                        + " is missing",
                "CREATE TABLE notes (id integer) | table notes was not made by a migration",
                "ALTER TABLE rate_limits SET LOGGED | table rate_limits is r with fillfactor=50,"
                        + " was r unlogged with fillfactor=50",
                "GRANT DELETE ON users TO drop_app | right of drop_app on table users is DELETE,"
                        + " INSERT",
                "GRANT SELECT ON users TO PUBLIC | right of everybody on table users was not made"
                        + " by a migration",
                "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1' | function f() was not"
                        + " made by a migration",
                "CREATE VIEW v AS SELECT id FROM users | table v was not made by a migration",
                "CREATE TYPE mood AS ENUM ('fine') | type mood was not made by a migration",
                "CREATE SEQUENCE s | sequence s was not made by a migration",
                "ALTER TABLE users ENABLE ROW LEVEL SECURITY | table users is r row security, was r"
            })
    void eachKindOfChangeIsToldInWords(String change, String words) {
        database.execute(change);
        Report report = Migrator.on(database.owner()).validate().orThrow();
        assertThat(report.drift()).anySatisfy(told -> assertThat(told).startsWith(words));
        assertThat(report.summary()).anyMatch(line -> line.startsWith("drift: " + words));
        assertThat(stored()).contains(words);
    }

    @Test
    void aDroppedIndexThatIsMadeAgainIsNoDriftAnyMore() {
        assertThat(stored()).isEqualTo("none");
        database.execute("DROP INDEX sessions_user_id_ix");
        Migrator.on(database.owner()).validate().orThrow();
        assertThat(stored()).isNotEqualTo("none");
        database.execute("CREATE INDEX sessions_user_id_ix ON sessions (user_id)");
        Migrator.on(database.owner()).validate().orThrow();
        assertThat(stored()).isEqualTo("none");
    }

    @Test
    void aMigrationDoesNotMakeDriftItsOwn() {
        TestDatabase other = SERVER.newDatabase();
        job(other).migrate().orThrow();
        other.execute(
                "DELETE FROM flyway_schema_history WHERE version = '202601010020'",
                "DROP INDEX payments_processing_ix, payments_payee_id_ix",
                // As this database has no table for it, it is made here.
                """
                CREATE TABLE schema_state (only_row boolean PRIMARY KEY DEFAULT true,
                    schema_version text, fingerprint text, catalogue text, recorded_at timestamptz,
                    drift text, checked_at timestamptz)
                """);
        SchemaCatalogue clean = SchemaCatalogue.of(other.owner());
        new SchemaState(other.owner()).record("202601010019", clean, List.of(), clean);
        other.execute(
                "CREATE INDEX hotfix ON accounts (label)",
                "ALTER TABLE accounts DROP COLUMN label");
        other.execute("CREATE INDEX hotfix ON payments (currency)");

        Report migrated = job(other).migrate().orThrow();
        assertThat(migrated.applied()).hasSize(1);
        assertThat(migrated.drift())
                .containsExactly(
                        "column accounts.label is missing",
                        "index payments.hotfix was not made by a migration");
        other.execute("DROP INDEX hotfix", "ALTER TABLE accounts ADD COLUMN label text");
        assertThat(job(other).validate().orThrow().drift()).isEmpty();
    }

    @Test
    void databasesThatTheSameMigrationsMadeHaveTheSameFingerprint() {
        TestDatabase other = SERVER.newDatabase();
        other.execute(
                "CREATE ROLE somebody_else LOGIN SUPERUSER",
                "ALTER DATABASE " + other.name() + " OWNER TO somebody_else");
        Report theirs = Migrator.on(other.as("somebody_else")).migrate().orThrow();
        Report ours = Migrator.on(database.owner()).migrate().orThrow();
        assertThat(theirs.fingerprint()).matches("[0-9a-f]{64}").isEqualTo(ours.fingerprint());
        assertThat(database.one("SELECT fingerprint FROM schema_state", String.class))
                .isEqualTo(ours.fingerprint());
    }

    @Test
    void rowsAndStatisticsAreNoPartOfTheFingerprint() {
        String before = SchemaCatalogue.of(database.owner()).fingerprint();
        database.execute(
                "INSERT INTO users (id, first_name, last_name) VALUES (gen_random_uuid(), 'A',"
                        + " 'B')",
                "ANALYZE");
        assertThat(SchemaCatalogue.of(database.owner()).fingerprint()).isEqualTo(before);
    }

    private static Migrator job(TestDatabase other) {
        return new Migrator(
                Job.on(other.owner(), TimeBudget.of(Duration.ofMinutes(1))).at("db/history"));
    }

    private String stored() {
        return database.one("SELECT coalesce(drift, 'none') FROM schema_state", String.class);
    }
}
