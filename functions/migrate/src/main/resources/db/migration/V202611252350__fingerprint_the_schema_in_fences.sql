-- kind: expand
-- why: a restored copy is proved to have the schema that the live database had at its fence
-- locks: ACCESS EXCLUSIVE on backup_fences for an instant; it holds one row per backup
-- undo: ALTER TABLE backup_fences DROP COLUMN schema_sha256
-- since: 0.1.0

ALTER TABLE backup_fences ADD COLUMN schema_sha256 bytea;
