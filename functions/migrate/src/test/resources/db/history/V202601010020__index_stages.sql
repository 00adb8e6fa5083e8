-- kind: expand
-- why: two indexes beside the work
-- locks: SHARE UPDATE EXCLUSIVE on payments
-- undo: drop what it adds
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS payments_processing_ix;
CREATE INDEX CONCURRENTLY payments_processing_ix ON payments (id) WHERE stage = 'processing';
DROP INDEX CONCURRENTLY IF EXISTS payments_payee_id_ix;
CREATE INDEX CONCURRENTLY payments_payee_id_ix ON payments (payee_id);
