package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// A code that is glued over a shop's. `QrCodesTest` changes every letter of one, and
/// `MerchantJourneyIT` tries the plainest at the api; here are the ones that are made of genuine
/// parts.
@ExtendWith(Suite.class)
final class QrForgeryAttackIT {
    private static final Set<String> REFUSALS =
            Set.of("qr_code_forged", "qr_code_foreign", "qr_code_outdated", "validation_error");

    @Test
    void putsTogetherPartsOfGenuineCodes(Drop drop) {
        Shop shop = shop(drop);
        Shop attackers = shop(drop);
        String code = shop.code();
        String request = shop.ask("50").path("qrCode").asText();
        String link = code.substring(0, code.lastIndexOf('/') + 1);
        List<String> own = parts(code);
        List<String> others = parts(attackers.code());
        List<String> requests = parts(request);
        List<String> forged =
                List.of(
                        link + join(own.get(0), others.get(1), own.get(2), own.get(3)),
                        link + join(own.get(0), own.get(1), own.get(2), others.get(3)),
                        link + join(requests.get(0), requests.get(1), requests.get(2), own.get(3)),
                        link + join(own.get(0), own.get(1), requests.get(2), requests.get(3)),
                        link + join("0", own.get(1), own.get(2), own.get(3)),
                        link + join("2", own.get(1), own.get(2), own.get(3)),
                        link + join("01", own.get(1), own.get(2), own.get(3)),
                        link + join(own.get(0), own.get(1), "0", own.get(3)),
                        link + join(own.get(0), own.get(1), "01", own.get(3)),
                        link + join(own.get(0), own.get(1), own.get(2), ""),
                        link + join(own.get(0), own.get(1), own.get(2), "A".repeat(22)));
        refusedAll(drop, forged, code);
    }

    @Test
    void spellsAGenuineCodeInAnotherWay(Drop drop) {
        String code = shop(drop).code();
        String host = code.substring(0, code.indexOf("/q/"));
        List<String> forged = new ArrayList<>();
        forged.add(code + "=");
        forged.add(code + "?amount=1");
        forged.add(code + "#x");
        forged.add(code + "/");
        forged.add(code + "\u200b");
        forged.add(code.replace("/q/", "/q//"));
        forged.add(code.replace("/q/", "/Q/"));
        forged.add(code.replace("mer_", "MER_"));
        forged.add(code.replace("mer_", "prq_"));
        forged.add(code.replace(".", "\uff0e"));
        forged.add(code.replace("/q/1.", "/q/\u0661."));
        forged.add(code.replace(host, host + "@evil.example"));
        forged.add(code.replace(host, host + ".evil.example"));
        forged.add(code.replace(host, "https://evil.example"));
        forged.add(code.replace(host, host.toUpperCase(Locale.ROOT)));
        forged.add(code.substring(0, code.length() - 1));
        refusedAll(drop, forged, code);
    }

    private static void refusedAll(Drop drop, List<String> forged, String genuine) {
        drop.clearLimits();
        Customer payer = drop.newCustomer().login();
        String accountId = payer.linkAccount();
        for (String code : forged) {
            Answer answer = session(payer, accountId, code);
            assertThat(answer.status()).as(code).isIn(400, 422);
            assertThat(REFUSALS).as(code + " → " + answer.body()).contains(answer.error());
        }
        assertThat(session(payer, accountId, genuine).status()).isEqualTo(201);
    }

    private static Shop shop(Drop drop) {
        drop.clearLimits();
        return Shop.of(drop.newCustomer().login());
    }

    private static List<String> parts(String code) {
        return List.of(code.substring(code.lastIndexOf('/') + 1).split("\\.", -1));
    }

    private static String join(String... parts) {
        return String.join(".", parts);
    }

    private static Answer session(Customer payer, String accountId, String code) {
        return payer.post(
                "/v1/payment-sessions",
                "{\"qrCode\":\"%s\",\"bankAccountId\":\"%s\",\"amount\":50}"
                        .formatted(code, accountId));
    }
}
