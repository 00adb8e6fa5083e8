-- kind: expand
-- why: a unique index beside the work
-- locks: SHARE UPDATE EXCLUSIVE on accounts
-- undo: drop what it adds
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS accounts_number_uq;
CREATE UNIQUE INDEX CONCURRENTLY accounts_number_uq ON accounts (number);
