package no.getdrop.bench;

import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;

/// `POST /v1/transactions/remittance` through the real runtime client ÷ the same SQL over JDBC.
///
/// The reference is what the domain's own use cases sent for such an order, statement by statement
/// with its parameters, replayed on one connection with the functions' driver settings. The request
/// also holds a call to the bank over HTTP, which the reference does not; its time is told beside.
final class PaymentFigure {
    /// Until what is run for every payment is compiled for good.
    private static final int WARM_UP_REQUESTS = 2_400;

    private static final int WARM_UP = 600;
    private static final int MEASURED = 400;
    private static final double BUDGET = 2.0;

    private PaymentFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop = bench.shared();
        Customers customers = new Customers(drop);
        int count = WARM_UP + MEASURED;
        bench.say("payment: recording %,d payments".formatted(count));
        List<RecordedSql> recorded = new ArrayList<>();
        Samples bank = new Samples();
        try (DomainCalls domain = new DomainCalls(drop)) {
            for (Order order : customers.orders(count)) {
                recorded.add(domain.pay(order, drop.requests().nextAddress()));
                long nanos = domain.orderAtBank();
                if (recorded.size() > WARM_UP) {
                    bank.add(nanos);
                }
            }
        }
        for (Order order : customers.orders(WARM_UP_REQUESTS)) {
            drop.send(drop.requests().pay(order), 201);
        }
        List<Order> orders = customers.orders(count);
        bench.say("payment: %,d requests and %,d replays in turns".formatted(count, count));
        try (Connection connection = drop.application()) {
            Pairs pairs =
                    Pairs.measure(
                            WARM_UP,
                            MEASURED,
                            number -> drop.send(drop.requests().pay(orders.get(number)), 201),
                            number -> recorded.get(number).timedReplay(connection));
            return List.of(
                    Result.ratio(
                            "payment ÷ its SQL over JDBC",
                            pairs.values().medianMs(),
                            pairs.references().medianMs(),
                            "ms",
                            BUDGET,
                            "medians of %,d pairs; %d statements; the bank is waited for too"
                                    .formatted(MEASURED, recorded.getLast().statements())),
                    Result.information(
                            "the bank's part of a payment",
                            bank.medianMs(),
                            "ms",
                            "one order over HTTP, alone; inside the payment, not inside its SQL"));
        }
    }
}
