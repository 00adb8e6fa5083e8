package no.getdrop.payments;

import no.getdrop.runtime.Tokens;

import java.util.UUID;

/// What a strong authentication is bound to: payer, payee, amounts and quote (RTS Art. 5).
///
/// Any change to one of them gives another digest, and the authentication is void.
///
/// @param creditorIban the payee's account as it is when asked
record Binding(
        UUID userId,
        UUID bankAccountId,
        UUID quoteId,
        String creditorIban,
        long totalMinor,
        String currency,
        long receivedMinor,
        String receivedCurrency) {
    /// SHA-256 over all parts, each on its own line; no part can hold a line break.
    byte[] sha256() {
        return Tokens.sha256(
                String.join(
                        "\n",
                        userId.toString(),
                        bankAccountId.toString(),
                        quoteId.toString(),
                        creditorIban,
                        Long.toString(totalMinor),
                        currency,
                        Long.toString(receivedMinor),
                        receivedCurrency));
    }

    @Override
    public String toString() {
        return "Binding[" + quoteId + "]";
    }
}
