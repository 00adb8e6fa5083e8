package no.getdrop.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.local.lambda.Outcome;

import java.io.IOException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/// How fast the worker brings 100,000 payments to the bank that waited for it.
final class WorkerFigure {
    private static final int FEW = 2_000;
    private static final int MANY = 100_000;

    /// Seeded at a time, so that it fits into memory.
    private static final int SEEDED = 10_000;

    /// What grows with the backlog is felt when it is longest.
    private static final double BACKLOG_BUDGET = 1.2;

    private static final ObjectMapper JSON = new ObjectMapper();

    /// What the api would have written, before anybody spoke to the bank.
    private static final String ACCEPT =
            """
            WITH session AS (
                UPDATE payment_sessions SET status = 'consumed', consumed_at = now()
                WHERE status = 'authorised'
                RETURNING id, user_id, quote_id, bank_account_id
            ), payment AS (
                INSERT INTO transactions (id, user_id, type, amount_minor, fee_minor, total_minor,
                    currency, received_minor, received_currency, rate, bank_account_id,
                    recipient_id, quote_id, payment_session_id, idempotency_key)
                SELECT session.id, quotes.user_id, 'remittance', amount_minor, fee_minor,
                    total_minor, currency, received_minor, received_currency, rate,
                    session.bank_account_id, recipient_id, quotes.id, session.id, session.id::text
                FROM session JOIN quotes ON quotes.id = session.quote_id
                RETURNING id
            ), event AS (
                INSERT INTO transaction_events (transaction_id, sequence, stage, event_at)
                SELECT id, 1, 'instructed', now() FROM payment
            )
            INSERT INTO outbox (id, transaction_id, kind)
            SELECT id, id, 'submit_payment' FROM payment
            """;

    /// What runs of the worker did.
    private record Drained(int delivered, double seconds) {
        double msEach() {
            return 1_000 * seconds / delivered;
        }
    }

    private WorkerFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop = bench.start("worker", builder -> builder.only("WorkerFunction"));
        seed(bench, drop, FEW);
        drain(drop, FEW);
        seed(bench, drop, FEW);
        Drained few = drain(drop, FEW);
        seed(bench, drop, MANY);
        bench.say("worker: delivering %,d payments".formatted(MANY));
        Drained first = drain(drop, FEW);
        Drained rest = drain(drop, MANY - FEW);
        double seconds = first.seconds() + rest.seconds();
        return List.of(
                Result.ratio(
                        "an order by the worker with %,d waiting ÷ with %,d".formatted(MANY, FEW),
                        first.msEach(),
                        few.msEach(),
                        "ms",
                        BACKLOG_BUDGET,
                        "the first %,d of each".formatted(FEW)),
                Result.information(
                        "worker: orders a second",
                        MANY / seconds,
                        "",
                        "%,d in %.0f s, which the last one waited; one worker"
                                .formatted(MANY, seconds)));
    }

    private static void seed(Bench bench, Drop drop, int count) throws SQLException {
        bench.say("worker: seeding %,d payments".formatted(count));
        Customers customers = new Customers(drop);
        for (int left = count; left > 0; left -= SEEDED) {
            customers.orders(Math.min(left, SEEDED));
        }
        try (Statement statement = drop.owner().createStatement()) {
            statement.execute(ACCEPT);
            statement.execute("VACUUM (ANALYZE) transactions, outbox, payment_sessions, quotes");
        }
    }

    /// Runs the worker until it has delivered so many more.
    private static Drained drain(Drop drop, int count) throws Exception {
        int delivered = 0;
        long begun = System.nanoTime();
        while (delivered < count) {
            JsonNode done = outbox(drop);
            if (done.path("delivered").asInt() == 0 || done.path("postponed").asInt() > 0) {
                throw new IllegalStateException("the worker did not deliver all: " + done);
            }
            delivered += done.path("delivered").asInt();
        }
        return new Drained(delivered, (System.nanoTime() - begun) / 1e9);
    }

    private static JsonNode outbox(Drop drop) throws InterruptedException, IOException {
        return switch (drop.host().invoke("WorkerFunction", "{\"job\":\"outbox\"}")) {
            case Outcome.Succeeded succeeded ->
                    JSON.readTree(succeeded.payload()).path("done").path("outbox");
            case Outcome.Failed failed -> throw new IllegalStateException(failed.text());
            case Outcome.Throttled _ -> throw new IllegalStateException("throttled");
        };
    }
}
