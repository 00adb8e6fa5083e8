package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;

import no.getdrop.health.HealthFunction.Answer;
import no.getdrop.migrate.Migrator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

import javax.sql.DataSource;

@Timeout(60)
final class PrimingIT {
    @Test
    void primingAsksTheRealDatabaseAndLeavesNoTrace() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            DataSource owner = postgres.getPostgresDatabase();
            Migrator.on(owner).migrate().orThrow();
            long before = rowsWritten(owner);
            HealthFunction health = snapshotFunction(postgres.getPort());
            new Priming(health.handler()).run();

            assertThat(health.handler().isConnected()).isTrue();
            assertThat(rowsWritten(owner)).isEqualTo(before);
        }
    }

    @Test
    void withoutADatabasePrimingEndsAndTheFunctionStillAnswers() throws IOException {
        HealthFunction health = snapshotFunction(freePort());
        new Priming(health.handler()).run();
        Answer answer = health.get("/v1/health");
        assertThat(answer.status()).isEqualTo(503);
    }

    private static HealthFunction snapshotFunction(int port) {
        return HealthFunction.at(port, "postgres", "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    }

    private static long rowsWritten(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement sql = connection.createStatement();
                ResultSet row =
                        sql.executeQuery(
                                """
                                SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0)
                                FROM pg_stat_user_tables
                                WHERE relname <> 'flyway_schema_history'
                                """)) {
            row.next();
            return row.getLong(1);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
