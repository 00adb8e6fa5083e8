-- kind: expand
-- why: the way around the trap
-- locks: SHARE UPDATE EXCLUSIVE on doubles
-- undo: drop what it adds
-- since: 0.1.0

DROP INDEX CONCURRENTLY IF EXISTS doubles_id_ix;
CREATE INDEX CONCURRENTLY doubles_id_ix ON doubles (id);
