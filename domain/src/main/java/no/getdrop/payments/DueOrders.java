package no.getdrop.payments;

import no.getdrop.accounts.AccountId;
import no.getdrop.identity.UserId;
import no.getdrop.merchants.MerchantId;
import no.getdrop.merchants.PaymentRequestId;
import no.getdrop.openbanking.OpenBanking;

import org.jdbi.v3.core.Handle;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;

/// What the bank is to be told of a payment that waits to be sent, read from its rows.
final class DueOrders {
    private static final String ORDER =
            """
            SELECT transactions.id, transactions.type, transactions.user_id,
                   transactions.total_minor, transactions.currency,
                   transactions.received_minor, transactions.received_currency,
                   transactions.quote_id, transactions.payment_request_id,
                   bank_accounts.id AS account_id, bank_accounts.bank_id,
                   bank_accounts.iban_encrypted AS account_iban,
                   recipients.id AS recipient_id, recipients.name AS recipient_name,
                   recipients.country AS recipient_country,
                   recipients.account_encrypted AS recipient_account,
                   merchants.id AS merchant_id, merchants.business_name,
                   merchants.account_encrypted AS merchant_account, payment_requests.reference,
                   payment_sessions.binding_sha256
            FROM transactions
            JOIN payment_sessions ON payment_sessions.id = transactions.payment_session_id
            JOIN bank_accounts ON bank_accounts.id = transactions.bank_account_id
            LEFT JOIN recipients ON recipients.id = transactions.recipient_id
            LEFT JOIN merchants ON merchants.id = transactions.merchant_id
            LEFT JOIN payment_requests ON payment_requests.id = transactions.payment_request_id
            WHERE transactions.id = :id AND transactions.stage = 'instructed'
            """;

    private final PaymentOrders orders;

    /// An order that could be sent.
    ///
    /// @param boundAsNow whether it is still what the payer authorised: the payee's account may
    ///   have been changed since
    record Due(OpenBanking.PaymentOrder order, boolean boundAsNow) {}

    DueOrders(PaymentOrders orders) {
        this.orders = orders;
    }

    /// The order of a payment; empty when it has moved on and nothing is left to send.
    Optional<Due> find(Handle handle, PaymentId id) {
        return handle.createQuery(ORDER)
                .bind("id", id.value())
                .map((row, context) ->
                        switch (Payment.Type.parse(row.getString("type")).orElseThrow()) {
                            case REMITTANCE -> remittance(id, row);
                            case QR_PAYMENT -> qrPayment(id, row);
                        })
                .findOne();
    }

    private Due remittance(PaymentId id, ResultSet row) throws SQLException {
        OpenBanking.PaymentOrder order = orders.remittance(id.value(), row);
        return due(
                row,
                order,
                Binding.ofRemittance(
                        new UserId(row.getObject("user_id", UUID.class)),
                        new AccountId(row.getObject("account_id", UUID.class)),
                        new QuoteId(row.getObject("quote_id", UUID.class)),
                        order.creditorIban(),
                        order.total(),
                        Rows.money(row, "received_minor", "received_currency")));
    }

    private Due qrPayment(PaymentId id, ResultSet row) throws SQLException {
        OpenBanking.PaymentOrder order =
                orders.qrPayment(id.value(), row, Rows.money(row, "total_minor", "currency"));
        UUID requestId = row.getObject("payment_request_id", UUID.class);
        return due(
                row,
                order,
                Binding.ofQrPayment(
                        new UserId(row.getObject("user_id", UUID.class)),
                        new AccountId(row.getObject("account_id", UUID.class)),
                        new MerchantId(row.getObject("merchant_id", UUID.class)),
                        requestId == null ? null : new PaymentRequestId(requestId),
                        order.creditorIban(),
                        order.total()));
    }

    private static Due due(ResultSet row, OpenBanking.PaymentOrder order, Binding binding)
            throws SQLException {
        return new Due(
                order, MessageDigest.isEqual(row.getBytes("binding_sha256"), binding.sha256()));
    }
}
