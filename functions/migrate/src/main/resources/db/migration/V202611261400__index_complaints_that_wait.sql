-- kind: expand
-- why: administrators list complaints by status, and the worker counts refunds that are due each minute
-- locks: SHARE UPDATE EXCLUSIVE on complaints
-- undo: DROP INDEX complaints_status_ix, complaints_refund_due_ix
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS complaints_status_ix;
CREATE INDEX CONCURRENTLY complaints_status_ix ON complaints (status, id);
DROP INDEX CONCURRENTLY IF EXISTS complaints_refund_due_ix;
CREATE INDEX CONCURRENTLY complaints_refund_due_ix ON complaints (refund_due_at)
    WHERE refund_due_at IS NOT NULL AND refunded_at IS NULL AND status <> 'rejected';
