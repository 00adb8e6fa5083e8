package no.getdrop.openbanking;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.money.Money;
import no.getdrop.runtime.Ids;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// The aggregator's lists of the orders that Drop gave it, of all banks and products, day by day.
///
/// A list comes in pages as Berlin Group's lists of transactions do: `_links.next` leads on.
public final class OrderLists {
    private static final String PATH = "/v1/payments?";

    /// It is kept until it is followed.
    private static final Pattern FURTHER =
            Pattern.compile(Pattern.quote(PATH) + "[\\x21-\\x7E]{1,2000}");

    private final OpenBankingHttp http;

    /// An order as the list tells it.
    ///
    /// @param requestId what it was ordered under: our payment's id; empty when that is none
    /// @param code its ISO 20022 transaction status
    /// @param status what the code means to Drop; empty for a code that ISO 20022 does not have
    public record Listed(
            String bankPaymentId,
            Optional<UUID> requestId,
            String code,
            Optional<OpenBanking.Status> status,
            Money amount) {
        public Listed {
            Objects.requireNonNull(bankPaymentId, "bankPaymentId");
            Objects.requireNonNull(requestId, "requestId");
            Objects.requireNonNull(code, "code");
            Objects.requireNonNull(status, "status");
            Objects.requireNonNull(amount, "amount");
        }
    }

    /// A part of a day's list.
    ///
    /// @param next where the next part is; empty when this is the last
    public record Page(List<Listed> orders, Optional<String> next) {
        public Page {
            orders = List.copyOf(orders);
            Objects.requireNonNull(next, "next");
        }
    }

    OrderLists(OpenBankingHttp http) {
        this.http = http;
    }

    /// One part of the list of the orders that were accepted on `day`, which is UTC's.
    ///
    /// @param page where the part before led; `null` for the first
    /// @throws BankUnavailableException when no list came, or one that cannot be read
    public Page page(LocalDate day, @Nullable String page)
            throws BankRefusedException, BankUnavailableException {
        String path = page == null ? PATH + "dateFrom=" + day + "&dateTo=" + day : page;
        JsonNode answer =
                http.send(
                        new OpenBankingHttp.Exchange(
                                "GET", path, Map.of("X-Request-ID", Ids.next().toString()), null));
        List<Listed> orders = new ArrayList<>();
        for (JsonNode payment : BankAnswer.list(answer, "payments")) {
            orders.add(listed(payment));
        }
        return new Page(orders, next(answer.path("_links").path("next").path("href"), path));
    }

    private static Listed listed(JsonNode payment) throws BankUnavailableException {
        String code = BankAnswer.text(payment, "transactionStatus");
        return new Listed(
                BankAnswer.id(payment, "paymentId"),
                uuid(payment.path("requestId").asText()),
                code,
                OpenBanking.Status.of(code),
                BankAnswer.money(payment.path("instructedAmount")));
    }

    /// Only what leads further in the same list is followed.
    private static Optional<String> next(JsonNode href, String from)
            throws BankUnavailableException {
        if (href.isMissingNode()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(href.asText());
            String next = uri.getRawPath() + "?" + uri.getRawQuery();
            if (uri.getRawQuery() != null
                    && FURTHER.matcher(next).matches()
                    && !next.equals(from)) {
                return Optional.of(next);
            }
        } catch (IllegalArgumentException e) {
            throw BankUnavailableException.unreadable("the bank's list leads nowhere", e);
        }
        throw BankUnavailableException.unreadable("the bank's list leads nowhere", null);
    }

    private static Optional<UUID> uuid(String text) {
        try {
            return text.length() == 36 ? Optional.of(UUID.fromString(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
