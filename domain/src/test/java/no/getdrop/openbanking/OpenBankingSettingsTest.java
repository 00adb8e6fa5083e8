package no.getdrop.openbanking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.runtime.Environment;
import no.getdrop.runtime.SettingException;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

class OpenBankingSettingsTest {
    private static final Map<String, String> LEAST =
            Map.of(
                    "DROP_ENVIRONMENT", "development",
                    "OPEN_BANKING_URL", "http://127.0.0.1:8081",
                    "OPEN_BANKING_CLIENT_ID", "drop",
                    "BANKID_CALLBACK_URL", "http://localhost:3000/v/v1/auth/bankid/callback");

    @Test
    void whatIsNotSetHasADefault() {
        assertThat(OpenBankingSettings.from(Environment.of(LEAST)))
                .isEqualTo(
                        new OpenBankingSettings(
                                URI.create("http://127.0.0.1:8081"),
                                "drop",
                                URI.create("http://localhost:3000/v1/accounts/consent/callback"),
                                4_000));
    }

    @Test
    void whatIsSetIsRead() {
        Map<String, String> all = with("OPEN_BANKING_TIMEOUT_MS", "250");
        all.put("OPEN_BANKING_CALLBACK_URL", "https://drop.example/consent");
        assertThat(OpenBankingSettings.from(Environment.of(all)))
                .isEqualTo(
                        new OpenBankingSettings(
                                URI.create("http://127.0.0.1:8081"),
                                "drop",
                                URI.create("https://drop.example/consent"),
                                250));
    }

    @Test
    void aFunctionThatOnlyPaysNeedsNoCallback() {
        Map<String, String> fewer = new HashMap<>(LEAST);
        fewer.remove("BANKID_CALLBACK_URL");

        assertThat(OpenBankingSettings.forPayments(Environment.of(fewer)).consentCallback())
                .isNull();
        assertThatThrownBy(() -> OpenBankingSettings.from(Environment.of(fewer)))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("BANKID_CALLBACK_URL");
    }

    @Test
    void productionSpeaksHttpsOnly() {
        assertThatThrownBy(() ->
                        OpenBankingSettings.from(
                                Environment.of(with("DROP_ENVIRONMENT", "production"))))
                .isInstanceOf(SettingException.class)
                .hasMessageContaining("OPEN_BANKING_URL is refused");
    }

    @Test
    void whatIsMissingOrWrongIsNamed() {
        refused("OPEN_BANKING_URL", "");
        refused("OPEN_BANKING_URL", "bank");
        refused("OPEN_BANKING_CLIENT_ID", " ");
        refused("OPEN_BANKING_TIMEOUT_MS", "99");
        refused("OPEN_BANKING_CALLBACK_URL", "/consent");
        refused("DROP_ENVIRONMENT", "test");
    }

    private static void refused(String name, String value) {
        assertThatThrownBy(() -> OpenBankingSettings.from(Environment.of(with(name, value))))
                .isInstanceOf(SettingException.class)
                .hasMessageStartingWith(name);
    }

    private static Map<String, String> with(String name, String value) {
        Map<String, String> all = new HashMap<>(LEAST);
        all.put(name, value);
        return all;
    }
}
