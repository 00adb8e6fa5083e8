-- kind: expand
-- why: administrators list withdrawals by status, the one first that has waited longest
-- locks: SHARE UPDATE EXCLUSIVE on withdrawal_requests
-- undo: DROP INDEX withdrawal_requests_status_ix
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS withdrawal_requests_status_ix;
CREATE INDEX CONCURRENTLY withdrawal_requests_status_ix ON withdrawal_requests (status, id);
