package no.getdrop.api.payments;

import jakarta.servlet.http.HttpServletRequest;

import no.getdrop.api.http.Access;
import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.Once;
import no.getdrop.api.http.RefusedException;
import no.getdrop.idempotency.StoredAnswer;
import no.getdrop.identity.Caller;
import no.getdrop.money.Money;
import no.getdrop.payments.Quote;
import no.getdrop.payments.Quotes;
import no.getdrop.recipients.Recipient;
import no.getdrop.recipients.RecipientId;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import java.util.Optional;

/// What a remittance will cost.
@RestController
final class QuotesController {
    private final Quotes quotes;
    private final Once once;

    QuotesController(Quotes quotes, Once once) {
        this.quotes = quotes;
        this.once = once;
    }

    @PostMapping("/v1/transactions/disclosure")
    @Access(Access.Who.CUSTOMER)
    ResponseEntity<String> disclose(Caller caller, Fields fields, HttpServletRequest request) {
        Optional<RecipientId> recipientId =
                fields.value("recipientId", RecipientId::parse, "rcp_…");
        Optional<Money> amount = fields.nok("amount", Quote.AMOUNT_MIN, Quote.AMOUNT_MAX);
        fields.check();
        return once.create(
                caller,
                request,
                fields,
                handle ->
                        answer(
                                quotes.disclose(
                                        handle,
                                        caller.userId(),
                                        recipientId.orElseThrow(),
                                        amount.orElseThrow())));
    }

    private static StoredAnswer answer(Quotes.Outcome outcome) {
        return switch (outcome) {
            case Quotes.Outcome.Quoted(Quote quote, Recipient _) ->
                    Once.created(QuoteView.of(quote));
            case Quotes.Outcome.RecipientNotFound() ->
                    throw RefusedException.of(ApiError.RECIPIENT_NOT_FOUND);
            case Quotes.Outcome.RateUnavailable() ->
                    throw RefusedException.retry(ApiError.RATE_UNAVAILABLE, 60);
        };
    }
}
