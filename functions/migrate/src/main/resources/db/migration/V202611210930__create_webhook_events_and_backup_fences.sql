-- kind: expand
-- why: each provider message counts once; each backup carries rows that prove what it holds
-- locks: none but on the new tables
-- undo: drop the tables; nothing else refers to them
-- since: 0.1.0

-- A message a provider sent us, stored once under the sender's own key and ordered by its clock.
CREATE TABLE webhook_events (
    id             uuid        NOT NULL,
    provider       text        NOT NULL,
    event_key      text        NOT NULL,
    event_type     text        NOT NULL,
    subject        text        NOT NULL,
    payload        jsonb       NOT NULL,
    payload_sha256 bytea       NOT NULL,
    occurred_at    timestamptz NOT NULL,
    received_at    timestamptz NOT NULL DEFAULT now(),
    processed_at   timestamptz,
    outcome        text,
    CONSTRAINT webhook_events_pk PRIMARY KEY (id),
    CONSTRAINT webhook_events_provider_key_uq UNIQUE (provider, event_key),
    CONSTRAINT webhook_events_provider_ck CHECK (provider IN ('sumsub', 'openbanking')),
    CONSTRAINT webhook_events_event_key_ck CHECK (char_length(event_key) BETWEEN 1 AND 255),
    CONSTRAINT webhook_events_payload_sha256_ck CHECK (octet_length(payload_sha256) = 32),
    CONSTRAINT webhook_events_outcome_ck
        CHECK (outcome IN ('applied', 'superseded', 'ignored', 'failed')),
    CONSTRAINT webhook_events_processed_ck CHECK ((processed_at IS NULL) = (outcome IS NULL))
);
CREATE INDEX webhook_events_subject_ix ON webhook_events (provider, subject, occurred_at DESC);
CREATE INDEX webhook_events_unprocessed_ix ON webhook_events (received_at)
    WHERE processed_at IS NULL;
CREATE INDEX webhook_events_received_at_ix ON webhook_events (received_at);

-- Written just before a snapshot: what a restored copy must at least hold.
CREATE TABLE backup_fences (
    id             uuid        NOT NULL,
    run_id         text        NOT NULL,
    slot           text        NOT NULL,
    schema_version text        NOT NULL,
    commit_sha     text,
    row_counts     jsonb       NOT NULL,
    sums           jsonb       NOT NULL DEFAULT '{}',
    head_hash      bytea,
    fenced_at      timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT backup_fences_pk PRIMARY KEY (id),
    CONSTRAINT backup_fences_run_id_uq UNIQUE (run_id),
    CONSTRAINT backup_fences_slot_ck CHECK (slot <> ''),
    CONSTRAINT backup_fences_row_counts_ck CHECK (jsonb_typeof(row_counts) = 'object'),
    CONSTRAINT backup_fences_head_hash_ck CHECK (octet_length(head_hash) = 32)
);
CREATE INDEX backup_fences_fenced_at_ix ON backup_fences (fenced_at DESC);
