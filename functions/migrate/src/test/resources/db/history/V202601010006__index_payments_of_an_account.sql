-- kind: expand
-- why: an index beside the work
-- locks: SHARE UPDATE EXCLUSIVE on payments
-- undo: drop what it adds
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS payments_account_id_ix;
CREATE INDEX CONCURRENTLY payments_account_id_ix ON payments (account_id);
