-- kind: expand
-- why: administrators list complaints by status, and the worker counts refunds that are due each minute
-- locks: SHARE on complaints while the indexes are built
-- undo: DROP INDEX complaints_status_ix, complaints_refund_due_ix
-- since: 0.1.0

CREATE INDEX complaints_status_ix ON complaints (status, id);
CREATE INDEX complaints_refund_due_ix ON complaints (refund_due_at)
    WHERE refund_due_at IS NOT NULL AND refunded_at IS NULL AND status <> 'rejected';
