package no.getdrop.api.payments;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.payments.Quote;
import no.getdrop.payments.Quotes;
import no.getdrop.rates.ExchangeRate;
import no.getdrop.rates.RateRefresh;
import no.getdrop.recipients.Recipient;
import no.getdrop.recipients.RecipientId;

import org.jdbi.v3.core.Handle;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.List;
import java.util.Optional;

/// What a remittance will cost. A rate that the worker left stale is read anew first; when that
/// fails the known one counts, for as long as one may.
@RestController
final class QuotesController {
    private final Quotes quotes;
    private final RateRefresh refresh;
    private final Once once;

    private record Order(UserId userId, RecipientId recipientId, Money amount) {}

    /// Undoes the transaction in which it was found.
    private static final class StaleRateException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient List<ExchangeRate> known;

        StaleRateException(List<ExchangeRate> known) {
            super("the rate is stale", null, false, false);
            this.known = known;
        }
    }

    QuotesController(Quotes quotes, RateRefresh refresh, Once once) {
        this.quotes = quotes;
        this.refresh = refresh;
        this.once = once;
    }

    @PostMapping("/v1/transactions/disclosure")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> disclose(Caller caller, Fields fields, HttpServletRequest request) {
        Optional<RecipientId> recipientId =
                fields.value("recipientId", RecipientId::parse, "rcp_…");
        Optional<Money> amount = fields.nok("amount", Quote.AMOUNT_MIN, Quote.AMOUNT_MAX);
        fields.check();
        Order order = new Order(caller.userId(), recipientId.orElseThrow(), amount.orElseThrow());
        try {
            return once.create(caller, request, fields, handle -> answer(fresh(handle, order)));
        } catch (StaleRateException e) {
            // Outside the transaction: no connection waits for the source.
            refresh.refreshStale(e.known);
            return once.create(caller, request, fields, handle -> answer(known(handle, order)));
        }
    }

    private Quotes.Outcome fresh(Handle handle, Order order) {
        return quotes.discloseFresh(handle, order.userId(), order.recipientId(), order.amount());
    }

    private Quotes.Outcome known(Handle handle, Order order) {
        return quotes.disclose(handle, order.userId(), order.recipientId(), order.amount());
    }

    private static StoredAnswer answer(Quotes.Outcome outcome) {
        return switch (outcome) {
            case Quotes.Outcome.Quoted(Quote quote, Recipient _) ->
                    Once.created(QuoteView.of(quote));
            case Quotes.Outcome.RecipientNotFound() ->
                    throw RefusedException.of(ApiError.RECIPIENT_NOT_FOUND);
            case Quotes.Outcome.RateStale(List<ExchangeRate> known) ->
                    throw new StaleRateException(known);
            case Quotes.Outcome.RateUnavailable() ->
                    throw RefusedException.retry(ApiError.RATE_UNAVAILABLE, 60);
        };
    }
}
