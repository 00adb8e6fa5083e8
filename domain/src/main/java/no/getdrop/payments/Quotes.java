package no.getdrop.payments;

import no.getdrop.identity.UserId;
import no.getdrop.money.Money;
import no.getdrop.rates.ExchangeRate;
import no.getdrop.rates.Rates;
import no.getdrop.recipients.Recipient;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;
import no.getdrop.runtime.Ids;

import org.jdbi.v3.core.Handle;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Quotes: what a remittance costs and what arrives, told before it is paid.
public final class Quotes {
    private static final Duration LIFETIME = Duration.ofMinutes(30);

    /// The bank's promise for these corridors.
    private static final int EXECUTION_TIME_MINUTES = 120;

    /// A rate that nobody has confirmed for that long is no basis for a promise.
    private static final Duration RATE_AGE_MAX = Duration.ofDays(4);

    /// As many as are kept, so that the rate that is shown is the one that is kept.
    private static final int RATE_DECIMALS = 10;

    private static final String INSERT =
            """
            INSERT INTO quotes (id, user_id, recipient_id, amount_minor, fee_minor, total_minor,
                currency, received_minor, received_currency, rate, reference_rate, rate_source,
                markup_basis_points, execution_time_minutes, created_at, expires_at)
            VALUES (:id, :userId, :recipientId, :amount, :fee, :total,
                :currency, :received, :receivedCurrency, :rate, :referenceRate, :rateSource,
                :markup, :executionTime, :now, :expiresAt)
            """;

    private final Recipients recipients;
    private final PaymentSettings settings;
    private final InstantSource clock;

    /// What came of asking for a quote.
    public sealed interface Outcome {
        /// The quote stands until it expires.
        record Quoted(Quote quote, Recipient recipient) implements Outcome {}

        /// The customer has no such recipient.
        record RecipientNotFound() implements Outcome {}

        /// The rate is one that its source has not confirmed for a day, or there is none.
        ///
        /// @param known the rate, if there is one
        record RateStale(List<ExchangeRate> known) implements Outcome {
            public RateStale {
                known = List.copyOf(known);
            }
        }

        /// No usable rate is known.
        record RateUnavailable() implements Outcome {}
    }

    /// Quotes with the mark-up of `settings`.
    public Quotes(Recipients recipients, PaymentSettings settings, InstantSource clock) {
        this.recipients = recipients;
        this.settings = settings;
        this.clock = clock;
    }

    /// Freezes a quote by a rate that is fresh; without one nothing is done, so that the caller can
    /// have the rates read anew and then ask for [#disclose].
    public Outcome discloseFresh(
            Handle handle, UserId userId, RecipientId recipientId, Money amount) {
        return disclose(handle, userId, recipientId, amount, false);
    }

    /// Freezes a quote by the rate that is known; `amount` must lie within the limits of [Quote].
    public Outcome disclose(Handle handle, UserId userId, RecipientId recipientId, Money amount) {
        return disclose(handle, userId, recipientId, amount, true);
    }

    private Outcome disclose(
            Handle handle,
            UserId userId,
            RecipientId recipientId,
            Money amount,
            boolean takesStale) {
        Optional<Recipient> recipient = recipients.find(userId, recipientId).ask(handle);
        if (recipient.isEmpty()) {
            return new Outcome.RecipientNotFound();
        }
        Instant now = clock.instant();
        Optional<ExchangeRate> known = Rates.to(handle, recipient.get().corridor().currency());
        if (!takesStale && known.filter(rate -> !rate.isStale(now)).isEmpty()) {
            return new Outcome.RateStale(known.stream().toList());
        }
        Optional<ExchangeRate> rate =
                known.filter(any -> any.confirmedAt().plus(RATE_AGE_MAX).isAfter(now));
        if (rate.isEmpty()) {
            return new Outcome.RateUnavailable();
        }
        Quote quote = calculate(recipientId, amount, rate.get(), now);
        store(handle, userId, quote, now);
        return new Outcome.Quoted(quote, recipient.get());
    }

    /// Fee half up to the øre; the customer's rate and what arrives are rounded down, so that no
    /// more is promised than the rate gives.
    Quote calculate(RecipientId recipientId, Money amount, ExchangeRate rate, Instant now) {
        BigDecimal customerRate =
                rate.rate()
                        .multiply(BigDecimal.valueOf(10_000L - settings.markupBasisPoints()))
                        .movePointLeft(4)
                        .setScale(RATE_DECIMALS, RoundingMode.DOWN)
                        .stripTrailingZeros();
        Money fee = amount.share(Quote.FEE_BASIS_POINTS);
        return new Quote(
                new QuoteId(Ids.next(clock)),
                recipientId,
                new Payment.Amounts(
                        amount,
                        fee,
                        amount.plus(fee),
                        amount.convert(customerRate, rate.currency()),
                        customerRate),
                new Quote.Rate(
                        customerRate,
                        rate.rate(),
                        rate.source(),
                        settings.markupBasisPoints(),
                        EXECUTION_TIME_MINUTES),
                now.plus(LIFETIME));
    }

    private static void store(Handle handle, UserId userId, Quote quote, Instant now) {
        Payment.Amounts amounts = quote.amounts();
        handle.createUpdate(INSERT)
                .bind("id", quote.id().value())
                .bind("userId", userId.value())
                .bind("recipientId", quote.recipientId().value())
                .bind("amount", amounts.amount().amountMinor())
                .bind("fee", amounts.fee().amountMinor())
                .bind("total", amounts.total().amountMinor())
                .bind("currency", amounts.amount().currency().getCurrencyCode())
                .bind("received", amounts.received().amountMinor())
                .bind("receivedCurrency", amounts.received().currency().getCurrencyCode())
                .bind("rate", quote.rate().customer())
                .bind("referenceRate", quote.rate().reference())
                .bind("rateSource", quote.rate().source())
                .bind("markup", quote.rate().markupBasisPoints())
                .bind("executionTime", quote.rate().executionTimeMinutes())
                .bind("now", now)
                .bind("expiresAt", quote.expiresAt())
                .execute();
    }
}
