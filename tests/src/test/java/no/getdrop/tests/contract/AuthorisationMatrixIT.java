package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Every operation, sent by each of the nine callers as it would be right for the owner, answers
/// the status of its row, and each answer is as the contract describes it: status, media type,
/// headers, and a body without a field that is not described.
@ExtendWith(Suite.class)
final class AuthorisationMatrixIT {
    static List<Operation> operations() {
        return Contract.DROP.operations();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void eachCallerGetsWhatTheContractSays(Operation operation, Drop drop)
            throws InterruptedException {
        Cast cast = Cast.of(operation, drop);
        // Readiness looks for a worker that was at work in these minutes.
        drop.host().invoke("WorkerFunction", "{\"job\":\"heartbeat\"}");
        List<String> faults = new ArrayList<>();
        for (Caller caller : Caller.values()) {
            Request request = Request.right(operation, new Scene(drop, cast));
            drop.clearLimits();
            Answer answer = request.send(drop, cast.headers(caller));
            int expected = operation.authorisation().getOrDefault(caller.label(), 0);
            if (answer.status() != expected) {
                faults.add(
                        "%s got %d, not %d: %s → %s"
                                .formatted(
                                        caller.label(),
                                        answer.status(),
                                        expected,
                                        request,
                                        answer.body()));
            }
            Judge.faults(operation, answer)
                    .forEach(fault -> faults.add(caller.label() + ": " + fault));
        }
        assertThat(faults).isEmpty();
    }

    /// The token that is refused for its time is good in all else.
    @Test
    void onlyItsTimeMakesTheExpiredTokenBad(Drop drop) {
        Cast cast = Cast.shared(drop);
        Request me = Request.right(Contract.DROP.operation("getMe"), new Scene(drop, cast));
        Instant now = Instant.now();
        String good = Cast.expiringAt(drop, cast.owner().accessToken(), now.plusSeconds(60));
        String expired = Cast.expiringAt(drop, cast.owner().accessToken(), now.minusSeconds(1));
        assertThat(me.send(drop, Map.of("Authorization", "Bearer " + good)).status())
                .isEqualTo(200);
        assertThat(me.send(drop, Map.of("Authorization", "Bearer " + expired)).status())
                .isEqualTo(401);
    }
}
