-- kind: expand
-- why: for a test
-- locks: as the test says
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE busy ADD COLUMN note text;
