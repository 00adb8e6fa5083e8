package no.getdrop.local.providers;

import no.getdrop.local.providers.bank.Bank;
import no.getdrop.local.providers.bankid.BankIdIssuer;
import no.getdrop.local.providers.http.Json;
import no.getdrop.local.template.FunctionSpec;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What Drop depends on outside itself, on this machine: each provider on a loopback port that the
/// system chose, with switches to make it slow or fail.
///
/// @param publicUrl where Drop's api is reached, as http://localhost:3000
/// @param bank the open-banking aggregator
/// @param exchangeRates Norges Bank's
/// @param brreg the register of entities
/// @param listPublishers the publishers of sanctions lists
/// @param slack the channel for alerts
public record Providers(
        URI publicUrl,
        BankIdIssuer bankId,
        Bank bank,
        ExchangeRates exchangeRates,
        Sumsub sumsub,
        Brreg brreg,
        ListPublishers listPublishers,
        Slack slack)
        implements AutoCloseable {
    /// Starts every provider.
    ///
    /// @param folder keeps consents and payment orders, and `addresses.json` with where each
    ///   provider is reached, for whoever sets a switch by hand
    public static Providers start(URI publicUrl, Path folder) throws IOException {
        InstantSource clock = InstantSource.system();
        Providers started =
                new Providers(
                        publicUrl,
                        BankIdIssuer.start(publicUrl),
                        Bank.start(clock, Optional.of(folder), publicUrl),
                        ExchangeRates.start(clock),
                        Sumsub.start(clock, publicUrl),
                        Brreg.start(),
                        ListPublishers.start(clock),
                        Slack.start());
        Files.writeString(folder.resolve("addresses.json"), Json.text(started.addresses()) + "\n");
        return started;
    }

    /// Whether a function asks any of them that does not come to it through a secret.
    public static boolean serve(FunctionSpec function) {
        return function.environment().containsKey("OPEN_BANKING_URL")
                || function.environment().containsKey("BANKID_ISSUER");
    }

    /// The settings by which Drop finds the providers.
    public Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("BANKID_ISSUER", bankId.issuer().toString());
        variables.put("BANKID_CLIENT_ID", bankId.clientId());
        variables.put("BANKID_CLIENT_SECRET", bankId.clientSecret());
        variables.put("BANKID_CALLBACK_URL", BankIdIssuer.callback(publicUrl).toString());
        variables.put("OPEN_BANKING_URL", bank.url().toString());
        variables.put("OPEN_BANKING_CLIENT_ID", bank.clientId());
        variables.put("OPEN_BANKING_CLIENT_SECRET", bank.clientSecret());
        variables.put("OPEN_BANKING_WEBHOOK_SECRET", bank.webhookSecret());
        variables.put("EXCHANGE_RATE_API_URL", exchangeRates.url().toString());
        variables.put("SUMSUB_URL", sumsub.url().toString());
        variables.put("SUMSUB_APP_TOKEN", sumsub.appToken());
        variables.put("SUMSUB_SECRET_KEY", sumsub.secretKey());
        variables.put("SUMSUB_WEBHOOK_SECRET", sumsub.webhookSecret());
        variables.put("BRREG_URL", brreg.url().toString());
        variables.put("EU_SANCTIONS_URL", listPublishers.euUrl().toString());
        variables.put("UN_SANCTIONS_URL", listPublishers.unUrl().toString());
        variables.put("OFAC_SDN_URL", listPublishers.ofacUrl().toString());
        variables.put("SLACK_WEBHOOK_URL", slack.webhookUrl().toString());
        return variables;
    }

    /// Where each provider is reached.
    private Map<String, String> addresses() {
        Map<String, String> addresses = new LinkedHashMap<>();
        addresses.put("bankId", bankId.url() + "/");
        addresses.put("bank", bank.url() + "/");
        addresses.put("exchangeRates", exchangeRates.url() + "/");
        addresses.put("sumsub", sumsub.url() + "/");
        addresses.put("brreg", brreg.url() + "/");
        addresses.put("listPublishers", listPublishers.url() + "/");
        addresses.put("slack", slack.url() + "/");
        return addresses;
    }

    @Override
    public void close() {
        bankId.close();
        bank.close();
        exchangeRates.close();
        sumsub.close();
        brreg.close();
        listPublishers.close();
        slack.close();
    }
}
