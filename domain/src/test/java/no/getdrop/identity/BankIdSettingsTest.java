package no.getdrop.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

class BankIdSettingsTest {
    private static final Map<String, String> LEAST =
            Map.of(
                    "DROP_ENVIRONMENT", "development",
                    "BANKID_ISSUER", "http://127.0.0.1:8080/bankid",
                    "BANKID_CLIENT_ID", "drop",
                    "BANKID_CALLBACK_URL", "http://localhost:3000/v1/auth/bankid/callback");

    @Test
    void whatIsNotSetHasADefault() {
        assertThat(BankIdSettings.from(Environment.of(LEAST)))
                .isEqualTo(
                        new BankIdSettings(
                                URI.create("http://127.0.0.1:8080/bankid"),
                                "drop",
                                URI.create("http://localhost:3000/v1/auth/bankid/callback"),
                                URI.create("http://localhost:3000/v1/payment-sessions/callback"),
                                "urn:bankid:bid;LOA=4",
                                3_000));
    }

    @Test
    void whatIsSetIsRead() {
        Map<String, String> all = with("BANKID_REQUIRED_ACR", "urn:bankid:bid;LOA=3");
        all.put("BANKID_TIMEOUT_MS", "500");
        all.put("BANKID_PAYMENT_CALLBACK_URL", "https://pay.drop.example/callback");
        all.put("BANKID_MOCK", "true");
        BankIdSettings settings = BankIdSettings.from(Environment.of(all));

        assertThat(settings.requiredAcr()).isEqualTo("urn:bankid:bid;LOA=3");
        assertThat(settings.timeoutMs()).isEqualTo(500);
        assertThat(settings.paymentCallback())
                .isEqualTo(URI.create("https://pay.drop.example/callback"));
    }

    @Test
    void aMockedBankIdRefusesToStartInProduction() {
        Map<String, String> production = with("DROP_ENVIRONMENT", "production");
        production.put("BANKID_ISSUER", "https://bankid.example");
        assertThat(BankIdSettings.from(Environment.of(production)).clientId()).isEqualTo("drop");

        production.put("BANKID_MOCK", "TRUE");
        assertThatThrownBy(() -> BankIdSettings.from(Environment.of(production)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("BANKID_MOCK is refused");
    }

    @Test
    void productionSpeaksHttpsOnly() {
        refused("DROP_ENVIRONMENT", "production", "BANKID_ISSUER is refused");
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        refused("BANKID_ISSUER", "", "BANKID_ISSUER");
        refused("BANKID_ISSUER", "bankid", "BANKID_ISSUER is 'bankid'");
        refused("BANKID_CLIENT_ID", "", "BANKID_CLIENT_ID");
        refused("BANKID_CALLBACK_URL", "", "BANKID_CALLBACK_URL");
        refused(
                "BANKID_CALLBACK_URL",
                "http://localhost:3000/callback",
                "an address that ends in /v1/auth/bankid/callback");
        refused("BANKID_TIMEOUT_MS", "0", "BANKID_TIMEOUT_MS is '0'");
        refused("BANKID_MOCK", "yes", "BANKID_MOCK is 'yes', expected true or false");
        refused("DROP_ENVIRONMENT", "", "DROP_ENVIRONMENT");
    }

    private static void refused(String name, String value, String said) {
        assertThatThrownBy(() -> BankIdSettings.from(Environment.of(with(name, value))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining(said);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> all = new HashMap<>(LEAST);
        all.put(name, value);
        return all;
    }
}
