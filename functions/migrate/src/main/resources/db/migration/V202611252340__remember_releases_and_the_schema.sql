-- kind: expand
-- why: contractions wait for two releases; what is changed beside migrations is found and told
-- locks: none but on the new tables
-- undo: DROP TABLE schema_releases, schema_state; nothing else refers to them
-- since: 0.1.0

-- For which builds the schema was migrated, so that a contraction can wait for two releases.
CREATE TABLE schema_releases (
    release        text        NOT NULL,
    build          text        NOT NULL,
    schema_version text        NOT NULL,
    migrated_at    timestamptz NOT NULL DEFAULT now(),
    CONSTRAINT schema_releases_pk PRIMARY KEY (release, build),
    CONSTRAINT schema_releases_release_ck CHECK (release ~ '^[0-9]+\.[0-9]+\.[0-9]+$')
);

-- What the newest migration left, one line for each column, constraint, index, right …, and what
-- differs from it: readiness tells that.
CREATE TABLE schema_state (
    only_row       boolean     NOT NULL DEFAULT true,
    schema_version text        NOT NULL,
    fingerprint    text        NOT NULL,
    catalogue      text        NOT NULL,
    recorded_at    timestamptz NOT NULL,
    drift          text,
    checked_at     timestamptz NOT NULL,
    CONSTRAINT schema_state_pk PRIMARY KEY (only_row),
    CONSTRAINT schema_state_only_row_ck CHECK (only_row),
    CONSTRAINT schema_state_fingerprint_ck CHECK (fingerprint ~ '^[0-9a-f]{64}$')
);

GRANT SELECT (fingerprint, drift, checked_at) ON schema_state TO drop_app;
