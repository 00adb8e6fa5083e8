package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.accounts.Accounts;
import no.getdrop.identity.UserId;
import no.getdrop.openbanking.OpenBanking;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/// Reads what is to be sent to the bank from the columns `user_id`, `total_minor`, `currency`,
/// `received_currency`, `account_id`, `bank_id`, `account_iban`, `recipient_id`, `recipient_name`,
/// `recipient_country` and `recipient_account`; opens the sealed ones.
final class PaymentOrders {
    private final Accounts accounts;
    private final Recipients recipients;

    PaymentOrders(Accounts accounts, Recipients recipients) {
        this.accounts = accounts;
        this.recipients = recipients;
    }

    OpenBanking.PaymentOrder of(UUID id, ResultSet row) throws SQLException {
        UserId userId = new UserId(row.getObject("user_id", UUID.class));
        return new OpenBanking.PaymentOrder(
                id,
                row.getString("bank_id"),
                accounts.open(
                        new AccountId(row.getObject("account_id", UUID.class)),
                        userId,
                        row.getBytes("account_iban")),
                Rows.money(row, "total_minor", "currency"),
                row.getString("recipient_name"),
                recipients.open(
                        new RecipientId(row.getObject("recipient_id", UUID.class)),
                        row.getBytes("recipient_account")),
                row.getString("recipient_country"),
                row.getString("received_currency"));
    }
}
