package no.getdrop.tests.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;

import no.getdrop.local.lambda.EnvironmentReport;
import no.getdrop.local.lambda.LambdaFunction;
import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Every operation that takes an `Idempotency-Key` does its work once for it.
@ExtendWith(Suite.class)
final class OnceIT {
    private static final String KEY = "Idempotency-Key";
    private static final String REPLAYED = "Idempotency-Replayed";
    private static final int ROUNDS_MAX = 10;

    static List<Operation> operations() {
        return Contract.DROP.operations().stream().filter(Operation::takesIdempotencyKey).toList();
    }

    /// Each of these waits for a lock or for function environments.
    static List<Operation> slowly() {
        List<Operation> whileLoggedIn =
                operations().stream().filter(operation -> !operation.endsSession()).toList();
        return Extent.of(whileLoggedIn, 3);
    }

    @ParameterizedTest
    @MethodSource("operations")
    void aRepeatGetsTheFirstAnswerAndChangesNothing(Operation operation, Drop drop) {
        Cast cast = Cast.of(operation, drop);
        Map<String, String> actor = cast.headers(operation.actor());
        Scene scene = new Scene(drop, cast);
        Request request = right(operation, scene);
        ObjectNode body = (ObjectNode) Objects.requireNonNull(request.body());
        try (Rows rows = new Rows(drop)) {
            rows.clearLimits();
            assertThat(request.send(drop, actor, "[1]").error()).isEqualTo("invalid_json");

            Answer first = request.send(drop, actor);
            assertThat(first.status()).as(first.body()).isEqualTo(operation.success());
            assertThat(first.headerValues(REPLAYED)).isEmpty();

            Map<String, String> before = rows.digests();
            if (operation.endsSession()) {
                assertThat(request.send(drop, actor).error()).isEqualTo("unauthenticated");
                assertThat(Rows.changed(before, rows.digests())).isEmpty();
                return;
            }
            for (Request again : repeats(request, body)) {
                rows.clearLimits();
                Answer repeated = again.send(drop, actor);
                assertThat(repeated.status()).as(repeated.body()).isEqualTo(first.status());
                assertThat(repeated.body()).isEqualTo(first.body());
                assertThat(repeated.headerValues(REPLAYED)).containsExactly("true");
                assertThat(Judge.faults(operation, repeated)).isEmpty();
            }
            assertThat(Rows.changed(before, rows.digests())).isEmpty();

            Request other = request.withBody(otherBody(operation, body, new Scene(drop, cast)));
            rows.clearLimits();
            before = rows.digests();
            Answer reused = other.send(drop, actor);
            assertThat(reused.error()).as(reused.body()).isEqualTo("idempotency_key_reused");
            assertThat(reused.status()).isEqualTo(422);
            assertThat(Rows.changed(before, rows.digests())).isEmpty();

            Answer stranger = request.send(drop, cast.headers(Caller.OTHER_USER));
            assertThat(stranger.headerValues(REPLAYED)).isEmpty();
            assertThat(stranger.body()).isNotEqualTo(first.body());
        }
    }

    @ParameterizedTest
    @MethodSource("slowly")
    void aKeyThatIsAtWorkIsToldAndFreeAgainWhenItsWorkWasNotDone(Operation operation, Drop drop) {
        Cast cast = Cast.of(operation, drop);
        Map<String, String> actor = cast.headers(operation.actor());
        Request request = right(operation, new Scene(drop, cast));
        drop.clearLimits();
        try (Rows rows = new Rows(drop)) {
            rows.hold(
                    cast.customer(operation.actor()).id(), request.headers().getOrDefault(KEY, ""));
            Answer answer = request.send(drop, actor);
            rows.letGo();
            assertThat(answer.error()).as(answer.body()).isEqualTo("idempotency_in_progress");
            assertThat(answer.status()).isEqualTo(409);
            assertThat(answer.header("Retry-After")).matches("[0-9]+");
            rows.clearLimits();
            assertThat(request.send(drop, actor).status()).isEqualTo(operation.success());
        }
    }

    @ParameterizedTest
    @MethodSource("slowly")
    void twoFunctionEnvironmentsAtOnceDoItOnce(Operation operation, Drop drop) throws Exception {
        LambdaFunction function = drop.host().function("ApiFunction");
        awaitTwo(function);
        Cast cast = Cast.of(operation, drop);
        boolean bothAtWork = false;
        for (int round = 1; !bothAtWork && round <= ROUNDS_MAX; round++) {
            Map<Integer, Long> before = invocations(function);
            sendAtOnce(operation, drop, cast);
            Map<Integer, Long> after = invocations(function);
            bothAtWork =
                    before.keySet().stream()
                                    .filter(known ->
                                            !Objects.equals(before.get(known), after.get(known)))
                                    .count()
                            > 1;
        }
        assertThat(bothAtWork).as("two environments were at work at once").isTrue();
    }

