-- kind: expand
-- why: something to begin with
-- locks: none
-- undo: drop what it adds
-- since: 0.1.0

CREATE TABLE old (id integer, name text);
CREATE TABLE schema_releases (release text, build text, schema_version text,
    migrated_at timestamptz NOT NULL DEFAULT now(), PRIMARY KEY (release, build));
CREATE TABLE worker_heartbeats (version text, beat_at timestamptz);
