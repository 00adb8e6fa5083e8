package no.getdrop.local.providers.bank;

import com.fasterxml.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// A payment order that the bank took in.
///
/// @param requestId the client's `X-Request-ID`: one id, one order
/// @param settlesAt from when the payment is settled, or refused late
/// @param reasonCode why it is refused (ISO 20022), such as AM04 for insufficient funds
/// @param refusedAtSettlement accepted at first, refused when it should settle
public record Order(
        UUID requestId,
        String paymentId,
        String bankId,
        Product product,
        PaymentInitiation initiation,
        Instant acceptedAt,
        Instant settlesAt,
        Optional<String> reasonCode,
        boolean refusedAtSettlement) {

    /// The payment's status at a time: RJCT, ACSP (in process) or ACSC (settled).
    public String statusAt(Instant now) {
        boolean settled = !now.isBefore(settlesAt);
        if (reasonCode.isPresent() && (settled || !refusedAtSettlement)) {
            return "RJCT";
        }
        return settled ? "ACSC" : "ACSP";
    }

    Map<String, Object> json(Instant now) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("paymentId", paymentId);
        json.put("requestId", requestId.toString());
        json.put("bankId", bankId);
        json.put("product", product.path());
        json.put("transactionStatus", statusAt(now));
        if ("RJCT".equals(statusAt(now))) {
            reasonCode.ifPresent(code -> json.put("reasonCode", code));
        }
        json.put("acceptedAt", acceptedAt.toString());
        json.putAll(initiation.json());
        return json;
    }

    /// For the journal: also what the bank tells nobody.
    Map<String, Object> record() {
        Map<String, Object> json = json(acceptedAt);
        json.put("settlesAt", settlesAt.toString());
        reasonCode.ifPresent(code -> json.put("reasonCode", code));
        json.put("refusedAtSettlement", refusedAtSettlement);
        return json;
    }

    static Order fromRecord(JsonNode json) {
        Product product = Product.of(json.path("product").textValue()).orElseThrow();
        return new Order(
                UUID.fromString(json.path("requestId").textValue()),
                json.path("paymentId").textValue(),
                json.path("bankId").textValue(),
                product,
                switch (PaymentInitiation.check(json, product)) {
                    case Checked.Passed<PaymentInitiation> passed -> passed.value();
                    case Checked.Failed<PaymentInitiation> failed ->
                            throw new IllegalStateException(failed.error().text());
                },
                Instant.parse(json.path("acceptedAt").textValue()),
                Instant.parse(json.path("settlesAt").textValue()),
                Optional.ofNullable(json.path("reasonCode").textValue()),
                json.path("refusedAtSettlement").booleanValue());
    }
}
