package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.database.Columns;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.money.Money;
import no.getdrop.recipients.RecipientId;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
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

    static Payment.Amounts amounts(ResultSet row) throws SQLException {
        BigDecimal rate = row.getBigDecimal("rate");
        return new Payment.Amounts(
                money(row, "amount_minor", "currency"),
                money(row, "fee_minor", "currency"),
                money(row, "total_minor", "currency"),
                money(row, "received_minor", "received_currency"),
                rate == null ? null : rate.stripTrailingZeros());
    }

    /// As the payer sees it: a merchant's fee is between the merchant and Drop.
    static Payment payment(ResultSet row) throws SQLException {
        Payment.Type type = Payment.Type.parse(row.getString("type")).orElseThrow();
        return new Payment(
                new PaymentId(row.getObject("id", UUID.class)),
                type,
                Payment.Stage.parse(row.getString("stage")),
                switch (type) {
                    case REMITTANCE -> amounts(row);
                    case QR_PAYMENT -> Payment.Amounts.free(money(row, "total_minor", "currency"));
                },
                new Payment.Parties(
                        new AccountId(row.getObject("bank_account_id", UUID.class)),
                        switch (type) {
                            case REMITTANCE -> recipient(row);
                            case QR_PAYMENT -> merchant(row);
                        }),
                new Payment.Progress(
                        row.getTimestamp("created_at").toInstant(),
                        Columns.instant(row, "submitted_at"),
                        Columns.instant(row, "completed_at"),
                        row.getString("bank_payment_id"),
                        row.getString("failure_code")));
    }

    private static Payment.Payee recipient(ResultSet row) throws SQLException {
        return new Payment.Payee.Recipient(
                new RecipientId(row.getObject("recipient_id", UUID.class)),
                row.getString("recipient_name"),
                new QuoteId(row.getObject("quote_id", UUID.class)));
    }

    static Payment.Payee.Merchant merchant(ResultSet row) throws SQLException {
        UUID requestId = row.getObject("payment_request_id", UUID.class);
        return new Payment.Payee.Merchant(
                new MerchantId(row.getObject("merchant_id", UUID.class)),
                row.getString("business_name"),
                row.getString("legal_name"),
                requestId == null ? null : new PaymentRequestId(requestId));
    }
}
