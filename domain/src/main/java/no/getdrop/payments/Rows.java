package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.money.Money;
import no.getdrop.recipients.RecipientId;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Currency;
import java.util.UUID;

/// Reads the types of this package from the columns that several statements share.
final class Rows {
    private Rows() {}

    static Money money(ResultSet row, String minorColumn, String currencyColumn)
            throws SQLException {
        return new Money(
                row.getLong(minorColumn), Currency.getInstance(row.getString(currencyColumn)));
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp timestamp = row.getTimestamp(column);
        return timestamp == null ? null : timestamp.toInstant();
    }

    static Payment.Amounts amounts(ResultSet row) throws SQLException {
        BigDecimal rate = row.getBigDecimal("rate");
        return new Payment.Amounts(
                money(row, "amount_minor", "currency"),
                money(row, "fee_minor", "currency"),
                money(row, "total_minor", "currency"),
                money(row, "received_minor", "received_currency"),
                rate == null ? null : rate.stripTrailingZeros());
    }

    static Payment payment(ResultSet row) throws SQLException {
        UUID recipientId = row.getObject("recipient_id", UUID.class);
        UUID quoteId = row.getObject("quote_id", UUID.class);
        return new Payment(
                new PaymentId(row.getObject("id", UUID.class)),
                Payment.Type.parse(row.getString("type")).orElseThrow(),
                Payment.Stage.parse(row.getString("stage")),
                amounts(row),
                new Payment.Parties(
                        new AccountId(row.getObject("bank_account_id", UUID.class)),
                        recipientId == null ? null : new RecipientId(recipientId),
                        row.getString("recipient_name"),
                        quoteId == null ? null : new QuoteId(quoteId)),
                new Payment.Progress(
                        row.getTimestamp("created_at").toInstant(),
                        instant(row, "submitted_at"),
                        instant(row, "completed_at"),
                        row.getString("bank_payment_id"),
                        row.getString("failure_code")));
    }
}
