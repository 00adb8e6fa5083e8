-- kind: expand
-- why: the worker counts payments under way by stage each minute, and sums what was just completed
-- locks: SHARE on transactions while the indexes are built
-- undo: DROP INDEX transactions_under_way_ix, transactions_completed_at_ix
-- since: 0.1.0

CREATE INDEX transactions_under_way_ix ON transactions (stage) WHERE status = 'processing';
CREATE INDEX transactions_completed_at_ix ON transactions USING brin (completed_at);
