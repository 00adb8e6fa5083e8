package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.accounts.Accounts;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.Merchants;
import no.getdrop.money.Money;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;

import org.jspecify.annotations.Nullable;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// Reads what is to be sent to the bank from the rows of a payment; opens the sealed columns.
///
/// Every row has `user_id`, `account_id`, `bank_id` and `account_iban`, and the columns of its
/// kind's payee.
public final class PaymentOrders {
    /// What stands on the payee's statement.
    private static final String MESSAGE = "Drop";

    private final Accounts accounts;
    private final Recipients recipients;
    private final Merchants merchants;

    /// Orders from and to the accounts that these keep.
    public PaymentOrders(Accounts accounts, Recipients recipients, Merchants merchants) {
        this.accounts = accounts;
        this.recipients = recipients;
        this.merchants = merchants;
    }

    /// By which product the banks carry out a kind of payment.
    static OpenBanking.Product product(Payment.Type type) {
        return switch (type) {
            case REMITTANCE -> OpenBanking.Product.CROSS_BORDER;
            case QR_PAYMENT -> OpenBanking.Product.INSTANT;
        };
    }

    /// Of the columns `recipient_id`, `recipient_name`, `recipient_country`, `recipient_account`,
    /// `total_minor`, `currency` and `received_currency`.
    OpenBanking.PaymentOrder remittance(UUID id, ResultSet row) throws SQLException {
        return new OpenBanking.PaymentOrder(
                id,
                product(Payment.Type.REMITTANCE),
                row.getString("bank_id"),
                debtorIban(row),
                Rows.money(row, "total_minor", "currency"),
                row.getString("recipient_name"),
                recipients.open(
                        new RecipientId(row.getObject("recipient_id", UUID.class)),
                        row.getBytes("recipient_account")),
                row.getString("recipient_country"),
                row.getString("received_currency"),
                MESSAGE);
    }

    /// Of the columns `merchant_id`, `business_name`, `merchant_account` and `reference`; the
    /// merchant is sent all of `amount`, since its fee is not taken out of the payment.
    OpenBanking.PaymentOrder qrPayment(UUID id, ResultSet row, Money amount) throws SQLException {
        @Nullable String reference = row.getString("reference");
        return new OpenBanking.PaymentOrder(
                id,
                product(Payment.Type.QR_PAYMENT),
                row.getString("bank_id"),
                debtorIban(row),
                amount,
                row.getString("business_name"),
                merchants.open(
                        new MerchantId(row.getObject("merchant_id", UUID.class)),
                        row.getBytes("merchant_account")),
                "NO",
                amount.currency().getCurrencyCode(),
                reference == null ? MESSAGE : MESSAGE + ' ' + reference);
    }

    /// The number of the account that the money comes from.
    String debtorIban(ResultSet row) throws SQLException {
        return accounts.open(
                new AccountId(row.getObject("account_id", UUID.class)),
                new UserId(row.getObject("user_id", UUID.class)),
                row.getBytes("account_iban"));
    }
}
