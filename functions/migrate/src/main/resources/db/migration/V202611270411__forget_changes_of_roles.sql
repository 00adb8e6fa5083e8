-- kind: expand
-- why: what was decided about the role of somebody who left goes with them, five years later
-- locks: none; a function changes the catalogue only
-- undo: make forget_customers again as V202611261030 has it
-- since: 0.1.0

-- Customers who left more than five years ago lose what still names them, and their payments go
-- (hvitvaskingsloven § 30, bokføringsloven § 13). Whom an alert or a report of the last five years
-- is about, or who has an open case, is kept. Shells stay: rows without a name that others refer to.
CREATE OR REPLACE FUNCTION forget_customers(cutoff timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    gone     uuid[];
    payments uuid[];
    quoted   uuid[];
    sessions uuid[];
BEGIN
    SELECT array_agg(id) INTO gone FROM (
        SELECT users.id FROM public.users
        WHERE users.deleted_at < cutoff AND users.first_name <> '-'
          AND NOT EXISTS (SELECT FROM public.transactions
                          WHERE transactions.user_id = users.id
                            AND (transactions.status = 'processing'
                                 OR transactions.updated_at >= cutoff))
          AND NOT EXISTS (SELECT FROM public.merchants
                          JOIN public.transactions ON transactions.merchant_id = merchants.id
                          WHERE merchants.user_id = users.id
                            AND (transactions.status = 'processing'
                                 OR transactions.updated_at >= cutoff))
          AND NOT EXISTS (SELECT FROM public.aml_alerts
                          WHERE aml_alerts.user_id = users.id
                            AND (aml_alerts.status = 'open'
                                 OR aml_alerts.created_at >= cutoff
                                 OR aml_alerts.decided_at >= cutoff))
          AND NOT EXISTS (SELECT FROM public.str_reports
                          WHERE str_reports.user_id = users.id
                            AND (str_reports.status = 'draft' OR str_reports.updated_at >= cutoff))
          AND NOT EXISTS (SELECT FROM public.complaints
                          WHERE complaints.user_id = users.id
                            AND (complaints.answered_at IS NULL
                                 OR complaints.updated_at >= cutoff))
          AND NOT EXISTS (SELECT FROM public.withdrawal_requests
                          WHERE withdrawal_requests.user_id = users.id
                            AND withdrawal_requests.updated_at >= cutoff)
          AND NOT EXISTS (SELECT FROM public.data_access_requests
                          WHERE data_access_requests.user_id = users.id
                            AND (data_access_requests.completed_at IS NULL
                                 OR data_access_requests.completed_at >= cutoff))
          AND NOT EXISTS (SELECT FROM public.role_changes
                          WHERE role_changes.user_id = users.id
                            AND coalesce(role_changes.decided_at, role_changes.expires_at) >= cutoff)
          AND NOT EXISTS (SELECT FROM public.screening_results
                          WHERE screening_results.user_id = users.id
                            AND screening_results.created_at >= cutoff)
          AND NOT EXISTS (SELECT FROM public.audit_log
                          WHERE audit_log.user_id = users.id AND audit_log.created_at >= cutoff)
        ORDER BY users.deleted_at
        LIMIT least(most, 20)
        FOR UPDATE SKIP LOCKED) AS due;
    IF gone IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(id), array_agg(quote_id), array_agg(payment_session_id)
    INTO payments, quoted, sessions
    FROM public.transactions WHERE user_id = ANY (gone);

    WITH swept AS (
        DELETE FROM public.transaction_events WHERE transaction_id = ANY (payments)
        RETURNING written_in, public.transaction_event_digest(transaction_events) AS digest)
    INSERT INTO public.chain_swept (written_in, row_sha256)
    SELECT coalesce(written_in, 0), digest FROM swept;
    WITH cases AS (
        SELECT 'alr_' || replace(CAST(id AS text), '-', '') AS id FROM public.aml_alerts
        WHERE user_id = ANY (gone)
        UNION ALL
        SELECT 'str_' || replace(CAST(id AS text), '-', '') FROM public.str_reports
        WHERE user_id = ANY (gone)
        UNION ALL
        SELECT 'cmp_' || replace(CAST(id AS text), '-', '') FROM public.complaints
        WHERE user_id = ANY (gone)
        UNION ALL
        SELECT 'txn_' || replace(CAST(id AS text), '-', '') FROM public.transactions
        WHERE id = ANY (payments)
    ), swept AS (
        DELETE FROM public.audit_log
        WHERE created_at < cutoff
          AND (user_id = ANY (gone)
               OR resource_type IN ('aml_alert', 'str_report', 'complaint',
                                    'transaction')
                  AND resource_id IN (SELECT id FROM cases))
        RETURNING written_in, public.audit_log_digest(audit_log) AS digest)
    INSERT INTO public.chain_swept (written_in, row_sha256)
    SELECT coalesce(written_in, 0), digest FROM swept;

    DELETE FROM public.notifications WHERE user_id = ANY (gone);
    DELETE FROM public.discrepancies WHERE transaction_id = ANY (payments);
    DELETE FROM public.complaints WHERE user_id = ANY (gone);
    DELETE FROM public.withdrawal_requests WHERE user_id = ANY (gone);
    DELETE FROM public.data_access_requests WHERE user_id = ANY (gone);
    DELETE FROM public.role_changes WHERE user_id = ANY (gone);
    DELETE FROM public.str_reports WHERE user_id = ANY (gone);
    DELETE FROM public.aml_alerts WHERE user_id = ANY (gone);
    DELETE FROM public.screening_results WHERE user_id = ANY (gone);
    DELETE FROM public.outbox WHERE transaction_id = ANY (payments);
    DELETE FROM public.transactions WHERE id = ANY (payments);
    DELETE FROM public.idempotency_keys WHERE user_id = ANY (gone);
    DELETE FROM public.payment_sessions WHERE id = ANY (sessions);
    DELETE FROM public.quotes
    WHERE id = ANY (quoted)
      AND NOT EXISTS (SELECT FROM public.payment_sessions WHERE quote_id = quotes.id);
    UPDATE public.consents SET aspsp_consent_id = NULL, state_sha256 = NULL
    WHERE user_id = ANY (gone);
    UPDATE public.cards SET last_four = '0000', token_ref = 'gone-' || left(CAST(id AS text), 8)
                                                            || right(CAST(id AS text), 12)
    WHERE user_id = ANY (gone) AND token_ref NOT LIKE 'gone-%';
    UPDATE public.bank_accounts
    SET iban_encrypted = '', iban_last_four = '', aspsp_resource_id = '',
        iban_hmac = decode(replace(CAST(id AS text), '-', ''), 'hex')
    WHERE user_id = ANY (gone);
    UPDATE public.recipients
    SET name = '-', bank_name = NULL, account_encrypted = '', account_last_four = ''
    WHERE user_id = ANY (gone);
    -- What a shop is called stays on the receipts of those who paid it.
    UPDATE public.merchants SET account_encrypted = '', account_last_four = '', address = '-'
    WHERE user_id = ANY (gone);
    UPDATE public.users
    SET first_name = '-', last_name = '-', birth_date = NULL, national_id_hmac = NULL,
        email = NULL, phone = NULL, password_hash = NULL
    WHERE id = ANY (gone);
    RETURN cardinality(gone);
END
$$;
