-- kind: expand
-- why: readiness tells which providers are left alone because they fail
-- locks: none but on the new table
-- undo: DROP TABLE provider_states; nothing else refers to it
-- since: 0.1.0

-- What an environment of a function learned last of a provider. One row each, written at a change.
CREATE TABLE provider_states (
    provider   text        NOT NULL,
    resting    boolean     NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT provider_states_pk PRIMARY KEY (provider),
    CONSTRAINT provider_states_provider_ck CHECK (char_length(provider) BETWEEN 1 AND 100)
);

GRANT SELECT, INSERT, UPDATE ON provider_states TO drop_app;
