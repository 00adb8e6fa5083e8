-- kind: expand
-- why: the trap
-- locks: SHARE UPDATE EXCLUSIVE on doubles
-- undo: drop what it adds
-- since: 0.1.0

CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS doubles_id_uq ON doubles (id);
