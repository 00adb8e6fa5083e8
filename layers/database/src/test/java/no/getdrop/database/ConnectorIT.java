package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.atomic.AtomicInteger;

@ExtendWith(SharedServer.class)
final class ConnectorIT {
    private final Server server;

    ConnectorIT(Server server) {
        this.server = server;
    }

    @Test
    void knowsWhetherAConnectionThatItMadeIsStillOpen() throws SQLException {
        Connector connector = new Connector(server.settings("app"), NoSecrets.secrets());
        assertThat(connector.isAllClosed()).isTrue();

        try (Connection one = connector.getConnection()) {
            try (Connection other = connector.getConnection()) {
                assertThat(one.isValid(1) && other.isValid(1)).isTrue();
            }
            assertThat(connector.isAllClosed()).isFalse();
        }
        assertThat(connector.isAllClosed()).isTrue();
    }

    @Test
    void makesNoneWhileItIsSuspended() throws SQLException {
        Connector connector = new Connector(server.settings("app"), NoSecrets.secrets());
        connector.suspend();

        assertThatThrownBy(connector::getConnection)
                .isInstanceOf(SQLTransientConnectionException.class);

        connector.resume();
        try (Connection connection = connector.getConnection()) {
            assertThat(connection.isValid(1)).isTrue();
        }
    }

    @Test
    void triesAgainForAsLongAsACallerWaitsAndKnowsWhyItFailed() throws SQLException {
        AtomicInteger asked = new AtomicInteger();
        Connector connector = new Connector(server.settings("nobody"), NoSecrets.secrets());
        connector.wantedWhile(() -> asked.incrementAndGet() < 4);

        assertThatThrownBy(connector::getConnection).hasMessageContaining("\"nobody\"");

        assertThat(asked).hasValue(4);
        assertThat(connector.failure())
                .hasValueSatisfying(e -> assertThat(e).hasMessageContaining("\"nobody\""));
    }
}
