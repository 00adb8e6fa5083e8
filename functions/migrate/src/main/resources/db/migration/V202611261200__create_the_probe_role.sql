-- kind: expand
-- why: readiness asks through the RDS Data API as a role that may log in and nothing else
-- locks: none; a role and a grant change the catalogue only
-- undo: REVOKE CONNECT ON DATABASE drop FROM drop_probe; DROP ROLE drop_probe
-- since: 0.1.0

DO $$
BEGIN
    -- A role belongs to the whole server: another database on it may have made it already.
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'drop_probe') THEN
        BEGIN
            CREATE ROLE drop_probe LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION
                NOINHERIT CONNECTION LIMIT 5;
        EXCEPTION WHEN duplicate_object OR unique_violation THEN
            NULL;
        END;
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO drop_probe', current_database());
END
$$;

ALTER ROLE drop_probe SET statement_timeout = '2s';
