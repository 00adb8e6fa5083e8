package no.getdrop.database;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;

/// A pooler takes logins while its server is away, and cuts the client off at its first statement.
@ExtendWith(SharedServer.class)
final class PoolerOutageIT {
    private final Server server;
    private final AtomicInteger toCutOff = new AtomicInteger(Integer.MAX_VALUE);

    PoolerOutageIT(Server server) {
        this.server = server;
    }

    @Test
    void aLoginWithoutAServerBehindItSpoilsNoLaterConnection() throws Exception {
        try (ServerSocket pooler = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(pooler));
            String url = "postgresql://app@127.0.0.1:" + pooler.getLocalPort() + "/postgres";
            try (Database database =
                    Database.open(
                            server.settings("app", "DATABASE_URL", url), NoSecrets.secrets())) {
                Unavailable.of(() -> Unavailable.select(database));

                toCutOff.set(0);

                assertThat(Unavailable.select(database)).isEqualTo(7);
            }
        }
    }

    @Test
    void whomAPoolerCutsOffAfterAnOutageTriesAgainBeforeTheCallerIsTold() throws Exception {
        toCutOff.set(0);
        try (ServerSocket pooler = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> serve(pooler));
            String url = "postgresql://app@127.0.0.1:" + pooler.getLocalPort() + "/postgres";
            try (Database database =
                    Database.open(
                            server.settings("app", "DATABASE_URL", url), NoSecrets.secrets())) {
                assertThat(Unavailable.select(database)).isEqualTo(7);
                ((HikariDataSource) database.dataSource())
                        .getHikariPoolMXBean()
                        .softEvictConnections();
                toCutOff.set(3);

                Unavailable.query(database);

                assertThat(toCutOff).as("the caller's is not repeated").hasValue(2);
                assertThat(Unavailable.select(database)).isEqualTo(7);
                assertThat(toCutOff).hasValue(0);
            }
        }
    }

    private void serve(ServerSocket pooler) {
        try {
            while (true) {
                Socket client = pooler.accept();
                Socket backend = new Socket(InetAddress.getLoopbackAddress(), server.port());
                Thread.ofVirtual().start(() -> pass(backend, client, false));
                Thread.ofVirtual().start(() -> pass(client, backend, cutsOff()));
            }
        } catch (IOException e) {
            // The test is over.
        }
    }

    private boolean cutsOff() {
        return toCutOff.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    }

    /// Passes all on, or only what is read at first: the login.
    private static void pass(Socket from, Socket to, boolean once) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[8_192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                out.write(buffer, 0, length);
                if (once) {
                    in.skipNBytes(1);
                    return;
                }
            }
        } catch (IOException e) {
            // The other side has gone.
        }
    }
}
