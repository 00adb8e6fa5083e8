package no.getdrop.local.providers.bank;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// The banks behind the aggregator.
enum BankName {
    DNB("DNB", "1503", "1506"),
    NORDEA("Nordea", "6010", "6005"),
    SPAREBANK1("SpareBank 1", "3201", "3206");

    private final String shown;
    private final String registerNumber;
    private final String otherRegisterNumber;

    BankName(String shown, String registerNumber, String otherRegisterNumber) {
        this.shown = shown;
        this.registerNumber = registerNumber;
        this.otherRegisterNumber = otherRegisterNumber;
    }

    static Optional<BankName> of(String id) {
        return Arrays.stream(values()).filter(bank -> bank.id().equals(id)).findFirst();
    }

    String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    String shown() {
        return shown;
    }

    /// A valid account number of this bank; different for different serials below 1,000,000.
    String accountNumber(int serial) {
        // 7919 has no factor in common with a million: every serial keeps a number of its own.
        String six = String.format(Locale.ROOT, "%06d", serial * 7919L % 1_000_000);
        return Stream.of(registerNumber, otherRegisterNumber)
                .map(register -> register + six)
                .filter(ten -> AccountNumber.control(ten) < 10)
                .map(ten -> ten + AccountNumber.control(ten))
                .findFirst()
                .orElseThrow();
    }
}
