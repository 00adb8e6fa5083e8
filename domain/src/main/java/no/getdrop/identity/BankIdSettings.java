package no.getdrop.identity;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;
import no.getdrop.runtime.Stage;

import java.net.URI;
import java.util.Objects;

/// How Drop is registered at BankID.
///
/// @param issuer exact issuer, whose discovery document is read
/// @param clientId of Drop
/// @param loginCallback where BankID sends a login back to
/// @param paymentCallback where BankID sends the authorisation of a payment back to
/// @param requiredAcr level of assurance an ID token must state
/// @param timeoutMs for one request to BankID, in milliseconds
public record BankIdSettings(
        URI issuer,
        String clientId,
        URI loginCallback,
        URI paymentCallback,
        String requiredAcr,
        int timeoutMs) {
    private static final String LOGIN_PATH = "/v1/auth/bankid/callback";
    private static final String PAYMENT_PATH = "/v1/payment-sessions/callback";

    public BankIdSettings {
        Objects.requireNonNull(issuer, "issuer");
        Objects.requireNonNull(clientId, "clientId");
        Objects.requireNonNull(loginCallback, "loginCallback");
        Objects.requireNonNull(paymentCallback, "paymentCallback");
        Objects.requireNonNull(requiredAcr, "requiredAcr");
    }

    /// Reads `BANKID_…`; a mocked BankID in production refuses to start.
    public static BankIdSettings from(Environment environment) {
        boolean mock = environment.flag("BANKID_MOCK", false);
        if (mock && Stage.from(environment) == Stage.PRODUCTION) {
            throw SettingException.refused("BANKID_MOCK", "production knows only the real BankID");
        }
        URI issuer = environment.securedUri("BANKID_ISSUER");
        URI callback = environment.uri("BANKID_CALLBACK_URL");
        if (!callback.getPath().endsWith(LOGIN_PATH)) {
            throw SettingException.wrong(
                    "BANKID_CALLBACK_URL",
                    "an address that ends in " + LOGIN_PATH,
                    callback.toString());
        }
        String payment = callback.toString().replace(LOGIN_PATH, PAYMENT_PATH);
        return new BankIdSettings(
                issuer,
                environment.required("BANKID_CLIENT_ID", "the client id that BankID gave Drop"),
                callback,
                environment.uri("BANKID_PAYMENT_CALLBACK_URL", payment),
                environment.text("BANKID_REQUIRED_ACR", "urn:bankid:bid;LOA=4"),
                environment.integer("BANKID_TIMEOUT_MS", 3_000, 100, 10_000));
    }
}
