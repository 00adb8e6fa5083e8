-- kind: expand
-- why: each minute the trail and the events of payments are sealed by a block of a hash chain
-- locks: ACCESS EXCLUSIVE on audit_log and transaction_events for an instant, then SHARE while their
--        indexes are built; no row is written anew
-- undo: drop the functions, the tables, the columns with their indexes
-- since: 0.1.0

-- The transaction that wrote the row. Ids of transactions only grow, and all below the oldest one
-- that is still at work are over: what lies below it is complete. Times and ids of rows are not,
-- since they are made before the commit.
ALTER TABLE audit_log ADD COLUMN written_in bigint;
ALTER TABLE audit_log ALTER COLUMN written_in
    SET DEFAULT CAST(CAST(pg_current_xact_id() AS text) AS bigint);
ALTER TABLE transaction_events ADD COLUMN written_in bigint;
ALTER TABLE transaction_events ALTER COLUMN written_in
    SET DEFAULT CAST(CAST(pg_current_xact_id() AS text) AS bigint);

CREATE INDEX audit_log_written_ix ON audit_log USING brin (written_in, created_at)
    WITH (autosummarize = on);
CREATE INDEX transaction_events_written_ix ON transaction_events USING brin (written_in)
    WITH (autosummarize = on);

-- A block holds the rows that transactions from from_xid to before to_xid wrote.
CREATE TABLE chain_blocks (
    number    bigint      NOT NULL,
    from_xid  bigint      NOT NULL,
    to_xid    bigint      NOT NULL,
    row_count bigint      NOT NULL,
    hash      bytea       NOT NULL,
    closed_at timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT chain_blocks_pk PRIMARY KEY (number),
    CONSTRAINT chain_blocks_from_xid_uq UNIQUE (from_xid),
    CONSTRAINT chain_blocks_number_ck CHECK (number >= 1),
    CONSTRAINT chain_blocks_range_ck CHECK (to_xid > from_xid AND from_xid >= 0),
    CONSTRAINT chain_blocks_row_count_ck CHECK (row_count > 0),
    CONSTRAINT chain_blocks_hash_ck CHECK (octet_length(hash) = 32)
);

-- What is left of a row that went when its time was over: enough for its block, and no data.
CREATE TABLE chain_swept (
    written_in bigint NOT NULL,
    row_sha256 bytea  NOT NULL,
    CONSTRAINT chain_swept_row_sha256_ck CHECK (octet_length(row_sha256) = 32)
);
CREATE INDEX chain_swept_written_in_ix ON chain_swept (written_in);

-- Columns are listed: one that is added later changes no digest. The names in a body are looked up
-- once, here.
CREATE FUNCTION audit_log_digest(entry public.audit_log) RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256(convert_to(CAST(jsonb_build_array(
    'audit_log', entry.id, entry.user_id, entry.action, entry.resource_type, entry.resource_id,
    entry.result, entry.details, entry.ip_address, entry.user_agent, entry.request_id,
    extract(epoch FROM entry.created_at), entry.written_in) AS text), 'UTF8'));

CREATE FUNCTION transaction_event_digest(event public.transaction_events) RETURNS bytea
LANGUAGE sql STABLE
RETURN sha256(convert_to(CAST(jsonb_build_array(
    'transaction_events', event.transaction_id, event.sequence, event.stage, event.details,
    extract(epoch FROM event.event_at), extract(epoch FROM event.created_at),
    event.written_in) AS text), 'UTF8'));

GRANT SELECT, INSERT ON chain_blocks TO drop_app;
GRANT SELECT ON chain_swept TO drop_app;
