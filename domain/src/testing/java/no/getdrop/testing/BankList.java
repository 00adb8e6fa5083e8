package no.getdrop.testing;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import no.getdrop.runtime.Json;

import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/// What [FakeBank] tells of all orders of a day, in pages, and what is wrong with it on demand. An
/// order is of the day it came unless another is said.
public final class BankList {
    private final Map<UUID, LocalDate> days = new HashMap<>();
    private volatile int pageSize = 100;
    private volatile Consumer<List<ObjectNode>> spoil = entries -> {};

    /// How many orders a page holds.
    public void pageSize(int orders) {
        pageSize = orders;
    }

    /// Changes what is told of each day from now on.
    public void spoil(Consumer<List<ObjectNode>> change) {
        spoil = change;
    }

    /// Says on which day the bank took an order.
    public synchronized void took(UUID requestId, LocalDate day) {
        days.put(requestId, day);
    }

    synchronized String page(URI asked, Collection<FakeBank.Order> orders) {
        Map<String, String> query = new HashMap<>();
        for (String parameter : asked.getQuery().split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            query.put(parts[0], parts[1]);
        }
        LocalDate day = LocalDate.parse(query.getOrDefault("dateFrom", ""));
        if (!day.toString().equals(query.get("dateTo"))) {
            throw new IllegalStateException("one day at a time: " + asked);
        }
        List<ObjectNode> entries = new ArrayList<>();
        for (FakeBank.Order order : orders) {
            days.putIfAbsent(order.requestId(), LocalDate.now(ZoneOffset.UTC));
            if (day.equals(days.get(order.requestId()))) {
                entries.add(entry(order));
            }
        }
        spoil.accept(entries);
        int offset = Integer.parseInt(query.getOrDefault("offset", "0"));
        ObjectNode answer = Json.mapper().createObjectNode();
        ArrayNode payments = answer.putArray("payments");
        entries.stream().skip(offset).limit(pageSize).forEach(payments::add);
        if (offset + pageSize < entries.size()) {
            answer.putObject("_links")
                    .putObject("next")
                    .put(
                            "href",
                            "/v1/payments?dateFrom="
                                    + day
                                    + "&dateTo="
                                    + day
                                    + "&offset="
                                    + (offset + pageSize));
        }
        return answer.toString();
    }

    private static ObjectNode entry(FakeBank.Order order) {
        ObjectNode entry = Json.mapper().createObjectNode();
        entry.put("paymentId", order.paymentId())
                .put("requestId", order.requestId().toString())
                .put("bankId", "dnb")
                .put("transactionStatus", order.status());
        entry.set("instructedAmount", order.body().path("instructedAmount"));
        return entry;
    }
}
