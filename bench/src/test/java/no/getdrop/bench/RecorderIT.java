package no.getdrop.bench;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.local.postgres.LocalPostgres;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.Secrets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

final class RecorderIT {
    @Test
    void whatIsRecordedIsUndoneAndDoesTheSameWhenReplayed(@TempDir Path folder) throws Exception {
        try (LocalPostgres postgres = LocalPostgres.start(folder.resolve("postgres"));
                Connection plain = DriverManager.getConnection(postgres.jdbcUrl("postgres"))) {
            execute(plain, "CREATE TABLE visits (name text, number integer)");
            Recorder.Opened<Database> opened = Recorder.open(() -> open(postgres));
            try (Database database = opened.value()) {
                database.call(handle ->
                        handle.createUpdate(
                                        """
                                        INSERT INTO visits
                                        SELECT name, :number FROM unnest(:names) AS name
                                        """)
                                .bindArray("names", String.class, List.of("kari", "ola"))
                                .bind("number", 7)
                                .execute());
                database.transaction(
                        handle -> handle.execute("UPDATE visits SET number = number + ?", 1));
                assertThat(count(plain)).isZero();

                RecordedSql recorded = opened.recorder().undo();

                assertThat(recorded.statements()).isEqualTo(2);
                assertThat(recorded.steps())
                        .contains(RecordedSql.BEGIN, RecordedSql.COMMIT, RecordedSql.END);
                assertThat(count(plain)).isZero();
                assertThat(recorded.replay(plain)).isEqualTo(4);
                assertThat(count(plain)).isEqualTo(16);
                assertThat(plain.getAutoCommit()).isTrue();
            }
        }
    }

    private static Database open(LocalPostgres postgres) {
        Environment environment =
                Environment.of(
                        Map.of(
                                "DROP_ENVIRONMENT",
                                "development",
                                "DATABASE_URL",
                                postgres.url("postgres")));
        Database database =
                Database.open(
                        DatabaseSettings.from(environment),
                        Secrets.from(environment, InstantSource.system()));
        database.call(handle -> handle.execute("SELECT 1"));
        return database;
    }

    private static long count(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT coalesce(sum(number), 0) FROM visits")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
