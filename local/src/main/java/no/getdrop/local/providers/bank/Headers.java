package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.http.Request;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Checks of the headers that Berlin Group asks for.
final class Headers {
    private Headers() {}

    static Optional<BankError> required(Request request, String name, String pattern) {
        Optional<String> value = request.header(name);
        if (value.isEmpty()) {
            return Optional.of(BankError.format("header " + name + " is missing"));
        }
        return value.get().matches(pattern)
                ? Optional.empty()
                : Optional.of(BankError.format("header " + name + " must match " + pattern));
    }

    static Optional<BankError> requestId(Request request) {
        return required(
                request,
                "X-Request-ID",
                "[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");
    }

    /// What a request of a product or an account must have before it is looked at: who asks, whom,
    /// and that JSON is spoken both ways.
    static Optional<BankError> all(Request request, Set<String> parameters) {
        return form(request, parameters).or(() -> requestId(request)).or(() -> bank(request));
    }

    /// That JSON is spoken both ways, and that there is no parameter that nobody knows.
    static Optional<BankError> form(Request request, Set<String> parameters) {
        if (!request.body().isEmpty() && !request.isOf("application/json")) {
            return Optional.of(
                    new BankError(
                            415, "FORMAT_ERROR", "header Content-Type must be application/json"));
        }
        if (request.accepted(List.of("application/json")).isEmpty()) {
            return Optional.of(
                    new BankError(
                            406,
                            "REQUESTED_FORMATS_INVALID",
                            "header Accept must take application/json"));
        }
        return request.unknownQuery(parameters)
                .map(unknown ->
                        new BankError(
                                400, "PARAMETER_NOT_SUPPORTED", "no query parameter " + unknown));
    }

    static UUID requestIdOf(Request request) {
        return UUID.fromString(request.header("X-Request-ID").orElseThrow());
    }

    private static Optional<BankError> bank(Request request) {
        Optional<String> value = request.header("X-Bank-Id");
        if (value.isEmpty()) {
            return Optional.of(BankError.format("header X-Bank-Id is missing"));
        }
        return value.flatMap(BankName::of).isPresent()
                ? Optional.empty()
                : Optional.of(
                        BankError.format(
                                "header X-Bank-Id is "
                                        + value.get()
                                        + ", want one of "
                                        + Arrays.stream(BankName.values())
                                                .map(BankName::id)
                                                .toList()));
    }
}
