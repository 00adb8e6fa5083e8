-- kind: expand
-- why: a nullable column
-- locks: ACCESS EXCLUSIVE on accounts for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE accounts ADD COLUMN label text;
