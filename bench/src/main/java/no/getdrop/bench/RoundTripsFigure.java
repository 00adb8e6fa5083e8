package no.getdrop.bench;

import no.getdrop.local.postgres.DatabaseProxy;

import java.util.List;

/// How often a request waits for the database, counted on the wire.
///
/// A proxy between the functions and PostgreSQL counts what the client waits for; the driver's
/// `BEGIN` leaves with the statement that follows and is not counted.
final class RoundTripsFigure {
    private static final double PAYMENT_BUDGET = 3;
    private static final double READ_BUDGET = 1;
    private static final double HEALTH_BUDGET = 1;
    private static final int HEALTH_KEEPS_MS = 2_500;

    /// One request.
    @FunctionalInterface
    private interface Request {
        void send() throws Exception;
    }

    private RoundTripsFigure() {}

    static List<Result> measure(Bench bench) throws Exception {
        Drop drop =
                bench.start(
                        "round-trips",
                        builder -> builder.only("ApiFunction", "HealthFunction").databaseProxy());
        try {
            List<Order> orders = new Customers(drop).orders(2);
            Order order = orders.getLast();
            health(drop);
            // At once after another one: a connection that was idle for half a second is looked at.
            drop.send(drop.requests().pay(orders.getFirst()), 201);
            Result payment =
                    counted(
                            drop,
                            "round trips of a payment",
                            PAYMENT_BUDGET,
                            () -> drop.send(drop.requests().pay(order), 201));
            Result read =
                    counted(
                            drop,
                            "round trips of an authenticated read",
                            READ_BUDGET,
                            () ->
                                    drop.send(
                                            drop.requests()
                                                    .get("/v1/transactions", order.customer()),
                                            200));
            Thread.sleep(HEALTH_KEEPS_MS);
            return List.of(
                    payment,
                    read,
                    counted(drop, "round trips of health", HEALTH_BUDGET, () -> health(drop)));
        } finally {
            bench.end(drop);
        }
    }

    private static void health(Drop drop) throws InterruptedException {
        byte[] event = drop.requests().get("/v1/health");
        Drop.answer(drop.host().function("HealthFunction").invoke(event), 200);
    }

    private static Result counted(Drop drop, String name, double budget, Request request)
            throws Exception {
        DatabaseProxy proxy = drop.host().databaseProxy();
        proxy.reset();
        request.send();
        DatabaseProxy.Count count = proxy.count();
        return Result.atMost(
                name,
                (double) count.roundTrips(),
                "",
                budget,
                "%d statements".formatted(count.statements().size()));
    }
}
