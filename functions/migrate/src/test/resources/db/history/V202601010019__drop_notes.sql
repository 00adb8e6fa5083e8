-- kind: contract
-- why: nobody reads them
-- locks: ACCESS EXCLUSIVE on accounts for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE accounts DROP COLUMN note;
