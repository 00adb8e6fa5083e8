-- kind: expand
-- why: what is over by law or by promise is deleted, with a right that reaches nothing younger
-- locks: SHARE on quotes, payment_sessions, authentication_requests, refresh_tokens,
--        idempotency_keys, webhook_events and users while their indexes are built; ACCESS EXCLUSIVE on
--        webhook_events for an instant
-- undo: drop the function, the table, the indexes and the column; nothing else refers to them
-- since: 0.1.0

-- When the payload of a message was taken out of it.
ALTER TABLE webhook_events ADD COLUMN emptied_at timestamptz;

-- What is asked for each minute: rows leave these when they go, those of payments never enter. No
-- index is on a column that a payment changes, which would make each change write them all.
CREATE INDEX webhook_events_to_empty_ix ON webhook_events (processed_at)
    WHERE emptied_at IS NULL AND outcome <> 'failed';
CREATE INDEX idempotency_keys_short_ix ON idempotency_keys (created_at)
    WHERE route NOT IN ('POST /v1/transactions/remittance',
                        'POST /v1/transactions/qr-payment');
CREATE INDEX payment_sessions_expires_at_ix ON payment_sessions (expires_at, id);
CREATE INDEX quotes_expires_at_ix ON quotes (expires_at, id);
CREATE INDEX users_deleted_at_ix ON users (deleted_at) WHERE deleted_at IS NOT NULL;

-- What deleting a quote, a session or a token makes PostgreSQL ask.
CREATE INDEX refresh_tokens_replaced_by_ix ON refresh_tokens (replaced_by)
    WHERE replaced_by IS NOT NULL;
CREATE INDEX payment_sessions_quote_id_ix ON payment_sessions (quote_id);
CREATE INDEX authentication_requests_payment_session_id_ix
    ON authentication_requests (payment_session_id);

-- How far a table has been gone through whose rows mostly stay.
CREATE TABLE sweeps (
    kind       text        NOT NULL,
    done_until timestamptz NOT NULL,
    done_id    uuid        NOT NULL DEFAULT '00000000-0000-0000-0000-000000000000',
    CONSTRAINT sweeps_pk PRIMARY KEY (kind)
);
INSERT INTO sweeps (kind, done_until) VALUES
    ('payment_sessions', '2020-01-01T00:00:00Z'), ('quotes', '2020-01-01T00:00:00Z'),
    ('audit_log', '2020-01-01T00:00:00Z');

-- Customers who left more than five years ago lose what still names them, and their payments go
-- (hvitvaskingsloven § 30, bokføringsloven § 13). Whom an alert or a report of the last five years
-- is about, or who has an open case, is kept. Shells stay: rows without a name that others refer to.
CREATE FUNCTION forget_customers(cutoff timestamptz, most integer) RETURNS integer
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

