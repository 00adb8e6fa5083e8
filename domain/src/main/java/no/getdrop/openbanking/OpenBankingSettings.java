package no.getdrop.openbanking;

import no.getdrop.runtime.Environment;

import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.Objects;

/// How Drop reaches the banks: through one aggregator that speaks Berlin Group NextGenPSD2.
///
/// @param address base of the aggregator's API
/// @param clientId of Drop at the aggregator
/// @param consentCallback where a bank sends the person back to after the consent page; `null` in a
///   function that asks for no consents
/// @param timeoutMs for one request, in milliseconds; below the function's own limit
public record OpenBankingSettings(
        URI address, String clientId, @Nullable URI consentCallback, int timeoutMs) {
    public OpenBankingSettings {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(clientId, "clientId");
    }

    /// Reads `OPEN_BANKING_…`; the consent callback stands at the same host as BankID's.
    public static OpenBankingSettings from(Environment environment) {
        URI callback =
                environment.uri("BANKID_CALLBACK_URL").resolve("/v1/accounts/consent/callback");
        return read(environment, environment.uri("OPEN_BANKING_CALLBACK_URL", callback.toString()));
    }

    /// Reads `OPEN_BANKING_…` for a function that only sends and follows payments.
    public static OpenBankingSettings forPayments(Environment environment) {
        return read(environment, null);
    }

    private static OpenBankingSettings read(
            Environment environment, @Nullable URI consentCallback) {
        return new OpenBankingSettings(
                environment.securedUri("OPEN_BANKING_URL"),
                environment.required(
                        "OPEN_BANKING_CLIENT_ID", "the client id that the aggregator gave Drop"),
                consentCallback,
                environment.integer("OPEN_BANKING_TIMEOUT_MS", 4_000, 100, 30_000));
    }
}
