package no.getdrop.bench;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/// `GET /v1/transactions` of a logged-in customer through the real runtime client ÷ the same SQL
/// over JDBC: session, rate limit and a full page of 20 payments.
///
/// The reference is made as in [PaymentFigure].
final class ReadFigure {
    private static final int CUSTOMERS = 100;
    private static final int OTHERS = 1_000;
    private static final int PAYMENTS = 10_000;

    /// Until what is run for every request is compiled for good.
    private static final int WARM_UP = 3_000;

    private static final int MEASURED = 600;
    private static final double BUDGET = 2.5;

    private ReadFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop = bench.shared();
        List<Customer> customers = new Customers(drop).add(CUSTOMERS);
        History history = new History(drop);
        history.people(OTHERS, customers);
        history.replace(PAYMENTS, OTHERS, CUSTOMERS);
        List<RecordedSql> recorded = new ArrayList<>();
        try (DomainCalls domain = new DomainCalls(drop)) {
            for (Customer customer : customers) {
                recorded.add(domain.list(customer));
            }
        }
        bench.say("read: %,d requests and as many replays in turns".formatted(WARM_UP + MEASURED));
        try (Connection connection = drop.application()) {
            Pairs pairs =
                    Pairs.measure(
                            WARM_UP,
                            MEASURED,
                            number ->
                                    drop.send(
                                            drop.requests()
                                                    .get(
                                                            "/v1/transactions",
                                                            customers.get(number % CUSTOMERS)),
                                            200),
                            number -> recorded.get(number % CUSTOMERS).timedReplay(connection));
            return List.of(
                    Result.ratio(
                            "authenticated read ÷ its SQL over JDBC",
                            pairs.values().medianMs(),
                            pairs.references().medianMs(),
                            "ms",
                            BUDGET,
                            "medians of %,d pairs; GET /v1/transactions, 20 payments; %d statements"
                                    .formatted(MEASURED, recorded.getLast().statements())));
        }
    }
}