-- Entries of the trail that are older than five years; what belongs to a payment, a complaint or a
-- case of money laundering that is still there goes with its customer. Days without entries are
-- passed over.
CREATE FUNCTION sweep_audit_log(cutoff timestamptz, most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since timestamptz;
    until timestamptz;
    swept integer := 0;
    batch integer;
BEGIN
    SELECT done_until INTO since FROM public.sweeps
    WHERE kind = 'audit_log' FOR UPDATE SKIP LOCKED;
    WHILE since < cutoff AND swept < most LOOP
        until := least(cutoff, since + INTERVAL '1 day');
        WITH gone AS (
            DELETE FROM public.audit_log
            WHERE id IN (
                SELECT id FROM public.audit_log AS entry
                WHERE entry.created_at >= since AND entry.created_at < until
                  AND entry.action NOT LIKE 'aml.%'
                  AND NOT (entry.resource_type = 'transaction' AND EXISTS (
                      SELECT FROM public.transactions
                      WHERE transactions.id = CAST(
                          CASE WHEN entry.resource_id ~ '^txn_[0-9a-f]{32}$'
                               THEN substring(entry.resource_id FROM 5) END AS uuid)))
                  AND NOT (entry.resource_type = 'complaint' AND EXISTS (
                      SELECT FROM public.complaints
                      WHERE complaints.id = CAST(
                          CASE WHEN entry.resource_id ~ '^cmp_[0-9a-f]{32}$'
                               THEN substring(entry.resource_id FROM 5) END AS uuid)))
                LIMIT most - swept)
            RETURNING written_in, public.audit_log_digest(audit_log) AS digest)
        INSERT INTO public.chain_swept (written_in, row_sha256)
        SELECT coalesce(written_in, 0), digest FROM gone;
        GET DIAGNOSTICS batch = ROW_COUNT;
        swept := swept + batch;
        EXIT WHEN swept >= most;
        since := until;
    END LOOP;
    UPDATE public.sweeps SET done_until = since WHERE kind = 'audit_log' AND done_until < since;
    RETURN swept;
END
$$;

-- Sessions for a payment that were not used, 30 days after they ran out: the trips to BankID for them
-- are gone by then.
CREATE FUNCTION sweep_payment_sessions(most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since  public.sweeps;
    seen   uuid[];
    latest timestamptz;
    last   uuid;
    swept  integer;
BEGIN
    SELECT kind, done_until, done_id INTO since FROM public.sweeps
    WHERE kind = 'payment_sessions' FOR UPDATE SKIP LOCKED;
    IF since.kind IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(id ORDER BY expires_at, id), max(expires_at) INTO seen, latest FROM (
        SELECT id, expires_at FROM public.payment_sessions
        WHERE (expires_at, id) > (since.done_until, since.done_id)
          AND expires_at < now() - INTERVAL '30 days'
        ORDER BY expires_at, id
        LIMIT most) AS page;
    IF seen IS NULL THEN
        RETURN 0;
    END IF;
    last := seen[cardinality(seen)];
    DELETE FROM public.payment_sessions
    WHERE id = ANY (seen) AND status <> 'consumed'
      AND NOT EXISTS (SELECT FROM public.authentication_requests
                      WHERE payment_session_id = payment_sessions.id);
    GET DIAGNOSTICS swept = ROW_COUNT;
    UPDATE public.sweeps SET done_until = latest, done_id = last WHERE kind = 'payment_sessions';
    RETURN swept;
END
$$;

-- Quotes that nobody paid, 31 days after they ran out: by then a session for one is gone too.
CREATE FUNCTION sweep_quotes(most integer) RETURNS integer
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    since  public.sweeps;
    seen   uuid[];
    latest timestamptz;
    last   uuid;
    swept  integer;
BEGIN
    SELECT kind, done_until, done_id INTO since FROM public.sweeps
    WHERE kind = 'quotes' FOR UPDATE SKIP LOCKED;
    IF since.kind IS NULL THEN
        RETURN 0;
    END IF;
    SELECT array_agg(id ORDER BY expires_at, id), max(expires_at) INTO seen, latest FROM (
        SELECT id, expires_at FROM public.quotes
        WHERE (expires_at, id) > (since.done_until, since.done_id)
          AND expires_at < now() - INTERVAL '31 days'
        ORDER BY expires_at, id
        LIMIT most) AS page;
    IF seen IS NULL THEN
        RETURN 0;
    END IF;
    last := seen[cardinality(seen)];
    DELETE FROM public.quotes
    WHERE id = ANY (seen)
      AND NOT EXISTS (SELECT FROM public.transactions WHERE quote_id = quotes.id)
      AND NOT EXISTS (SELECT FROM public.payment_sessions WHERE quote_id = quotes.id);
    GET DIAGNOSTICS swept = ROW_COUNT;
    UPDATE public.sweeps SET done_until = latest, done_id = last WHERE kind = 'quotes';
    RETURN swept;
END
$$;

-- The one thing of these that the application may call. It deletes at most so many rows of a kind,
-- each of which is over by the limits here; the caller chooses none of them.
--
-- A backup that is under way is proved by what its fence counted: from the fence until the proof,
-- and until a fence of no use is a day old, nothing goes, and the answer is null.
CREATE FUNCTION sweep(kind text, most integer) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    -- The start of the day in Norway, five years ago.
    cutoff   timestamptz := (date_trunc('day', now() AT TIME ZONE 'Europe/Oslo')
                           - INTERVAL '5 years') AT TIME ZONE 'Europe/Oslo';
    linked timestamptz;
    swept  integer := 0;
BEGIN
    -- A fence that is being written is waited for, and one that is to be written waits.
    LOCK TABLE public.backup_fences IN SHARE MODE;
    IF EXISTS (SELECT FROM public.backup_fences
               WHERE verified_at IS NULL AND fenced_at > now() - INTERVAL '25 hours') THEN
        RETURN NULL;
    END IF;
    IF kind IN ('audit_log', 'customers') THEN
        -- The last seven links of the nights are recomputed on each copy: no row of theirs goes.
        SELECT min(fenced_at) INTO linked FROM (
            SELECT fenced_at FROM public.backup_fences WHERE head_hash IS NOT NULL
            ORDER BY slot DESC, fenced_at DESC OFFSET 7 LIMIT 1) AS eighth;
        IF linked IS NULL AND EXISTS (SELECT FROM public.backup_fences
                                      WHERE head_hash IS NOT NULL) THEN
            RETURN NULL;
        END IF;
        IF linked - INTERVAL '5 minutes' < cutoff THEN
            RETURN NULL;
        END IF;
    END IF;
    CASE kind
        WHEN 'idempotency_keys' THEN
            DELETE FROM public.idempotency_keys
            WHERE (user_id, idempotency_key) IN (
                SELECT stored.user_id, stored.idempotency_key
                FROM public.idempotency_keys AS stored
                WHERE stored.route NOT IN ('POST /v1/transactions/remittance',
                        'POST /v1/transactions/qr-payment')
                  AND stored.created_at < now() - INTERVAL '24 hours'
                  AND NOT EXISTS (SELECT FROM public.transactions
                                  WHERE transactions.user_id = stored.user_id
                                    AND transactions.idempotency_key = stored.idempotency_key)
                ORDER BY stored.created_at
                LIMIT most
                FOR UPDATE SKIP LOCKED);
            GET DIAGNOSTICS swept = ROW_COUNT;
        WHEN 'payment_sessions' THEN
            swept := public.sweep_payment_sessions(most);
        WHEN 'quotes' THEN
            swept := public.sweep_quotes(most);
        WHEN 'audit_log' THEN
            swept := public.sweep_audit_log(cutoff, most);
        WHEN 'customers' THEN
            swept := public.forget_customers(cutoff, most);
    END CASE;
    RETURN swept;
END
$$;

REVOKE ALL ON FUNCTION sweep(text, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION sweep_payment_sessions(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION sweep_quotes(integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION sweep_audit_log(timestamptz, integer) FROM PUBLIC;
REVOKE ALL ON FUNCTION forget_customers(timestamptz, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION sweep(text, integer) TO drop_app;
