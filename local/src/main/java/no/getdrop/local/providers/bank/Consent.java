package no.getdrop.local.providers.bank;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.local.providers.bankid.TestPerson;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// A person's permission to read accounts, from the request for it to its end.
///
/// @param person who decided; empty until then
record Consent(
        String consentId,
        BankName bank,
        Status status,
        Optional<TestPerson> person,
        LocalDate validUntil,
        int frequencyPerDay,
        URI redirectUri,
        URI refusedRedirectUri,
        Instant createdAt) {
    private static final Duration TO_DECIDE = Duration.ofMinutes(10);

    /// Berlin Group's names.
    enum Status {
        RECEIVED("received"),
        VALID("valid"),
        REJECTED("rejected"),
        EXPIRED("expired"),
        TERMINATED_BY_TPP("terminatedByTpp");

        private final String shown;

        Status(String shown) {
            this.shown = shown;
        }

        String shown() {
            return shown;
        }
    }

    /// The status at a time: nobody decides for ever, and no consent lasts for ever.
    Status statusAt(Instant now) {
        return switch (status) {
            case RECEIVED -> now.isAfter(createdAt.plus(TO_DECIDE)) ? Status.EXPIRED : status;
            case VALID ->
                    LocalDate.ofInstant(now, ZoneOffset.UTC).isAfter(validUntil)
                            ? Status.EXPIRED
                            : status;
            case REJECTED, EXPIRED, TERMINATED_BY_TPP -> status;
        };
    }

    Consent with(Status next, Optional<TestPerson> decider) {
        return new Consent(
                consentId,
                bank,
                next,
                decider,
                validUntil,
                frequencyPerDay,
                redirectUri,
                refusedRedirectUri,
                createdAt);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("consentId", consentId);
        json.put("bank", bank.id());
        json.put("status", status.name());
        json.put("person", person.map(TestPerson::key).orElse(""));
        json.put("validUntil", validUntil.toString());
        json.put("frequencyPerDay", frequencyPerDay);
        json.put("redirectUri", redirectUri.toString());
        json.put("refusedRedirectUri", refusedRedirectUri.toString());
        json.put("createdAt", createdAt.toString());
        return json;
    }

    static Consent fromJson(JsonNode json) {
        return new Consent(
                json.path("consentId").textValue(),
                BankName.of(json.path("bank").textValue()).orElseThrow(),
                Status.valueOf(json.path("status").textValue()),
                TestPerson.find(json.path("person").textValue()),
                LocalDate.parse(json.path("validUntil").textValue()),
                json.path("frequencyPerDay").intValue(),
                URI.create(json.path("redirectUri").textValue()),
                URI.create(json.path("refusedRedirectUri").textValue()),
                Instant.parse(json.path("createdAt").textValue()));
    }
}
