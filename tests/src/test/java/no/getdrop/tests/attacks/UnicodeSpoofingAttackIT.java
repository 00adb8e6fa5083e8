package no.getdrop.tests.attacks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;

import no.getdrop.tests.journeys.Answer;
import no.getdrop.tests.journeys.Customer;
import no.getdrop.tests.journeys.Shop;
import no.getdrop.tests.journeys.Suite;
import no.getdrop.tests.journeys.Suite.Drop;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;

/// Names and numbers that look like others.
@ExtendWith(Suite.class)
final class UnicodeSpoofingAttackIT {
    @Test
    void turnsTheDirectionOfAMerchantsName(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        for (int character :
                List.of(
                        0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069,
                        0xFEFF, 0x0000, 0x0008, 0x001B, 0x0085, 0x009B, 0xE000, 0xFFFF, 0x0378)) {
            String escaped = "Lies \\u%04XKaffebar".formatted(character);
            Answer answer = register(attacker, escaped, Shop.newNumber(), "60100007919");
            assertThat(answer.details()).as(escaped).containsExactly("businessName:unprintable");
        }
        assertThat(
                        register(attacker, "Lies \\uD800Kaffebar", Shop.newNumber(), "60100007919")
                                .status())
                .isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0x00AD, 0x034F, 0x061C, 0x115F, 0x17B4, 0x180E, 0x200B, 0x200C, 0x200E, 0x200F,
                0x2028, 0x2060, 0x2800, 0x3164, 0xFE0F, 0xFFA0, 0xFFFC, 0xE0041, 0xE0100
            })
    void hidesALetterInAName(int character, Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String hidden = Character.toString(character);
        assertThat(
                        register(
                                        attacker,
                                        "Lies " + hidden + "Kaffebar",
                                        Shop.newNumber(),
                                        "60100007919")
                                .details())
                .containsExactly("businessName:unprintable");
        String recipient =
                """
                {"name":"A%1$sna","country":"RS","iban":"%2$s","bankName":"Ban%1$ska"}\
                """
                        .formatted(hidden, Customer.IBAN);
        assertThat(attacker.post("/v1/recipients", recipient).details())
                .containsExactlyInAnyOrder("name:unprintable", "bankName:unprintable");
    }

    /// A shop may trade under any name; beside it stands the one that it cannot choose, wherever
    /// somebody decides whether to pay it.
    @Test
    void registersUnderAnothersName(Drop drop) {
        String number = Shop.newNumber();
        drop.host().providers().brreg().add(number, "LIES KAFFEBAR AS");
        Customer attacker = drop.newCustomer().login();
        JsonNode shop = register(attacker, "Skatteetaten", number, "60100007919").data();
        String id = shop.path("id").asText();
        String request =
                attacker.post("/v1/payment-requests", "{\"amount\":100}")
                        .data()
                        .path("id")
                        .asText();
        Customer payer = drop.newCustomer().login();
        String account = payer.linkAccount();

        JsonNode session =
                payer.post(
                                "/v1/payment-sessions",
                                "{\"qrCode\":\"%s\",\"bankAccountId\":\"%s\",\"amount\":100}"
                                        .formatted(shop.path("qrCode").asText(), account))
                        .data();

        assertThat(
                        List.of(
                                payer.get("/v1/merchants/" + id).data().path("legalName").asText(),
                                payer.get("/v1/payment-requests/" + request)
                                        .data()
                                        .path("merchant")
                                        .path("legalName")
                                        .asText(),
                                session.path("merchantLegalName").asText(),
                                payer.get("/v1/payment-sessions/" + session.path("id").asText())
                                        .data()
                                        .path("merchantLegalName")
                                        .asText()))
                .containsOnly("LIES KAFFEBAR AS");
        assertThat(
                        drop.query(
                                "SELECT details->>'name' FROM screening_results"
                                        + " JOIN merchants ON merchants.id = merchant_id"
                                        + " WHERE org_number = '%s'".formatted(number)))
                .contains("Skatteetaten", "LIES KAFFEBAR AS");
    }

    /// The same letters in two forms of Unicode are one name.
    @Test
    void registersTheSameNameInAnotherForm(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        Answer answer =
                register(attacker, "Bla\\u030Abær  \\u00A0", Shop.newNumber(), "60100007919");
        answer.expect(201);
        String id = answer.data().path("id").asText();
        String name = attacker.get("/v1/merchants/" + id).data().path("businessName").asText();
        assertThat(name).startsWith("Bl\u00e5bær").doesNotContain("\u030a");
    }

    @Test
    void writesANumberInDigitsThatOnlyLookTheSame(Drop drop) {
        Customer attacker = drop.newCustomer().login();
        String number = Shop.newNumber();
        for (String digits : List.of(fullWidth(number), arabic(number), number + "\\u200B")) {
            assertThat(register(attacker, "Lies", digits, "60100007919").details())
                    .as(digits)
                    .containsExactly("orgNumber:org_number");
        }
        for (String account : List.of(fullWidth("60100007919"), arabic("60100007919"))) {
            assertThat(register(attacker, "Lies", number, account).details())
                    .as(account)
                    .containsExactly("bankAccount:norwegian_account");
        }
        String recipientId = attacker.addRecipient();
        for (String amount : List.of(fullWidth("2000"), arabic("2000"), "2000\\u200B")) {
            assertThat(
                            attacker.post(
                                            "/v1/transactions/disclosure",
                                            "{\"recipientId\":\"%s\",\"amount\":\"%s\"}"
                                                    .formatted(recipientId, amount))
                                    .details())
                    .as(amount)
                    .containsExactly("amount:amount");
        }
        String cyrillic = Customer.IBAN.replace("RS", "R\\u0405");
        assertThat(
                        attacker.post(
                                        "/v1/recipients",
                                        "{\"name\":\"Ana\",\"country\":\"RS\",\"iban\":\"%s\"}"
                                                .formatted(cyrillic))
                                .details())
                .containsExactly("iban:account");
    }

    private static String fullWidth(String digits) {
        return shifted(digits, 0xFF10);
    }

    private static String arabic(String digits) {
        return shifted(digits, 0x0660);
    }

    private static String shifted(String digits, int zero) {
        StringBuilder text = new StringBuilder();
        digits.chars().forEach(digit -> text.appendCodePoint(digit - '0' + zero));
        return text.toString();
    }

    private static Answer register(
            Customer attacker, String name, String organisationNumber, String account) {
        return attacker.post(
                "/v1/merchants/register",
                """
                {"businessName":"%s","orgNumber":"%s","category":"cafe",\
                "address":"Storgata 1, 0155 Oslo","bankAccount":"%s"}\
                """
                        .formatted(name, organisationNumber, account));
    }
}
