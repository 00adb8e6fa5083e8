-- kind: expand
-- why: the index becomes a constraint
-- locks: ACCESS EXCLUSIVE on accounts for an instant
-- undo: drop what it adds
-- since: 0.1.0

ALTER TABLE accounts ADD CONSTRAINT accounts_number_uq UNIQUE USING INDEX accounts_number_uq;