    private static void sendAtOnce(Operation operation, Drop drop, Cast cast)
            throws InterruptedException, ExecutionException {
        Map<String, String> actor = cast.headers(operation.actor());
        Request request = right(operation, new Scene(drop, cast));
        drop.clearLimits();
        List<Answer> answers = atOnce(() -> request.send(drop, actor));
        drop.clearLimits();
        Answer after = request.send(drop, actor);
        assertThat(after.status()).as(after.body()).isEqualTo(operation.success());
        assertThat(after.headerValues(REPLAYED)).containsExactly("true");
        for (Answer answer : answers) {
            assertThat(answer.status()).as(answer.body()).isIn(operation.success(), 409);
            if (isOnItsWay(answer)) {
                assertThat(answer.data().path("id")).isEqualTo(after.data().path("id"));
            } else if (answer.status() != 409) {
                assertThat(answer.body()).isEqualTo(after.body());
            }
        }
        assertThat(answers.stream().filter(OnceIT::isFresh).count())
                .as("answers that are no repeats")
                .isEqualTo(1);
    }

    /// A repeat of a payment that has not come to its end: the first answer will tell the end.
    private static boolean isOnItsWay(Answer answer) {
        return !isFresh(answer) && answer.data().path("stage").asText().equals("instructed");
    }

    private static boolean isFresh(Answer answer) {
        return answer.status() != 409 && answer.headerValues(REPLAYED).isEmpty();
    }

    private static Request right(Operation operation, Scene scene) {
        return Request.right(operation, scene).withHeader(KEY, UUID.randomUUID().toString());
    }

    /// The same request as it was, with its fields the other way round, and with its key in the
    /// body.
    private static List<Request> repeats(Request request, ObjectNode body) {
        ObjectNode turned = body.objectNode();
        List<String> names = new ArrayList<>();
        body.fieldNames().forEachRemaining(names::addFirst);
        names.forEach(name -> turned.set(name, body.get(name)));
        ObjectNode keyed = body.deepCopy();
        keyed.put("idempotencyKey", request.headers().getOrDefault(KEY, ""));
        return List.of(
                request, request.withBody(turned), request.withBody(keyed).withoutHeader(KEY));
    }

    /// A body that is as right and says something else: a text, else an amount, an id or a choice.
    private static JsonNode otherBody(Operation operation, ObjectNode body, Scene other) {
        JsonNode properties = operation.body().orElseThrow().path("schema").path("properties");
        for (int kind = 0; kind < 4; kind++) {
            for (var property : properties.properties()) {
                JsonNode value = body.path(property.getKey());
                JsonNode changed = changed(kind, property.getValue(), value, other);
                if (!changed.equals(value)) {
                    ObjectNode copy = body.deepCopy();
                    copy.set(property.getKey(), changed);
                    return copy;
                }
            }
        }
        // Without a field of its own, what is ignored makes the difference.
        return body.deepCopy().put("ignored", "x");
    }

    private static JsonNode changed(int kind, JsonNode schema, JsonNode value, Scene other) {
        boolean free = !schema.has("enum") && !schema.has("pattern") && !schema.has("x-fixture");
        if (kind == 0 && value.isTextual() && free && !schema.has("format")) {
            return TextNode.valueOf(value.asText() + "x");
        }
        if (kind == 1 && value.isNumber()) {
            return DecimalNode.valueOf(value.decimalValue().add(BigDecimal.ONE));
        }
        if (kind == 2 && value.isTextual() && schema.has("x-fixture")) {
            return TextNode.valueOf(other.value(schema.path("x-fixture").asText()));
        }
        if (kind == 3 && value.isTextual() && schema.has("enum")) {
            JsonNode first = schema.path("enum").path(0);
            return first.equals(value) ? schema.path("enum").path(1) : first;
        }
        return value;
    }

    private static List<Answer> atOnce(Callable<Answer> send)
            throws InterruptedException, ExecutionException {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Answer> answers = new ArrayList<>();
            for (Future<Answer> answer : threads.invokeAll(List.of(send, send, send))) {
                answers.add(answer.get());
            }
            return answers;
        }
    }

    private static Map<Integer, Long> invocations(LambdaFunction function) {
        Map<Integer, Long> invocations = new HashMap<>();
        ready(function).forEach(report -> invocations.put(report.number(), report.invocations()));
        return invocations;
    }

    private static List<EnvironmentReport> ready(LambdaFunction function) {
        return function.environments().stream()
                .filter(report -> report.state() == EnvironmentReport.State.READY)
                .toList();
    }

    private static void awaitTwo(LambdaFunction function) throws InterruptedException {
        if (ready(function).size() < 2) {
            function.startInBackground();
        }
        long deadline = System.nanoTime() + 90_000_000_000L;
        while (ready(function).size() < 2) {
            assertThat(System.nanoTime()).as("two environments").isLessThan(deadline);
            Thread.sleep(50);
        }
    }
}
