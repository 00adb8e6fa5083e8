package no.getdrop.local.providers.bank;

import no.getdrop.local.providers.bankid.TestPerson;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A test person's account, the same in every run.
///
/// @param openingMinor the first balance, in øre
record Account(
        String resourceId,
        BankName bank,
        TestPerson owner,
        String iban,
        String name,
        long openingMinor) {

    /// The accounts of a person at a bank: one to pay from, one to save in.
    static List<Account> of(BankName bank, TestPerson owner) {
        long opening =
                switch (owner.key()) {
                    case "ola" -> 1_500_00;
                    case "kari" -> 250_000_00;
                    case "nora" -> 120_000_00;
                    case "mia" -> 2_000_00;
                    default -> 1_000_000_00;
                };
        return List.of(
                of(bank, owner, 0, "Brukskonto", opening),
                of(bank, owner, 1, "Sparekonto", opening / 10));
    }

    private static Account of(BankName bank, TestPerson owner, int n, String name, long opening) {
        String iban = AccountNumber.norwegianIban(bank.accountNumber(owner.serial() * 2 + n));
        return new Account(
                UUID.nameUUIDFromBytes(iban.getBytes(StandardCharsets.UTF_8)).toString(),
                bank,
                owner,
                iban,
                name,
                opening);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("resourceId", resourceId);
        json.put("iban", iban);
        json.put("bban", iban.substring(4));
        json.put("currency", "NOK");
        json.put("name", name);
        json.put("ownerName", owner.name());
        json.put("cashAccountType", name.equals("Sparekonto") ? "SVGS" : "CACC");
        json.put("status", "enabled");
        return json;
    }
}
