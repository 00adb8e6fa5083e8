-- kind: expand
-- why: readiness tells how old the newest backup is that was restored and proved
-- locks: ACCESS EXCLUSIVE on backup_fences for an instant; it holds one row per backup
-- undo: ALTER TABLE backup_fences DROP COLUMN verified_at
-- since: 0.1.0

-- Set when a restored copy was found to hold what the fence says; until then nothing is proved.
ALTER TABLE backup_fences
    ADD COLUMN verified_at timestamptz,
    ADD CONSTRAINT backup_fences_verified_at_ck CHECK (verified_at >= fenced_at);
