-- kind: expand
-- why: the functions connect as drop_app, which reads and writes rows and owns nothing
-- locks: none; grants change the catalogue only
-- undo: DROP OWNED BY drop_app; DROP ROLE drop_app
-- since: 0.1.0

DO $$
BEGIN
    -- A role belongs to the whole server: another database on it may have made it already.
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'drop_app') THEN
        BEGIN
            CREATE ROLE drop_app LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOINHERIT;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    -- Amazon RDS: whoever holds rds_iam signs in with an IAM token and never with a password.
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'rds_iam') THEN
        GRANT rds_iam TO drop_app;
    END IF;
    -- PUBLIC may otherwise connect, and make temporary tables, which pin a pooled connection.
    EXECUTE format('REVOKE CONNECT, TEMPORARY ON DATABASE %I FROM PUBLIC', current_database());
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO drop_app', current_database());
    -- What readiness asks: how new is the schema? Only Flyway makes this table.
    IF to_regclass('public.flyway_schema_history') IS NOT NULL THEN
        GRANT SELECT (installed_rank, version, success) ON public.flyway_schema_history TO drop_app;
    END IF;
END
$$;

-- Set on the role, since a SET in the session would pin a connection of the proxy.
ALTER ROLE drop_app SET statement_timeout = '5s';
ALTER ROLE drop_app SET lock_timeout = '2s';
ALTER ROLE drop_app SET idle_in_transaction_session_timeout = '10s';

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO drop_app;

-- Append-only: what happened can be added to, never changed.
GRANT SELECT, INSERT ON
    audit_log, transaction_events, quotes, screening_results
    TO drop_app;

GRANT SELECT, INSERT, UPDATE ON
    users, consents, bank_accounts, recipients, exchange_rates, payment_sessions, merchants,
    payment_requests, transactions, idempotency_keys, outbox, worker_heartbeats, cards,
    aml_alerts, str_reports, data_access_requests, complaints, withdrawal_requests
    TO drop_app;

-- Rows that expire, or that go when the customer asks for it.
GRANT SELECT, INSERT, UPDATE, DELETE ON
    sessions, refresh_tokens, authentication_requests, login_codes, rate_limits, notifications,
    settings, spending_limits, webhook_events
    TO drop_app;

-- The backup function writes these over the Data API as the owner.
GRANT SELECT ON backup_fences TO drop_app;
