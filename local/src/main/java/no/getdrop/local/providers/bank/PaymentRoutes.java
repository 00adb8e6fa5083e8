package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.http.Answer;
import no.getdrop.local.providers.http.Request;
import no.getdrop.local.providers.http.Switch;
import no.getdrop.local.providers.http.Switches;

import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Payment orders and their statuses.
final class PaymentRoutes {
    private static final int PAGE = 100;

    private final InstantSource clock;
    private final Book book;
    private final Switches switches;

    PaymentRoutes(InstantSource clock, Book book, Switches switches) {
        this.clock = clock;
        this.book = book;
        this.switches = switches;
    }

    Answer initiate(Request request) {
        Optional<Product> product = Product.of(request.variable("product"));
        if (product.isEmpty()) {
            return unknownProduct(request);
        }
        return PaymentInitiation.received(request.json(), product.get())
                .answer(initiation -> place(request, product.get(), initiation));
    }

    private Answer place(Request request, Product product, PaymentInitiation initiation) {
        UUID requestId = Headers.requestIdOf(request);
        // A repeated request is no new order, so it uses up no switch.
        Optional<String> late =
                book.order(requestId).isPresent()
                        ? Optional.empty()
                        : switches.take("settlement").flatMap(Switch::effect);
        Book.Placed placed =
                book.place(
                        requestId,
                        request.header("X-Bank-Id").flatMap(BankName::of).orElseThrow(),
                        product,
                        initiation,
                        new Book.Refusals(request.effect(), late));
        return switch (placed) {
            case Book.Placed.Accepted accepted -> created(accepted);
            case Book.Placed.Conflict conflict ->
                    new BankError(
                                    409,
                                    "REQUEST_ID_REUSED",
                                    "X-Request-ID stands for payment "
                                            + conflict.order().paymentId()
                                            + ", which has other content")
                            .answer();
        };
    }

    private Answer created(Book.Placed.Accepted accepted) {
        Order order = accepted.order();
        String status = order.statusAt(clock.instant());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("transactionStatus", !accepted.known() && status.equals("ACSP") ? "RCVD" : status);
        json.put("paymentId", order.paymentId());
        reason(order, status, json);
        String self = "/v1/payments/" + order.product().path() + "/" + order.paymentId();
        json.put(
                "_links",
                Map.of("self", Map.of("href", self), "status", Map.of("href", self + "/status")));
        return Answer.json(201, json).with("Location", self);
    }

    Answer status(Request request) {
        Optional<Order> order =
                book.order(request.variable("paymentId"))
                        .filter(each -> each.product().path().equals(request.variable("product")));
        if (order.isEmpty()) {
            return unknownPayment();
        }
        String status = order.get().statusAt(clock.instant());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("transactionStatus", status);
        json.put("fundsAvailable", !order.get().reasonCode().equals(Optional.of("AM04")));
        reason(order.get(), status, json);
        return Answer.json(200, json);
    }

    /// The order known under a request id: what to ask after an answer that never came.
    Answer find(Request request) {
        Optional<Product> product = Product.of(request.variable("product"));
        if (product.isEmpty()) {
            return unknownProduct(request);
        }
        Optional<String> requestId = request.query("requestId");
        if (requestId.filter(id -> id.matches("[0-9a-fA-F-]{36}")).isEmpty()) {
            return BankError.format("requestId is missing or not a UUID").answer();
        }
        return book.order(UUID.fromString(requestId.get()))
                .filter(order -> order.product() == product.get())
                .map(order -> Answer.json(200, order.json(clock.instant())))
                .orElseGet(PaymentRoutes::unknownPayment);
    }

    /// The orders that were accepted on some days (UTC), in pages of a hundred, of all banks and
    /// products. Who asks is a client and no person, so no bank is named.
    Answer ofDays(Request request) {
        Optional<BankError> wrong =
                Headers.form(request, Set.of("dateFrom", "dateTo", "offset"))
                        .or(() -> Headers.requestId(request));
        if (wrong.isPresent()) {
            return wrong.get().answer();
        }
        LocalDate from;
        LocalDate to;
        int offset;
        try {
            from = LocalDate.parse(request.query("dateFrom").orElse(""));
            to = LocalDate.parse(request.query("dateTo").orElse(""));
            offset = Integer.parseUnsignedInt(request.query("offset").orElse("0"));
        } catch (DateTimeParseException | NumberFormatException e) {
            return BankError.format("dateFrom and dateTo must be days as 2026-11-25").answer();
        }
        List<Order> orders =
                book.orders().stream()
                        .filter(order -> {
                            LocalDate day = LocalDate.ofInstant(order.acceptedAt(), ZoneOffset.UTC);
                            return !day.isBefore(from) && !day.isAfter(to);
                        })
                        .toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put(
                "payments",
                orders.stream()
                        .skip(offset)
                        .limit(PAGE)
                        .map(order -> order.json(clock.instant()))
                        .toList());
        if (offset + PAGE < orders.size()) {
            String next =
                    "/v1/payments?dateFrom=%s&dateTo=%s&offset=%d"
                            .formatted(from, to, offset + PAGE);
            json.put("_links", Map.of("next", Map.of("href", next)));
        }
        return Answer.json(200, json);
    }

    private static void reason(Order order, String status, Map<String, Object> json) {
        if (status.equals("RJCT")) {
            String code = order.reasonCode().orElse("");
            json.put("reasonCode", code);
            json.put(
                    "tppMessages",
                    List.of(
                            Map.of(
                                    "category", "ERROR",
                                    "code", "PAYMENT_FAILED",
                                    "text", "refused by the bank: " + meaning(code))));
        }
    }

    private static String meaning(String code) {
        return switch (code) {
            case "AC01" -> "AC01, no such account";
            case "AC04" -> "AC04, account closed";
            case "AM04" -> "AM04, insufficient funds";
            default -> code;
        };
    }

    private static Answer unknownProduct(Request request) {
        return new BankError(404, "PRODUCT_UNKNOWN", "no product " + request.variable("product"))
                .answer();
    }

    private static Answer unknownPayment() {
        return new BankError(404, "RESOURCE_UNKNOWN", "no such payment").answer();
    }
}
