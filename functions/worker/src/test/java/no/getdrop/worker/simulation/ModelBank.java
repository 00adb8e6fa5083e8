package no.getdrop.worker.simulation;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Json;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// What the bank knows and does; nothing of how it is reached.
///
/// It takes an order once for each request id, but remembers for three minutes only which it has
/// had: whoever sends an order again after that without having asked for it orders twice.
final class ModelBank {
    private static final Duration REMEMBERED_FOR = Duration.ofMinutes(3);

    private static final int PAGE_SIZE = 100;

    private final Timeline timeline;
    private final Chance chance;
    private final Books books;
    private final Map<UUID, Order> orders = new LinkedHashMap<>();
    private final Map<String, Order> byPaymentId = new HashMap<>();
    private final Map<LocalDate, List<Order>> byDay = new HashMap<>();
    private final Map<UUID, Boolean> refusals = new HashMap<>();
    private long settledMinor;
    private Notices notices = order -> {};

    /// Who is told of each status that an order gets.
    interface Notices {
        void of(Order order);
    }

    /// An order, where it stands now.
    static final class Order {
        final UUID requestId;
        final String product;
        final String paymentId;
        final long totalMinor;
        final Instant takenAt;
        String status = "RCVD";
        String reason = "";

        Order(UUID requestId, String product, String paymentId, long totalMinor, Instant takenAt) {
            this.requestId = requestId;
            this.product = product;
            this.paymentId = paymentId;
            this.totalMinor = totalMinor;
            this.takenAt = takenAt;
        }

        boolean isSettled() {
            return status.equals("ACSC");
        }

        boolean isRejected() {
            return status.equals("RJCT");
        }

        String json() {
            ObjectNode json = Json.mapper().createObjectNode();
            json.put("transactionStatus", status).put("paymentId", paymentId);
            if (!reason.isEmpty()) {
                json.put("reasonCode", reason);
            }
            return json.toString();
        }
    }

    /// What it answers.
    record Answer(int status, String body) {}

    ModelBank(Timeline timeline, Chance chance, Books books) {
        this.timeline = timeline;
        this.chance = chance;
        this.books = books;
    }

    void notifies(Notices whom) {
        notices = whom;
    }

    /// An order arrives.
    Answer order(UUID requestId, String product, JsonNode body) {
        if (refusals.computeIfAbsent(requestId, id -> chance.below(100) < 2)) {
            books.refused(requestId);
            return refusal(400, "PRODUCT_INVALID");
        }
        Order known = orders.get(requestId);
        if (known != null && timeline.now().isBefore(known.takenAt.plus(REMEMBERED_FOR))) {
            timeline.count("orders known already");
            return new Answer(201, known.json());
        }
        if (known != null) {
            throw new Violation(
                    Violation.Rule.ONE_ORDER,
                    requestId + " ordered at " + known.takenAt + " and at " + timeline.now());
        }
        long totalMinor =
                new BigDecimal(body.at("/instructedAmount/amount").asText())
                        .movePointRight(2)
                        .longValueExact();
        if (books.ordered(requestId, totalMinor)) {
            timeline.count("orders after their claim");
        }
        Order order =
                new Order(
                        requestId,
                        product,
                        "bank-" + (orders.size() + 1),
                        totalMinor,
                        timeline.now());
        orders.put(requestId, order);
        byPaymentId.put(order.paymentId, order);
        byDay.computeIfAbsent(day(timeline.now()), day -> new ArrayList<>()).add(order);
        timeline.count("orders");
        foresee(order);
        return new Answer(201, order.json());
    }

    /// The order with that request id.
    Answer find(UUID requestId) {
        Order order = orders.get(requestId);
        return order == null ? refusal(404, "RESOURCE_UNKNOWN") : new Answer(200, order.json());
    }

    Answer status(String paymentId) {
        Order order = byPaymentId.get(paymentId);
        return order == null ? refusal(404, "RESOURCE_UNKNOWN") : new Answer(200, order.json());
    }

    /// A page of the orders of a day.
    Answer list(LocalDate day, int offset) {
        List<Order> ofDay = byDay.getOrDefault(day, List.of());
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode payments = answer.putArray("payments");
        for (Order order : ofDay.subList(offset, Math.min(offset + PAGE_SIZE, ofDay.size()))) {
            ObjectNode entry = payments.addObject();
            entry.put("paymentId", order.paymentId)
                    .put("requestId", order.requestId.toString())
                    .put("bankId", "dnb")
                    .put("transactionStatus", order.status);
            entry.putObject("instructedAmount")
                    .put("currency", "NOK")
                    .put("amount", BigDecimal.valueOf(order.totalMinor, 2).toPlainString());
        }
        if (offset + PAGE_SIZE < ofDay.size()) {
            answer.putObject("_links")
                    .putObject("next")
                    .put(
                            "href",
                            "/v1/payments?dateFrom="
                                    + day
                                    + "&dateTo="
                                    + day
                                    + "&offset="
                                    + (offset + PAGE_SIZE));
        }
        return new Answer(200, answer.toString());
    }

    Optional<Order> known(UUID requestId) {
        return Optional.ofNullable(orders.get(requestId));
    }

    /// The sum of all that it has settled, in øre.
    long settledMinor() {
        return settledMinor;
    }

    static Answer refusal(int status, String code) {
        return new Answer(status, "{\"tppMessages\":[{\"code\":\"" + code + "\"}]}");
    }

    /// Instant transfers end at once, four times in five; others within the hour, or after days.
    private void foresee(Order order) {
        boolean instant = order.product.startsWith("instant");
        if (instant && chance.percent(80)) {
            end(order);
            return;
        }
        notices.of(order);
        Duration untilEnd =
                instant
                        ? chance.seconds(5, 90)
                        : chance.percent(97)
                                ? chance.seconds(20, 1_800)
                                : chance.seconds(3_600, 100_000);
        timeline.in(untilEnd, "end at the bank", () -> end(order));
    }

    private void end(Order order) {
        boolean settled = chance.percent(95);
        order.status = settled ? "ACSC" : "RJCT";
        order.reason = settled ? "" : "AC04";
        settledMinor += settled ? order.totalMinor : 0;
        notices.of(order);
    }

    private static LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, ZoneOffset.UTC);
    }
}
