package no.getdrop.worker.simulation;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.DropDatabase;
import no.getdrop.testing.HandClock;

import org.jdbi.v3.core.Jdbi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

/// PostgreSQL with the real migrations, whose `now()`, `clock_timestamp()` and `random()` are those
/// of the simulation: functions of those names in a schema that is searched first.
///
/// A trigger writes down each move of a payment, so that a step can be looked at without reading
/// all payments. Nothing happens in it by itself: it is vacuumed by hand.
final class SimulatedDatabase implements AutoCloseable {
    private static final String SIMULATED =
            """
            CREATE SCHEMA simulation;
            CREATE TABLE simulation.clock (instant timestamptz NOT NULL);
            INSERT INTO simulation.clock VALUES (now());
            CREATE SEQUENCE simulation.draws;
            CREATE FUNCTION simulation.now() RETURNS timestamptz LANGUAGE plpgsql STABLE
                AS 'BEGIN RETURN (SELECT instant FROM simulation.clock); END';
            CREATE FUNCTION simulation.clock_timestamp() RETURNS timestamptz LANGUAGE sql STABLE
                AS 'SELECT simulation.now()';
            CREATE FUNCTION simulation.random() RETURNS double precision LANGUAGE sql VOLATILE
                AS 'SELECT (hashint8(nextval(''simulation.draws'')) + 2147483648.0)
                           / 4294967296.0';
            CREATE TABLE simulation.moves (
                number bigint GENERATED ALWAYS AS IDENTITY,
                id uuid, stage text, total_minor bigint);
            CREATE FUNCTION simulation.moved() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
                AS 'BEGIN
                        INSERT INTO simulation.moves (id, stage, total_minor)
                        VALUES (new.id, new.stage, new.total_minor);
                        RETURN new;
                    END';
            CREATE TRIGGER moved AFTER INSERT OR UPDATE OF stage ON transactions
                FOR EACH ROW EXECUTE FUNCTION simulation.moved();
            CREATE FUNCTION simulation.claimed() RETURNS trigger
                LANGUAGE plpgsql SECURITY DEFINER
                AS 'BEGIN
                        INSERT INTO simulation.moves (id, stage, total_minor)
                        VALUES (new.transaction_id,
                                format(''taken from another: held until %s, taken at %s'',
                                       old.claimed_until, simulation.now()), 0);
                        RETURN new;
                    END';
            CREATE TRIGGER claimed AFTER UPDATE ON outbox
                FOR EACH ROW WHEN (old.claimed_until >= simulation.now()
                                   AND new.claimed_until > old.claimed_until)
                EXECUTE FUNCTION simulation.claimed();
            GRANT USAGE ON SCHEMA simulation TO drop_app;
            GRANT SELECT ON simulation.clock TO drop_app;
            GRANT USAGE ON SEQUENCE simulation.draws TO drop_app;
            DO $$
            DECLARE
                known record;
            BEGIN
                EXECUTE format('ALTER ROLE drop_app IN DATABASE %I SET search_path
                                = simulation, pg_catalog, public', current_database());
                FOR known IN
                    SELECT table_name, column_name FROM information_schema.columns
                    WHERE table_schema = 'public' AND column_default = 'now()'
                LOOP
                    EXECUTE format('ALTER TABLE %I ALTER %I SET DEFAULT simulation.now()',
                                   known.table_name, known.column_name);
                END LOOP;
            END $$
            """;

    private final EmbeddedPostgres postgres;
    private final HandClock clock;
    private final Jdbi owner;
    private final Connection clockConnection;
    private final PreparedStatement setClock;
    private Instant told = Instant.MIN;

    private SimulatedDatabase(EmbeddedPostgres postgres, HandClock clock) throws SQLException {
        this.postgres = postgres;
        this.clock = clock;
        String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/drop?user=postgres";
        DropDatabase.migrate(url);
        this.clockConnection = DriverManager.getConnection(url);
        try (var statement = clockConnection.createStatement()) {
            statement.execute(SIMULATED);
        }
        this.setClock = clockConnection.prepareStatement("UPDATE simulation.clock SET instant = ?");
        this.owner = Jdbi.create(clockConnection);
    }

    /// Starts one whose time is that of `clock`.
    static SimulatedDatabase start(HandClock clock) {
        try {
            EmbeddedPostgres postgres =
                    EmbeddedPostgres.builder()
                            .setServerConfig("fsync", "off")
                            .setServerConfig("synchronous_commit", "off")
                            .setServerConfig("full_page_writes", "off")
                            .setServerConfig("autovacuum", "off")
                            .setServerConfig("jit", "off")
                            .start();
            Jdbi.create(
                            "jdbc:postgresql://127.0.0.1:"
                                    + postgres.getPort()
                                    + "/postgres?user=postgres")
                    .useHandle(handle -> handle.execute("CREATE DATABASE drop"));
            return new SimulatedDatabase(postgres, clock);
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL does not start", e);
        } catch (SQLException e) {
            throw new IllegalStateException("the database cannot be prepared", e);
        }
    }

    /// Begins with empty tables and the draws of `seed`.
    void clear(long seed) {
        owner.useHandle(handle -> {
            handle.execute("SET session_replication_role = replica");
            String tables =
                    handle.createQuery(
                                    """
                                    SELECT string_agg(tablename, ', ') FROM pg_tables
                                    WHERE schemaname = 'public'
                                      AND tablename <> 'flyway_schema_history'
                                    """)
                            .mapTo(String.class)
                            .one();
            handle.execute("TRUNCATE simulation.moves, " + tables);
            handle.execute("SET session_replication_role = DEFAULT");
            handle.execute(
                    "ALTER SEQUENCE simulation.draws RESTART "
                            + (Math.floorMod(seed, 1_000_000_007) + 1));
            handle.execute("VACUUM (ANALYZE)");
        });
    }

    /// The database as `drop_app`, through `between`.
    Database app(UnaryOperator<DataSource> between) {
        Environment environment =
                Environment.of(
                        Map.of(
                                "DROP_ENVIRONMENT",
                                "development",
                                "DATABASE_URL",
                                "postgresql://drop_app@127.0.0.1:" + postgres.getPort() + "/drop",
                                "DB_POOL_SIZE",
                                "2"));
        return Database.open(
                DatabaseSettings.from(environment), Secrets.from(environment, clock), between);
    }

    /// The database as its owner; from one thread only.
    Jdbi owner() {
        return owner;
    }

    /// Tells it the time.
    void tellTime() {
        Instant now = clock.instant();
        if (!now.equals(told)) {
            try {
                setClock.setObject(1, now.atOffset(ZoneOffset.UTC));
                setClock.executeUpdate();
            } catch (SQLException e) {
                throw new IllegalStateException("the clock cannot be set", e);
            }
            told = now;
        }
    }

    @Override
    public void close() {
        try {
            clockConnection.close();
            postgres.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
