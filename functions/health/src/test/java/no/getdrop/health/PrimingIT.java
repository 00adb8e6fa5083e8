package no.getdrop.health;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.health.HealthFunction.Answer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

@Timeout(60)
final class PrimingIT {
    @Test
    void primingAsksTheRealDatabaseAndLeavesNoTrace() throws Exception {
        TestDatabase database = new TestDatabase();
        long before = database.rowsWritten();
        HealthFunction health =
                HealthFunction.of(database, "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        new Priming(health.handler()).run();

        assertThat(health.handler().probes().ping().connected()).isTrue();
        assertThat(database.rowsWritten()).isEqualTo(before);
    }

    @Test
    void withoutADatabasePrimingEndsAndTheFunctionStillAnswers() throws IOException {
        HealthFunction health =
                HealthFunction.at(
                        freePort(), "postgres", "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        new Priming(health.handler()).run();
        Answer answer = health.get("/v1/health");
        assertThat(answer.status()).isEqualTo(503);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
