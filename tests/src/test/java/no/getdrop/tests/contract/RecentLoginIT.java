package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What is most sensitive asks who it is again when the login is more than five minutes old.
@ExtendWith(Suite.class)
final class RecentLoginIT {
    private static final String KEY = "Idempotency-Key";
    private static final int TRIES = 5;

    static List<Operation> operations() {
        return Contract.DROP.operations().stream().filter(Operation::asksForRecentLogin).toList();
    }

    @ParameterizedTest
    @MethodSource("operations")
    void anOldLoginDoesNothingAndANewOneGoesOnWithTheSameKey(Operation operation, Drop drop) {
        Cast cast = Cast.of(operation, drop);
        Request request = right(operation, new Scene(drop, cast));
        drop.clearLimits();
        drop.loggedInAgo(cast.owner(), "5 minutes 1 second");
        try (Rows rows = new Rows(drop)) {
            Map<String, String> before = rows.digests();

            Answer refused = request.send(drop, cast.headers(Caller.OWNER));

            refused.expect(401, "insufficient_user_authentication");
            assertThat(refused.header("WWW-Authenticate"))
                    .isEqualTo(
                            "Bearer error=\"insufficient_user_authentication\", max_age=\"300\"");
            assertThat(Judge.faults(operation, refused)).isEmpty();
            assertThat(Rows.changed(before, rows.digests())).isEmpty();
        }

        cast.loginAgain(drop);

        Answer done = request.send(drop, cast.headers(Caller.OWNER));
        done.expect(operation.success());
        assertThat(done.headerValues("Idempotency-Replayed")).isEmpty();
    }

    /// A machine that stands still for a second makes the login too old: then once more.
    @ParameterizedTest
    @MethodSource("operations")
    void aLoginIsGoodForItUpToFiveMinutes(Operation operation, Drop drop) {
        Cast cast = Cast.of(operation, drop);
        Request request = right(operation, new Scene(drop, cast));
        drop.clearLimits();
        Answer answer;
        int tries = 0;
        do {
            drop.loggedInAgo(cast.owner(), "4 minutes 59 seconds");
            answer = request.send(drop, cast.headers(Caller.OWNER));
        } while (answer.status() == 401 && ++tries < TRIES);
        answer.expect(operation.success());
    }

    private static Request right(Operation operation, Scene scene) {
        Request request = Request.right(operation, scene);
        return operation.takesIdempotencyKey()
                ? request.withHeader(KEY, UUID.randomUUID().toString())
                : request;
    }
}
