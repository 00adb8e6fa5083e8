package no.getdrop.local.providers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import no.getdrop.local.providers.bank.Bank;
import no.getdrop.local.providers.bankid.TestPerson;
import no.getdrop.local.providers.http.Caller;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

class ProvidersTest {
    private static final URI DROP = URI.create("http://localhost:3000");

    @Test
    void everySettingIsGivenAndEveryAddressIsLoopback(@TempDir Path folder) throws Exception {
        try (Providers providers = Providers.start(DROP, folder)) {
            Map<String, String> variables = providers.variables();
            assertThat(variables)
                    .containsOnlyKeys(
                            "BANKID_ISSUER",
                            "BANKID_CLIENT_ID",
                            "BANKID_CLIENT_SECRET",
                            "BANKID_CALLBACK_URL",
                            "OPEN_BANKING_URL",
                            "OPEN_BANKING_CLIENT_ID",
                            "OPEN_BANKING_CLIENT_SECRET",
                            "OPEN_BANKING_WEBHOOK_SECRET",
                            "EXCHANGE_RATE_API_URL",
                            "SUMSUB_URL",
                            "SUMSUB_APP_TOKEN",
                            "SUMSUB_SECRET_KEY",
                            "SUMSUB_WEBHOOK_SECRET",
                            "BRREG_URL",
                            "EU_SANCTIONS_URL",
                            "UN_SANCTIONS_URL",
                            "OFAC_SDN_URL",
                            "SLACK_WEBHOOK_URL");
            assertThat(variables.get("BANKID_CALLBACK_URL"))
                    .isEqualTo("http://localhost:3000/v1/auth/bankid/callback");
            variables.forEach((name, value) -> {
                assertThat(value).as(name).isNotBlank();
                if (value.startsWith("http") && !name.equals("BANKID_CALLBACK_URL")) {
                    assertThat(URI.create(value).getHost()).isEqualTo("127.0.0.1");
                }
            });
        }
    }

    @Test
    void whatTheBankTookInIsKeptInTheFolder(@TempDir Path folder) throws Exception {
        try (Providers providers = Providers.start(DROP, folder)) {
            Bank bank = providers.bank();
            bank.setBalanceMinor(bank.ibans("dnb", TestPerson.OLA).getFirst(), 1);
        }
        assertThat(folder.resolve("bank.jsonl")).exists();
        assertThat(folder.resolve("addresses.json"))
                .content()
                .contains("http://127.0.0.1:", "bank");
        try (Providers providers = Providers.start(DROP, folder)) {
            Bank bank = providers.bank();
            assertThat(bank.balanceMinor(bank.ibans("dnb", TestPerson.OLA).getFirst()))
                    .isEqualTo(1);
        }
    }

    @Test
    void aLineThatACrashCutOffIsLeftOut(@TempDir Path folder) throws Exception {
        Files.writeString(folder.resolve("bank.jsonl"), "{\"kind\":\"order\",\"cont");
        try (Providers providers = Providers.start(DROP, folder)) {
            assertThat(providers.bank().orders()).isEmpty();
            String iban = providers.bank().ibans("dnb", TestPerson.OLA).getFirst();
            providers.bank().setBalanceMinor(iban, 7);
        }
        try (Providers providers = Providers.start(DROP, folder)) {
            String iban = providers.bank().ibans("dnb", TestPerson.OLA).getFirst();
            assertThat(providers.bank().balanceMinor(iban)).isEqualTo(7);
        }
    }

    @Test
    void nothingListensAfterTheClose(@TempDir Path folder) throws Exception {
        URI bank;
        try (Providers providers = Providers.start(DROP, folder)) {
            bank = providers.bank().url();
            assertThat(Caller.get(bank.resolve("/nothing")).status()).isEqualTo(404);
        }
        assertThatThrownBy(() -> Caller.get(bank)).isInstanceOf(UncheckedIOException.class);
    }
}
