-- kind: contract
-- why: nobody reads them
-- locks: ACCESS EXCLUSIVE on old
-- undo: drop what it adds
-- since: 0.3.0

ALTER TABLE old DROP COLUMN name;
