package no.getdrop.bench.reliability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import no.getdrop.bench.Drop;
import no.getdrop.bench.Order;
import no.getdrop.local.lambda.Outcome;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/// Clients that pay one order after another. As the app does, each repeats an order with the same
/// key until it has an answer that ends it.
final class Payers implements AutoCloseable {
    private static final int PAUSE_MS = 200;
    private static final int ATTEMPTS_MAX = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Drop drop;
    private final ConcurrentLinkedQueue<Order> orders;
    private final int thinkMs;
    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final List<Long> successesNs = new ArrayList<>();
    private final Map<String, LongAdder> others = new ConcurrentSkipListMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Future<?>> clients = new ArrayList<>();
    private volatile boolean stopping;

    /// @param thinkMs how long a client waits between two orders
    Payers(Drop drop, List<Order> orders, int count, int thinkMs) {
        this.drop = drop;
        this.orders = new ConcurrentLinkedQueue<>(orders);
        this.thinkMs = thinkMs;
        for (int i = 0; i < count; i++) {
            clients.add(threads.submit(this::payOn));
        }
    }

    /// What was answered with 201: our payment's id by the order's key.
    Map<String, String> acknowledged() {
        return acknowledged;
    }

    /// Answers that were not 201, by status.
    Map<String, LongAdder> others() {
        return others;
    }

    /// When the first order after that moment was acknowledged, in milliseconds from then; -1 while
    /// none was.
    long firstSuccessMs(long fromNs) {
        synchronized (successesNs) {
            return successesNs.stream()
                    .filter(success -> success > fromNs)
                    .mapToLong(success -> (success - fromNs) / 1_000_000)
                    .findFirst()
                    .orElse(-1);
        }
    }

    /// How many were acknowledged between two moments.
    long successes(long fromNs, long untilNs) {
        synchronized (successesNs) {
            return successesNs.stream().filter(at -> at > fromNs && at <= untilNs).count();
        }
    }

    /// Lets each client finish the order that it is at.
    @Override
    public void close() {
        stopping = true;
        try {
            for (Future<?> client : clients) {
                client.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException e) {
            throw new IllegalStateException("a client gave up", e.getCause());
        } finally {
            threads.shutdownNow();
        }
    }

    private Void payOn() throws InterruptedException {
        while (!stopping) {
            Order order = orders.poll();
            if (order == null) {
                throw new IllegalStateException("every order is paid: make more");
            }
            int attempts = 0;
            while (!pay(order) && attempts < ATTEMPTS_MAX) {
                attempts++;
                Thread.sleep(PAUSE_MS);
            }
            if (attempts == ATTEMPTS_MAX) {
                other("given up");
            }
            Thread.sleep(thinkMs);
        }
        return null;
    }

    /// @return whether the order was acknowledged
    private boolean pay(Order order) throws InterruptedException {
        Outcome outcome = drop.api().invoke(drop.requests().pay(order));
        return switch (outcome) {
            case Outcome.Succeeded succeeded -> judge(order, succeeded);
            // The gateway would answer 502, or 429.
            case Outcome.Failed failed -> other("502");
            case Outcome.Throttled throttled -> other("429");
        };
    }

    private boolean judge(Order order, Outcome.Succeeded succeeded) {
        try {
            JsonNode answer = JSON.readTree(succeeded.payload());
            int status = answer.path("statusCode").asInt();
            if (status != 201) {
                return other(
                        status
                                + " "
                                + JSON.readTree(answer.path("body").asText("null"))
                                        .path("error")
                                        .asText());
            }
            JsonNode payment = JSON.readTree(answer.path("body").asText("null")).path("data");
            acknowledged.put(order.key(), payment.path("id").asText());
            synchronized (successesNs) {
                successesNs.add(System.nanoTime());
            }
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean other(String status) {
        others.computeIfAbsent(status, any -> new LongAdder()).increment();
        return false;
    }
}
