package no.getdrop.local.providers.bank;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.http.Json;
import no.getdrop.local.providers.http.Request;

import java.net.URI;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Checks what `POST /v1/consents` was given.
final class ConsentRequest {
    private static final int LONGEST_DAYS = 180;
    private static final Set<String> FIELDS =
            Set.of(
                    "access",
                    "recurringIndicator",
                    "validUntil",
                    "frequencyPerDay",
                    "combinedServiceIndicator");

    private static final Set<String> SCOPES =
            Set.of("accounts", "balances", "transactions", "availableAccounts", "allPsd2");

    private ConsentRequest() {}

    static Checked<Consent> check(Request request, Instant now) {
        Optional<BankError> missing = headers(request).or(() -> body(request.json(), now));
        if (missing.isPresent()) {
            return new Checked.Failed<>(missing.get());
        }
        JsonNode body = request.json();
        URI redirect = URI.create(request.header("TPP-Redirect-URI").orElseThrow());
        return new Checked.Passed<>(
                new Consent(
                        UUID.randomUUID().toString(),
                        request.header("X-Bank-Id").flatMap(BankName::of).orElseThrow(),
                        Consent.Status.RECEIVED,
                        Optional.empty(),
                        LocalDate.parse(body.path("validUntil").textValue()),
                        body.path("frequencyPerDay").intValue(),
                        redirect,
                        request.header("TPP-Nok-Redirect-URI").map(URI::create).orElse(redirect),
                        now));
    }

    private static Optional<BankError> headers(Request request) {
        return Headers.all(request, Set.of())
                .or(() -> Headers.required(request, "PSU-IP-Address", "[0-9a-fA-F.:]{2,45}"))
                .or(() -> Headers.required(request, "TPP-Redirect-URI", "https?://[^\\s]+"))
                .or(() -> Headers.required(request, "TPP-Redirect-Preferred", "true"));
    }

    private static Optional<BankError> body(JsonNode body, Instant now) {
        JsonNode access = body.path("access");
        Optional<String> unknown =
                Json.unknownField(body, FIELDS).or(() -> Json.unknownField(access, SCOPES));
        if (unknown.isPresent()) {
            return format("there is no field " + unknown.get());
        }
        if (SCOPES.stream()
                .noneMatch(scope -> "allAccounts".equals(access.path(scope).textValue()))) {
            return format("access must name allAccounts for one of " + SCOPES);
        }
        if (!body.path("recurringIndicator").isBoolean()) {
            return format("recurringIndicator is missing, want true or false");
        }
        if (!body.path("combinedServiceIndicator").isBoolean()) {
            return format("combinedServiceIndicator is missing, want true or false");
        }
        int frequency = body.path("frequencyPerDay").asInt(0);
        if (!body.path("frequencyPerDay").isInt() || frequency < 1 || frequency > 4) {
            return format("frequencyPerDay must be 1 to 4");
        }
        return period(body.path("validUntil"), LocalDate.ofInstant(now, ZoneOffset.UTC));
    }

    private static Optional<BankError> period(JsonNode validUntil, LocalDate today) {
        if (!validUntil.isTextual()) {
            return format("validUntil is missing, want a date as 2026-01-31");
        }
        try {
            LocalDate last = LocalDate.parse(validUntil.textValue());
            return last.isBefore(today) || last.isAfter(today.plusDays(LONGEST_DAYS))
                    ? Optional.of(
                            new BankError(
                                    400,
                                    "PERIOD_INVALID",
                                    "validUntil must be from today to "
                                            + LONGEST_DAYS
                                            + " days on"))
                    : Optional.empty();
        } catch (DateTimeParseException notADate) {
            return format("validUntil must be a date as 2026-01-31");
        }
    }

    private static Optional<BankError> format(String text) {
        return Optional.of(BankError.format(text));
    }
}
