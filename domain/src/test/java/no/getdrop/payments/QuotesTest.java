package no.getdrop.payments;

import static org.assertj.core.api.Assertions.assertThat;

import no.getdrop.database.Database;
import no.getdrop.database.DatabaseSettings;
import no.getdrop.money.Money;
import no.getdrop.rates.ExchangeRate;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Environment;
import no.getdrop.runtime.FieldCipher;
import no.getdrop.runtime.Secrets;
import no.getdrop.testing.HandClock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

class QuotesTest {
    private static final RecipientId RECIPIENT = new RecipientId(new UUID(0, 1));
    private static final List<Currency> CURRENCIES =
            List.of(
                    Currency.getInstance("RSD"),
                    Currency.getInstance("JPY"),
                    Currency.getInstance("KWD"));

    private final HandClock clock = new HandClock();
    private final Environment environment =
            Environment.of(
                    Map.of(
                            "DROP_ENVIRONMENT", "development",
                            "DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing"));
    private final Secrets secrets = Secrets.from(environment, clock);

    /// Never asked: the calculation needs none.
    private final Database database = Database.open(DatabaseSettings.from(environment), secrets);

    @AfterEach
    void close() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        // amount, rate, mark-up, fee, total, customer's rate, received
        "10000, 10.5, 0, 50, 10050, 10.5, 105000",
        "12950, 10.1234567891, 0, 65, 13015, 10.1234567891, 131098",
        "5000000, 0.3712345678, 0, 25000, 5025000, 0.3712345678, 1856172",
        "10000, 10, 150, 50, 10050, 9.85, 98500",
        "10000, 0.1712345678, 150, 50, 10050, 0.1686660492, 1686",
        "10099, 1, 0, 50, 10149, 1, 10099",
        "10100, 1, 1, 51, 10151, 0.9999, 10098",
    })
    void feeAndMarkUpGiveTotalAndWhatArrives(
            long amountMinor,
            BigDecimal rate,
            int markupBasisPoints,
            long feeMinor,
            long totalMinor,
            BigDecimal customerRate,
            long receivedMinor) {
        Quote quote = calculate(amountMinor, rate, markupBasisPoints);

        assertThat(quote.amounts().amount()).isEqualTo(Money.nok(amountMinor));
        assertThat(quote.amounts().fee()).isEqualTo(Money.nok(feeMinor));
        assertThat(quote.amounts().total()).isEqualTo(Money.nok(totalMinor));
        assertThat(quote.amounts().received())
                .isEqualTo(new Money(receivedMinor, Currency.getInstance("RSD")));
        assertThat(quote.amounts().rate()).isEqualByComparingTo(customerRate);
        assertThat(quote.rate().customer()).isEqualByComparingTo(customerRate);
        assertThat(quote.rate().reference()).isEqualByComparingTo(rate);
        assertThat(quote.rate().markupBasisPoints()).isEqualTo(markupBasisPoints);
    }

    @Test
    void aQuoteLivesForThirtyMinutes() {
        assertThat(calculate(100_00, BigDecimal.TEN, 0).expiresAt())
                .isEqualTo(clock.instant().plus(Duration.ofMinutes(30)));
    }

    /// For currencies without, with two and with three decimals.
    @Test
    void sumsAgreeAndNoMoreIsPromisedThanTheRateGives() {
        long seed = Long.getLong("drop.seed", System.nanoTime());
        System.out.println("QuotesTest: -Ddrop.seed=" + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 15_000; round++) {
            Currency currency = CURRENCIES.get(round % CURRENCIES.size());
            BigDecimal rate =
                    BigDecimal.valueOf(random.nextLong(1_0000_0000L, 500_0000000000L), 10);
            long amountMinor = random.nextLong(100_00, 50_000_00);
            Quote quote = calculate(amountMinor, rate, random.nextInt(501), currency);
            Payment.Amounts amounts = quote.amounts();

            assertThat(quote.rate().customer().scale()).isLessThanOrEqualTo(10);
            assertThat(quote.rate().customer()).isLessThanOrEqualTo(rate);
            assertThat(amounts.received())
                    .isEqualTo(amounts.amount().convert(quote.rate().customer(), currency));
            assertThat(amounts.received().decimal())
                    .isLessThanOrEqualTo(amounts.amount().decimal().multiply(rate));
            assertThat(amounts.total()).isEqualTo(amounts.amount().plus(amounts.fee()));
            // A half per cent, rounded half up.
            assertThat(amounts.fee().amountMinor()).isEqualTo((amountMinor + 100) / 200);
        }
    }

    private Quote calculate(long amountMinor, BigDecimal rate, int markupBasisPoints) {
        return calculate(amountMinor, rate, markupBasisPoints, Currency.getInstance("RSD"));
    }

    private Quote calculate(
            long amountMinor, BigDecimal rate, int markupBasisPoints, Currency currency) {
        Quotes quotes =
                new Quotes(
                        new Recipients(database, FieldCipher.from(secrets), clock),
                        new PaymentSettings(markupBasisPoints),
                        clock);
        return quotes.calculate(
                RECIPIENT,
                Money.nok(amountMinor),
                new ExchangeRate(currency, rate, "test", clock.instant(), clock.instant()),
                clock.instant());
    }
}
