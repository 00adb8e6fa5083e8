package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// Whatever is sent to whatever address by whomever: no 5xx, no wait, nothing of the insides, and
/// an answer as the contract describes it. Two thousand requests in every build, as many as one
/// likes by `./run fuzz api`; the same ones with the same `-Ddrop.seed`.
@ExtendWith(Suite.class)
final class ApiFuzzIT {
    private static final int REQUESTS = Integer.getInteger("drop.fuzz.requests", 2_000);
    private static final int ROUND = 5_000;
    private static final FuzzFigures FIGURES = new FuzzFigures();
    private static final List<String> FAULTS = new ArrayList<>();

    static IntStream rounds() {
        return IntStream.range(0, (REQUESTS + ROUND - 1) / ROUND);
    }

    @ParameterizedTest
    @MethodSource("rounds")
    void everyAnswerIsOneThatTheContractDescribes(int round, Drop drop) throws Exception {
        Cast cast = Cast.fresh(drop);
        FuzzValues values = FuzzRound.values(drop, cast);
        int requests = Math.min(ROUND, REQUESTS - round * ROUND);
        long seed = Extent.SEED + round;
        List<String> faults = new ArrayList<>();
        // At the end what takes a person's session, data or consent away.
        FuzzRound requested = new FuzzRound(drop, cast, values, FIGURES);
        faults.addAll(requested.run(FuzzRound.harmless(), requests * 9 / 10, seed));
        cast.loginAgain(drop);
        faults.addAll(requested.run(FuzzRound.harmful(), requests - requests * 9 / 10, seed + 1));
        FAULTS.addAll(faults);
        FIGURES.write(Extent.SEED, FAULTS.size());
        assertThat(faults).as("seed " + seed).isEmpty();
        assertThat(FIGURES.of(200) + FIGURES.of(201) + FIGURES.of(204))
                .as("requests that got what they asked for")
                .isGreaterThan(FIGURES.requests() / 10);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "500 | {\"error\":\"internal_error\"}",
                "503 | {\"error\":\"service_unavailable\"}",
                "200 | {\"data\":{}}",
                "418 | {\"error\":\"teapot\"}",
                "400 | {\"error\":\"validation_error\",\"message\":\"PSQLException\"}",
                "400 | {\"message\":\"no.getdrop.payments.Moves failed\"}",
                "404 | {\"message\":\"ERROR: relation missing\"}",
                "404 | {\"message\":\"connect to 127.0.0.1 refused\"}"
            })
    void theJudgeRefusesWhatMustNotBe(int status, String body) {
        FuzzRequest request = request();
        Answer answer =
                new Answer(status, Map.of("Content-Type", List.of("application/json")), body);
        assertThat(FuzzJudge.faults(request, answer, Duration.ZERO)).isNotEmpty();
    }

    @Test
    void theJudgeTakesWhatTheContractDescribesUnlessItWasSlow(Drop drop) {
        Cast cast = Cast.shared(drop);
        Request right =
                Request.right(
                        Contract.DROP.operation(request().operation().id()), new Scene(drop, cast));
        Answer answer = right.send(drop, cast.headers(Caller.OWNER));
        assertThat(FuzzJudge.faults(request(), answer, Duration.ofSeconds(1))).isEmpty();
        assertThat(FuzzJudge.faults(request(), answer, Duration.ofSeconds(6)))
                .containsExactly("took 6000 ms");
    }

    private static FuzzRequest request() {
        Operation operation =
                Contract.DROP.operations().stream()
                        .filter(each -> each.route().equals("GET /v1/auth/me"))
                        .findFirst()
                        .orElseThrow();
        return new FuzzRequest(operation, "GET", "/v1/auth/me", Map.of(), null);
    }
}
