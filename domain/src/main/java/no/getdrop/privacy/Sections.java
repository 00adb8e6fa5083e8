package no.getdrop.privacy;

import no.getdrop.accounts.AccountId;
import no.getdrop.accounts.Accounts;
import no.getdrop.recipients.RecipientId;
import no.getdrop.recipients.Recipients;

import java.util.List;
import java.util.Set;

/// What an export holds, table by table.
///
/// Not in it are: what only proves something (hashes and tokens), other persons, and what the law
/// keeps from the customer: risk, screening, alerts and reports (hvitvaskingsloven § 28). A
/// payment's stages are left out too, since one of them would tell that it was held; its status and
/// times say the rest.
final class Sections {
    /// Tables with rows about a person that are not in an export.
    static final Set<String> LEFT_OUT =
            Set.of(
                    // Hvitvaskingsloven § 28.
                    "aml_alerts",
                    "screening_results",
                    "str_reports",
                    "rescreenings",
                    // Good for a minute, and a hash.
                    "login_codes",
                    // Answers that were given, of what the other sections hold.
                    "idempotency_keys");

    /// Without the time of its last change, which is not always the customer's.
    private static final Section PROFILE =
            Section.of(
                    "profile",
                    "usr",
                    """
                    (SELECT id AS user_id, id, first_name, last_name, email, phone, birth_date,
                            kyc_status, kyc_method, role, created_at, restricted_at
                     FROM users) AS person
                    """,
                    """
                    id, first_name, last_name, email, phone, birth_date, kyc_status, kyc_method,
                    role, created_at, restricted_at
                    """);

    private static final Section SETTINGS =
            Section.of(
                    "settings",
                    "usr",
                    """
                    (SELECT user_id AS id, user_id, currency, language, push_enabled,
                            email_enabled, created_at, updated_at
                     FROM settings) AS choice
                    """,
                    "currency, language, push_enabled, email_enabled, created_at, updated_at");

    private static final Section SESSIONS =
            Section.of(
                    "sessions",
                    "ses",
                    "sessions",
                    "platform, user_agent, created_at, expires_at, revoked_at, revoked_reason");

    private static final Section CONSENTS =
            Section.of(
                    "consents",
                    "con",
                    "consents",
                    """
                    id, consent_type, bank_id, granted, created_at, granted_at, expires_at,
                    revoked_at
                    """);

    private static final Section QUOTES =
            Section.of(
                    "quotes",
                    "quo",
                    "quotes",
                    """
                    id, recipient_id, amount_minor, fee_minor, total_minor, currency,
                    received_minor, received_currency, rate, created_at, expires_at
                    """);

    private static final Section PAYMENT_SESSIONS =
            Section.of(
                    "paymentSessions",
                    "pss",
                    "payment_sessions",
                    """
                    id, quote_id, merchant_id, amount_minor, bank_account_id, status, created_at,
                    expires_at, authorised_at, consumed_at
                    """);

    private static final Section PAYMENTS =
            Section.of(
                    "payments",
                    "txn",
                    "transactions",
                    """
                    id, type, status, amount_minor, fee_minor, total_minor, currency,
                    received_minor, received_currency, rate, bank_account_id, recipient_id,
                    merchant_id, quote_id, bank_payment_id, failure_code, created_at, completed_at
                    """);

    private static final Section MERCHANTS =
            Section.of(
                    "merchants",
                    "mer",
                    "merchants",
                    """
                    id, business_name, org_number, category, address, account_last_four,
                    fee_basis_points, status, created_at, updated_at
                    """);

    private static final Section PAYMENT_REQUESTS =
            Section.of(
                    "paymentRequests",
                    "prq",
                    """
                    (SELECT payment_requests.id, merchants.user_id, payment_requests.merchant_id,
                            amount_minor, currency, reference, payment_requests.created_at,
                            expires_at
                     FROM payment_requests
                     JOIN merchants ON merchants.id = payment_requests.merchant_id) AS request
                    """,
                    "id, merchant_id, amount_minor, currency, reference, created_at, expires_at");

