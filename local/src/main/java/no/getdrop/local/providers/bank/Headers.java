package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.http.Request;

import java.util.Arrays;
import java.util.Optional;
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

    static UUID requestIdOf(Request request) {
        return UUID.fromString(request.header("X-Request-ID").orElseThrow());
    }

    static Optional<BankError> bank(Request request) {
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
