package no.getdrop.api.admin;

import no.getdrop.api.http.ApiError;
import no.getdrop.api.http.Detail;
import no.getdrop.api.http.Fields;
import no.getdrop.api.http.RefusedException;
import no.getdrop.cases.Case;
import no.getdrop.cases.CaseHandling;

import java.util.Optional;
import java.util.Set;

/// How a step in a customer's case is asked for and answered, whatever sort of case it is.
final class CaseSteps {
    private static final int ANSWER_MAX = 10_000;

    private CaseSteps() {}

    /// What the customer is to read: it comes with one of `answering` and with no other status.
    static <S> Optional<String> answer(Fields fields, Optional<S> status, Set<S> answering) {
        if (status.filter(answering::contains).isPresent()) {
            return fields.paragraphs("answer", 1, ANSWER_MAX);
        }
        Optional<String> answer = fields.optionalParagraphs("answer", ANSWER_MAX);
        if (status.isPresent() && answer.isPresent()) {
            fields.add(Detail.of("answer", "unexpected"));
        }
        return answer;
    }

    /// The case as it is after a step; whatever else became of it is refused.
    static <T> Case<T> kept(
            CaseHandling.Outcome<T> outcome, ApiError notFound, ApiError stepRefused) {
        return switch (outcome) {
            case CaseHandling.Outcome.Kept<T>(Case<T> now) -> now;
            case CaseHandling.Outcome.NotFound<T>() -> throw RefusedException.of(notFound);
            case CaseHandling.Outcome.OwnCase<T>() -> throw RefusedException.of(ApiError.OWN_CASE);
            case CaseHandling.Outcome.NoSuchStep<T>() -> throw RefusedException.of(stepRefused);
            case CaseHandling.Outcome.PaymentUnderWay<T>() ->
                    throw RefusedException.of(ApiError.PAYMENT_UNDER_WAY);
        };
    }
}