    /// Without the payers, who are other persons.
    private static final Section RECEIVED_PAYMENTS =
            Section.of(
                    "receivedPayments",
                    "txn",
                    """
                    (SELECT transactions.id, merchants.user_id, transactions.merchant_id,
                            transactions.status, amount_minor, fee_minor, received_minor,
                            received_currency, payment_request_id, completed_at
                     FROM transactions
                     JOIN merchants ON merchants.id = transactions.merchant_id
                     WHERE transactions.status = 'completed') AS received
                    """,
                    """
                    id, merchant_id, status, amount_minor, fee_minor, received_minor,
                    received_currency, payment_request_id, completed_at
                    """);

    private static final Section NOTIFICATIONS =
            Section.of(
                    "notifications",
                    "ntf",
                    "notifications",
                    "id, kind, title, body, transaction_id, created_at, read_at");

    private static final Section CARDS =
            Section.of(
                    "cards", "crd", "cards", "id, type, status, last_four, created_at, closed_at");

    private static final Section SPENDING_LIMITS =
            Section.of(
                    "spendingLimits",
                    "lim",
                    "spending_limits",
                    "card_id, period, amount_minor, currency, created_at, updated_at");

    private static final Section COMPLAINTS =
            Section.of(
                    "complaints",
                    "cmp",
                    "complaints",
                    """
                    id, transaction_id, kind, status, description, answer, created_at,
                    answer_due_at, refund_due_at, answered_at, refunded_at
                    """);

    private static final Section WITHDRAWALS =
            Section.of(
                    "withdrawals",
                    "wdr",
                    "withdrawal_requests",
                    "id, reason, comment, status, answer, created_at, completed_at");

    /// Without who proposed and who decided, who are other persons.
    private static final Section ROLE_CHANGES =
            Section.of(
                    "roleChanges",
                    "rch",
                    "role_changes",
                    "id, role, status, reason, created_at, expires_at, decided_at");

    private static final Section PRIVACY_REQUESTS =
            Section.of(
                    "privacyRequests",
                    "dar",
                    "data_access_requests",
                    """
                    id, kind, status, reason, refusal_reason, created_at, due_at, completed_at,
                    expires_at
                    """);

    private static final Section AUDIT_ENTRIES =
            Section.of(
                    "auditEntries",
                    "aud",
                    """
                    (SELECT id, user_id, action, resource_type, resource_id, result, ip_address,
                            user_agent, request_id, created_at
                     FROM audit_log
                     WHERE action NOT LIKE 'aml.%') AS entry
                    """,
                    """
                    id, action, resource_type, resource_id, result, ip_address, user_agent,
                    request_id, created_at
                    """);

    private Sections() {}

    /// All of them, in the order of an export.
    static List<Section> all(Accounts accounts, Recipients recipients) {
        return List.of(
                PROFILE,
                SETTINGS,
                SESSIONS,
                CONSENTS,
                bankAccounts(accounts),
                recipients(recipients),
                QUOTES,
                PAYMENT_SESSIONS,
                PAYMENTS,
                MERCHANTS,
                PAYMENT_REQUESTS,
                RECEIVED_PAYMENTS,
                NOTIFICATIONS,
                CARDS,
                SPENDING_LIMITS,
                COMPLAINTS,
                WITHDRAWALS,
                ROLE_CHANGES,
                PRIVACY_REQUESTS,
                AUDIT_ENTRIES);
    }

    private static Section bankAccounts(Accounts accounts) {
        return Section.sealed(
                "bankAccounts",
                "acc",
                "bank_accounts",
                """
                id, consent_id, bank_id, bank_name, iban_encrypted, currency, is_primary,
                balance_minor, balance_read_at, created_at, removed_at
                """,
                (id, userId, sealed) -> accounts.open(new AccountId(id), userId, sealed));
    }

    private static Section recipients(Recipients recipients) {
        return Section.sealed(
                "recipients",
                "rcp",
                "recipients",
                """
                id, name, country, currency, bank_name, account_encrypted, created_at, updated_at,
                deleted_at
                """,
                (id, userId, sealed) -> recipients.open(new RecipientId(id), sealed));
    }
}
